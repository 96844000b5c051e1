"""Rejected proposals, which return only when new evidence differs from the old."""

from typing import Any

from django.utils import timezone

from delegation.domain.approval.dismissal import Known, what_differs
from delegation.rules import access
from delegation.rules.models import Rule, RuleState
from tenants.models import User

RECONSIDERED = ["state", "proposed_at", "returned_because"]


def dismissal_of(rule: Rule, *, by: User, reason: str) -> dict[str, Any]:
    """Return the data of a rejection to compare later evidence with."""
    return {
        "by": by.email,
        "at": timezone.now().isoformat(),
        "reason": reason,
        "networks": rule.networks_count,
        "awaiting": _taught_in(rule, least=1),
    }


def reconsider(rule: Rule) -> None:
    """Propose a rejected rule again if its evidence differs from what its moderator saw.

    Sets the fields `RECONSIDERED` of the rule; the caller saves it.
    """
    if rule.state != RuleState.REJECTED or not rule.dismissed:
        return
    then = Known(rule.dismissed["networks"], rule.dismissed["awaiting"])
    now = Known(rule.networks_count, _taught_in(rule, least=rule.tenant.sightings))
    differs = what_differs(then, now)
    if differs:
        rule.state, rule.proposed_at = RuleState.PROPOSED, timezone.now()
        rule.returned_because = str(differs)


def _taught_in(rule: Rule, *, least: int) -> list[str]:
    """Return the awaiting states in which at least `least` networks taught the rule."""
    lessons = access.lessons_of(rule.tenant).filter(rule=rule)
    seen = lessons.order_by().values_list("awaiting", "address_prefix").distinct()
    states = [awaiting for awaiting, _ in seen]
    return sorted(state for state in set(states) if states.count(state) >= least)
