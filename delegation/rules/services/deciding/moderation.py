"""Decisions about rules. Each claims the rule's state first: of two deciders, one is told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from delegation.domain.phrases import canonical
from delegation.domain.words import Act, Awaiting
from delegation.rules.models import UNDECIDED, Rule, RuleState, RuleVersion
from delegation.rules.services.deciding.dismissals import dismissal_of
from delegation.rules.services.deciding.rulings import record_ruling, snapshot
from delegation.rules.services.desk.pauses import wordings_for
from delegation.rules.services.publishing.publishing import change_pack
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import User

ANSWER_DAYS = 90  # opening hours and the like seldom hold for longer
LONGEST_ANSWER_DAYS = 366
EDITABLE = ("response", "language", "variants", "states", "starts_at", "expires_at")
APPROVABLE = (
    *UNDECIDED,
    RuleState.REJECTED,
    RuleState.SUSPENDED,
    RuleState.RETIRED,
)


class AlreadyDecided(Exception):
    """Somebody was faster; the message says who, and what they decided."""

    code = "already_decided"


class RuleRefused(Exception):
    """The edit cannot go live; the message says why, `field` says where."""

    code = "rule_refused"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Dates:
    """When a live rule joins the pack, and when it leaves it. None: at once, and never."""

    starts_at: datetime | None = None
    expires_at: datetime | None = None


@transaction.atomic
def approve_rule(
    rule: Rule,
    *,
    by: User | None,
    response: str | None = None,
    variants: Iterable[str] | None = None,
    states: Iterable[str] | None = None,
    language: str | None = None,
    dates: Dates | None = None,
) -> Rule:
    """Make a rule live, edited where values are given, and publish.

    `by=None` is the tenant's own policy, which approves no fixed answer. Those end on the day
    given, or after `ANSWER_DAYS`. Raises `AlreadyDecided`, `RuleRefused`.
    """
    if by is None and rule.act == Act.ANSWER:
        raise RuleRefused("A person approves every fixed answer.", field="act")
    claimed = _claim(rule, APPROVABLE, RuleState.LIVE, by=by, snoozed_until=None)
    claimed.language = claimed.language if language is None else language
    _edit(claimed, response=response, variants=variants, states=states, dates=dates)
    return _release(claimed, "rule.approved", by=by)


@transaction.atomic
def edit_live_rule(
    rule: Rule,
    *,
    by: User,
    response: str | None = None,
    variants: Iterable[str] | None = None,
    states: Iterable[str] | None = None,
    dates: Dates | None = None,
) -> Rule:
    """A new version of a live rule. Raises `AlreadyDecided` if it is not live any more."""
    claimed = _claim(rule, (RuleState.LIVE,), RuleState.LIVE, by=by)
    _edit(claimed, response=response, variants=variants, states=states, dates=dates)
    return _release(claimed, "rule.edited", by=by)


@transaction.atomic
def reject_rule(rule: Rule, *, by: User, reason: str) -> Rule:
    """Not to be taught, unless the evidence becomes another one. Raises `AlreadyDecided`."""
    rejected = _take_down(rule, UNDECIDED, RuleState.REJECTED, by=by, reason=reason)
    rejected.dismissed = dismissal_of(rejected, by=by, reason=reason)
    rejected.returned_because = ""
    rejected.save(update_fields=["dismissed", "returned_because"])
    return rejected


@transaction.atomic
def snooze_rule(rule: Rule, *, by: User, until: datetime) -> Rule:
    """Out of the queue until then; it stays a proposal. Raises `AlreadyDecided`."""
    snoozed = _claim(rule, UNDECIDED, RuleState.PROPOSED, by=by, snoozed_until=until)
    audit.record(
        snoozed.tenant,
        "rule.snoozed",
        str(snoozed),
        by=by,
        rule=rule.pk,
        reason=f"until {until:%Y-%m-%d}",
    )
    return snoozed


@transaction.atomic
def merge_rule(rule: Rule, into: Rule, *, by: User) -> Rule:
    """A proposal that becomes a variant of another rule. Raises `AlreadyDecided`."""
    reason = f"variant of {into}"[:300]
    merged = _claim(
        rule, UNDECIDED, RuleState.RETIRED, by=by, merged_into=into, decision_reason=reason
    )
    audit.record(merged.tenant, "rule.merged", str(merged), by=by, rule=rule.pk, reason=reason)
    return merged


def suspend_rule(rule: Rule, *, by: User | None, reason: str) -> Rule:
    """Out of the pack until somebody looks at it. Raises `AlreadyDecided`."""
    return _take_down(rule, (RuleState.LIVE,), RuleState.SUSPENDED, by=by, reason=reason)


def retire_rule(rule: Rule, *, by: User, reason: str) -> Rule:
    """Out of the pack for good. Raises `AlreadyDecided`."""
    live_or_suspended = (RuleState.LIVE, RuleState.SUSPENDED)
    return _take_down(rule, live_or_suspended, RuleState.RETIRED, by=by, reason=reason)


@transaction.atomic
def _take_down(
    rule: Rule, allowed: Collection[RuleState], to: RuleState, *, by: User | None, reason: str
) -> Rule:
    was_live = rule.state == RuleState.LIVE
    claimed = _claim(rule, allowed, to, by=by, decision_reason=reason[:300])
    audit.record(
        claimed.tenant, f"rule.{to.value}", str(claimed), by=by, rule=rule.pk, reason=reason
    )
    if was_live or RuleState.LIVE in allowed:
        change_pack(claimed.tenant, reason=f"{to.value}: {claimed}", by=by)
    return claimed


def _claim(
    rule: Rule, allowed: Collection[RuleState], to: RuleState, *, by: User | None, **values: Any
) -> Rule:
    """Move the rule to a state if it still is where the decider saw it; else say who was first.

    Taking the tenant's lock before the rule's is the order that publishing needs.
    """
    lock_tenant(rule.tenant_id)
    before = snapshot(rule)
    claim = Rule.objects.filter(
        tenant_id=rule.tenant_id,
        pk=rule.pk,
        state__in=_as_seen(rule, allowed),
        version=rule.version,
    )
    changes = {"state": to, "decided_by": by, "decided_at": timezone.now(), **values}
    try:
        with transaction.atomic():
            count = claim.update(**changes)
    except IntegrityError:
        raise RuleRefused(
            "Another live rule answers this phrase; suspend or retire that one first.",
            field="phrase",
        ) from None
    fresh = Rule.objects.select_related("tenant", "decided_by").get(
        tenant_id=rule.tenant_id, pk=rule.pk
    )
    if count == 0:
        raise AlreadyDecided(
            f"{fresh.decider} decided first: {fresh} is {fresh.get_state_display()}."
        )
    record_ruling(fresh, before, by=by)
    return fresh


def _as_seen(rule: Rule, allowed: Collection[RuleState]) -> list[RuleState]:
    """The states in which the decider's view still holds: a rejection seen as a proposal does not,
    while more evidence for an undecided rule changes nothing."""
    seen = UNDECIDED if rule.state in UNDECIDED else (RuleState(rule.state),)
    return [state for state in allowed if state in seen]


def _edit(
    rule: Rule,
    *,
    response: str | None,
    variants: Iterable[str] | None,
    states: Iterable[str] | None,
    dates: Dates | None,
) -> None:
    if response is not None:
        rule.response = response.strip()
    if not rule.response:
        raise RuleRefused("A rule needs a response.", field="response")
    if variants is not None:
        rule.variants = [_canonical_variant(variant) for variant in variants if variant.strip()]
    if states is not None:
        rule.states = sorted(set(states))
    if not set(rule.states) <= {state.value for state in Awaiting if state != Awaiting.UNKNOWN}:
        raise RuleRefused("A rule may answer only in known awaiting states.", field="states")
    if not rule.states:
        raise RuleRefused("A rule needs at least one state to answer in.", field="states")
    if dates is not None:
        _set_dates(rule, dates)
    if rule.act == Act.ANSWER:
        _end_some_day(rule)


def _set_dates(rule: Rule, dates: Dates) -> None:
    if dates.expires_at is not None and dates.expires_at <= (dates.starts_at or timezone.now()):
        raise RuleRefused("It would expire before it begins.", field="expires_at")
    rule.starts_at, rule.expires_at = dates.starts_at, dates.expires_at


def _end_some_day(rule: Rule) -> None:
    """Facts change: a fixed answer always ends, and is then read by a person again."""
    now = timezone.now()
    if rule.expires_at is None or rule.expires_at <= now:
        rule.expires_at = (rule.starts_at or now) + timedelta(days=ANSWER_DAYS)
    if rule.expires_at > now + timedelta(days=LONGEST_ANSWER_DAYS):
        raise RuleRefused("A fixed answer ends within a year.", field="expires_at")


def _canonical_variant(variant: str) -> str:
    form = canonical(variant)
    if not form:
        raise RuleRefused(f"“{variant}” can never be matched.", field="variants")
    return form


def _release(rule: Rule, action: str, *, by: User | None) -> Rule:
    """Number, record and publish what the rule now says."""
    rule.version += 1
    rule.wordings = wordings_for(rule, by=by)
    rule.save(update_fields=[*EDITABLE, "version", "wordings"])
    keep_version(rule, by=by)
    audit.record(rule.tenant, action, str(rule), by=by, rule=rule.pk, version=rule.version)
    change_pack(rule.tenant, reason=f"{action.removeprefix('rule.')}: {rule}", by=by)
    return rule


def keep_version(rule: Rule, *, by: User | None) -> None:
    """What the rule says now, for ever."""
    RuleVersion.objects.create(
        tenant=rule.tenant, rule=rule, number=rule.version, author=by, **rule.content()
    )
