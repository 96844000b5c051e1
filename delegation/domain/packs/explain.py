"""A decision in a sentence for people: in replay, in the moderator's test box, in debug mode."""

from delegation.domain.packs.matching import Decision, Reason

SENTENCES = {
    Reason.WHOLE: "Answered: this is an approved phrase.",
    Reason.COMBINED: "Answered: approved phrases and their parts make up the whole message.",
    Reason.DISABLED: "Sent to the teacher: the gatekeeper is switched off.",
    Reason.UNMATCHABLE: "Sent to the teacher: too long, or with characters that are not matched.",
    Reason.SILENT: "Sent to the teacher: no rule may answer while the assistant awaits this.",
    Reason.UNKNOWN_WORD: "Sent to the teacher: a word is in no approved phrase.",
    Reason.NO_MATCH: "Sent to the teacher: its words are known, but they are no phrases.",
    Reason.ONLY_PARTS: "Sent to the teacher: it holds parts of phrases, but no approved phrase.",
    Reason.FAILED: "Sent to the teacher: the decision failed.",
}
"""Every reason code and what it says."""


def explain(decision: Decision) -> str:
    """One plain line: the outcome, then what it rests on."""
    why = decision.explanation
    details = [f"awaiting {why.state}"]
    if why.phrases:
        details.append("phrases: " + " | ".join(why.phrases))
    if why.optional:
        details.append("left out: " + ", ".join(why.optional))
    if why.swapped:
        details.append("read as: " + ", ".join(why.swapped))
    if why.unknown:
        details.append("unknown: " + ", ".join(why.unknown))
    return f"{SENTENCES[decision.reason]} ({'; '.join(details)})"
