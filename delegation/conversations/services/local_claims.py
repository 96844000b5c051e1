"""What browsers report about their own answers: believed as far as the pack allows.

A browser only claims that a rule answered. Anyone can send such a claim, so the text of an answer
comes from the rule, and a claim that the tenant's pack could not have produced is dropped. So
neither the teacher, nor an audit, nor a moderator ever reads words that a stranger made up.
"""

from typing import Any

from delegation.domain.packs.matching import decide
from delegation.domain.packs.reading import LoadedPack
from delegation.domain.words import TEACHABLE_STATES
from delegation.rules import access
from delegation.rules.services.publishing.loaded_packs import ready_pack
from tenants.models import Tenant


def believed_turns(
    tenant: Tenant, claimed: list[dict[str, Any]], *, now: float
) -> list[dict[str, Any]]:
    """Return the claimed turns that the pack could have produced, with the rules' own texts."""
    if not claimed:
        return []
    pack = ready_pack(tenant)
    possible = [turn for turn in claimed if could_answer(pack, turn["message"], turn, now=now)]
    responses = access.responses_of(tenant, {(turn["rule"], turn["version"]) for turn in possible})
    return [
        {
            "message": turn["message"],
            "response": responses[turn["rule"], turn["version"]],
            "rule": turn["rule"],
            "version": turn["version"],
        }
        for turn in possible
        if (turn["rule"], turn["version"]) in responses
    ]


def could_answer(pack: LoadedPack, message: str, claim: dict[str, Any], *, now: float) -> bool:
    """Return whether the claimed rule answers this message in a state that allows small talk."""
    decisions = (decide(pack, message, state, now=now) for state in sorted(TEACHABLE_STATES))
    return any(decision.rule == claim["rule"] for decision in decisions)
