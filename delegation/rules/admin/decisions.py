"""The decisions that a moderator may take, with their buttons and services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from delegation.rules.models import UNDECIDED, Rule, RuleState
from delegation.rules.services.deciding import merges, moderation
from tenants.models import User

SNOOZED = "snoozed"  # the list of proposals that were put off
SNOOZE_DAYS = 7


@dataclass(frozen=True)
class Edits:
    """What the moderator wrote; None leaves the rule's own."""

    response: str | None = None
    variants: list[str] | None = None
    states: list[str] | None = None
    reason: str = ""
    dates: moderation.Dates | None = None
    merge: list[int] = field(default_factory=list)  # ids of proposals that become variants
    snooze_days: int = SNOOZE_DAYS


@dataclass(frozen=True)
class DecisionButton:
    """A button. `states` are those in which it is offered."""

    name: str
    label: StrOrPromise
    done: StrOrPromise  # after "12 rules" or a rule's name
    states: frozenset[RuleState]
    run: Callable[[Rule, User, Edits], Rule]
    tone: str = ""  # "default" for the expected one, "danger" for taking away
    # What a moderator reads who gave no reason for one rule, and for several; empty where none
    # is needed.
    reason_for_one: StrOrPromise = ""
    reason_for_many: StrOrPromise = ""

    @property
    def needs_reason(self) -> bool:
        return bool(self.reason_for_one)


TAKEN_DOWN = frozenset({RuleState.REJECTED, RuleState.SUSPENDED, RuleState.RETIRED})


def _approve(rule: Rule, by: User, edits: Edits) -> Rule:
    said: dict[str, Any] = {
        "response": edits.response,
        "states": edits.states,
        "dates": edits.dates,
    }
    if not edits.merge:
        return moderation.approve_rule(rule, by=by, variants=edits.variants, **said)
    variants = rule.variants if edits.variants is None else edits.variants
    return merges.approve_with_variants(rule, edits.merge, by=by, variants=variants, **said)


def _snooze(rule: Rule, by: User, edits: Edits) -> Rule:
    until = timezone.now() + timedelta(days=edits.snooze_days)
    return moderation.snooze_rule(rule, by=by, until=until)


def _edit(rule: Rule, by: User, edits: Edits) -> Rule:
    return moderation.edit_live_rule(
        rule,
        by=by,
        response=edits.response,
        variants=edits.variants,
        states=edits.states,
        dates=edits.dates,
    )


def _reject(rule: Rule, by: User, edits: Edits) -> Rule:
    return moderation.reject_rule(rule, by=by, reason=edits.reason)


def _suspend(rule: Rule, by: User, edits: Edits) -> Rule:
    return moderation.suspend_rule(rule, by=by, reason=edits.reason)


def _retire(rule: Rule, by: User, edits: Edits) -> Rule:
    return moderation.retire_rule(rule, by=by, reason=edits.reason)


APPROVE = DecisionButton(
    "approve", _("Approve"), _("approved"), UNDECIDED, _approve, tone="default"
)
REJECT = DecisionButton(
    "reject",
    _("Reject"),
    _("rejected"),
    UNDECIDED,
    _reject,
    tone="danger",
    reason_for_one=_("Write a reason to reject this rule."),
    reason_for_many=_("Write a reason to reject rules. Nothing was changed."),
)
SNOOZE = DecisionButton("snooze", _("Snooze"), _("snoozed"), UNDECIDED, _snooze)
EDIT = DecisionButton(
    "edit",
    _("Save as a new version"),
    _("saved"),
    frozenset({RuleState.LIVE}),
    _edit,
    tone="default",
)
SUSPEND = DecisionButton(
    "suspend",
    _("Suspend"),
    _("suspended"),
    frozenset({RuleState.LIVE}),
    _suspend,
    reason_for_one=_("Write a reason to suspend this rule."),
    reason_for_many=_("Write a reason to suspend rules. Nothing was changed."),
)
RETIRE = DecisionButton(
    "retire",
    _("Retire"),
    _("retired"),
    frozenset({RuleState.LIVE, RuleState.SUSPENDED}),
    _retire,
    tone="danger",
    reason_for_one=_("Write a reason to retire this rule."),
    reason_for_many=_("Write a reason to retire rules. Nothing was changed."),
)
REVIVE = DecisionButton(
    "revive", _("Make it live again"), _("live again"), TAKEN_DOWN, _approve, tone="default"
)
DECISIONS = {
    decision.name: decision for decision in (APPROVE, EDIT, REVIVE, REJECT, SNOOZE, SUSPEND, RETIRE)
}


def offered_for(rule: Rule) -> list[DecisionButton]:
    """The buttons of a rule's page."""
    return [decision for decision in DECISIONS.values() if rule.state in decision.states]


def names_for(state: str) -> set[str]:
    """The decisions that may be taken on a list of rules in this state; on mixed lists, all."""
    state = seen_state(state)
    return {
        decision.name
        for decision in DECISIONS.values()
        if state in decision.states or state not in RuleState.values
    }


def seen_state(listed: str) -> str:
    """The state of the rules on a list: snoozed ones are proposals."""
    return RuleState.PROPOSED.value if listed == SNOOZED else listed
