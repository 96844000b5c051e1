"""A pack, a message and what the assistant awaits -> the rule that answers, or why none. Twin: frontend/src/matching.js."""

from dataclasses import dataclass
from enum import StrEnum

from delegation.domain.packs import Pack
from delegation.domain.phrases import canonical


class Reason(StrEnum):
    """Why a message was answered or escalated."""

    WHOLE = "whole"  # answered: the message is an approved phrase
    DISABLED = "disabled"  # the kill switch of the pack is on
    UNMATCHABLE = "unmatchable"  # too long, outside the table, or without a word
    NO_MATCH = "no-match"  # not an approved phrase
    OTHER_STATE = "other-state"  # approved, but not while the assistant awaits this


@dataclass(frozen=True)
class Explanation:
    """What a decision rests on: the phrases found, the optional words skipped, the awaiting state."""

    state: str
    phrases: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """`rule` is the id of the rule that answers, or `None`: the message escalates."""

    rule: int | None
    version: int | None
    response: str | None
    reason: Reason
    explanation: Explanation


def decide(pack: Pack, message: str, awaiting: str, *, now: int) -> Decision:
    """Whether the gatekeeper answers, and with what. `now` is seconds since the epoch."""
    if not pack.enabled:
        return _escalate(Reason.DISABLED, awaiting)
    form = canonical(message)
    if form is None:
        return _escalate(Reason.UNMATCHABLE, awaiting)
    found = [rule for rule in pack.phrases.get(form, ()) if not rule.expires or rule.expires > now]
    if not found:
        return _escalate(Reason.NO_MATCH, awaiting)
    for rule in found:
        if awaiting in rule.states:
            explanation = Explanation(awaiting, (form,))
            return Decision(rule.id, rule.version, rule.response, Reason.WHOLE, explanation)
    return _escalate(Reason.OTHER_STATE, awaiting)


def _escalate(reason: Reason, awaiting: str) -> Decision:
    return Decision(None, None, None, reason, Explanation(awaiting))
