"""Explanations of decisions for people: in replay, in the test box and in debug mode."""

from delegation.domain.packs.matching import Decision, Reason
from delegation.domain.words import AFTER, Awaiting

SENTENCES = {
    Reason.WHOLE: "Answered: this is an approved phrase.",
    Reason.COMBINED: "Answered: the whole message consists of approved phrases.",
    Reason.DISABLED: "Sent to the teacher: the gatekeeper is switched off.",
    Reason.UNMATCHABLE: "Sent to the teacher: the message is too long or has unusual characters.",
    Reason.SILENT: "Sent to the teacher: no rule may answer after this kind of reply.",
    Reason.UNKNOWN_WORD: "Sent to the teacher: no approved phrase contains one of its words.",
    Reason.NO_MATCH: "Sent to the teacher: its words are known, but not in this combination.",
    Reason.ONLY_PARTS: "Sent to the teacher: it contains parts of phrases, but no complete one.",
    Reason.FAILED: "Sent to the teacher: the decision failed.",
}
"""The sentence for each reason."""


def explain(decision: Decision) -> str:
    """Return one line: the outcome, then the phrases and words behind it."""
    why = decision.explanation
    details = [f"after {AFTER[Awaiting(why.state)]}"]
    if why.phrases:
        details.append("phrases: " + " | ".join(why.phrases))
    if why.optional:
        details.append("ignored: " + ", ".join(why.optional))
    if why.swapped:
        details.append("read as: " + ", ".join(why.swapped))
    if why.unknown:
        details.append("not known: " + ", ".join(why.unknown))
    return f"{SENTENCES[decision.reason]} ({'; '.join(details)})"
