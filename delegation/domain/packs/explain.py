"""Explanations of decisions for people: in replay, in the test box and in debug mode."""

from delegation.domain.packs.matching import Decision, Reason
from delegation.domain.wording import Joined, Sentence, worded
from delegation.domain.words import AFTER, Awaiting

SENTENCES = {
    Reason.WHOLE: worded("Answered: this is an approved phrase."),
    Reason.COMBINED: worded("Answered: the whole message consists of approved phrases."),
    Reason.DISABLED: worded("Sent to the teacher: the gatekeeper is switched off."),
    Reason.UNMATCHABLE: worded(
        "Sent to the teacher: the message is too long or has unusual characters."
    ),
    Reason.SILENT: worded("Sent to the teacher: no rule may answer after this kind of reply."),
    Reason.UNKNOWN_WORD: worded(
        "Sent to the teacher: no approved phrase contains one of its words."
    ),
    Reason.NO_MATCH: worded(
        "Sent to the teacher: its words are known, but not in this combination."
    ),
    Reason.ONLY_PARTS: worded(
        "Sent to the teacher: it contains parts of phrases, but no complete one."
    ),
    Reason.FAILED: worded("Sent to the teacher: the decision failed."),
}
"""The sentence for each reason."""


def explain(decision: Decision) -> str:
    """Return one line in English: the outcome, then the phrases and words behind it."""
    return str(explanation_of(decision))


def explanation_of(decision: Decision) -> Sentence:
    """Return the same for a page, which translates it."""
    why = decision.explanation
    details = [Sentence("after %(reply)s", {"reply": worded_reply(why.state)})]
    if why.phrases:
        details.append(Sentence("phrases: %(phrases)s", {"phrases": " | ".join(why.phrases)}))
    if why.optional:
        details.append(Sentence("ignored: %(words)s", {"words": ", ".join(why.optional)}))
    if why.swapped:
        details.append(Sentence("read as: %(words)s", {"words": ", ".join(why.swapped)}))
    if why.unknown:
        details.append(Sentence("not known: %(words)s", {"words": ", ".join(why.unknown)}))
    return Sentence(
        "%(outcome)s (%(details)s)",
        {
            "outcome": Sentence(SENTENCES[decision.reason]),
            "details": Joined(tuple(details), "; "),
        },
    )


def worded_reply(state: str) -> Sentence:
    """Return what the assistant's last reply was, as words that follow "after"."""
    return Sentence(AFTER[Awaiting(state)])
