"""Decisions about rules. Each claims the rule's state, so the second of two deciders fails."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from delegation.domain.phrases import canonical
from delegation.domain.wording import Sentence
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
EDITED = (
    "response", "language", "variants", "wordings", "states", "starts_at", "expires_at",
    "version", "dismissed", "returned_because",
)  # fmt: skip
"""The fields that an edit may change beside those of the decision itself."""
APPROVABLE = (
    *UNDECIDED,
    RuleState.REJECTED,
    RuleState.SUSPENDED,
    RuleState.RETIRED,
)


Edit = Callable[[Rule], None]


class AlreadyDecided(Exception):
    """Another person decided first. The message names them and their decision."""

    code = "already_decided"


class RuleRefused(Exception):
    """The rule cannot go live as edited. The message says why, and `field` is what to correct."""

    code = "rule_refused"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Dates:
    """When a live rule joins the pack and when it leaves it. None: immediately, and never."""

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
        raise RuleRefused(gettext("Only a person can approve an answer with content."), field="act")

    def edit(claimed: Rule) -> None:
        claimed.language = claimed.language if language is None else language
        _edit(claimed, response=response, variants=variants, states=states, dates=dates)
        _number(claimed, by=by)

    claimed = _claim(rule, APPROVABLE, RuleState.LIVE, by=by, edit=edit, snoozed_until=None)
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
    """Publish a new version of a live rule. Raises `AlreadyDecided` if it is no longer live."""

    def edit(claimed: Rule) -> None:
        _edit(claimed, response=response, variants=variants, states=states, dates=dates)
        _number(claimed, by=by)

    claimed = _claim(rule, (RuleState.LIVE,), RuleState.LIVE, by=by, edit=edit)
    return _release(claimed, "rule.edited", by=by)


@transaction.atomic
def reject_rule(rule: Rule, *, by: User, reason: str) -> Rule:
    """Reject a proposal; it returns only with different evidence. Raises `AlreadyDecided`."""

    def dismiss(claimed: Rule) -> None:
        claimed.dismissed = dismissal_of(claimed, by=by, reason=reason)
        claimed.returned_because = ""

    return _take_down(rule, UNDECIDED, RuleState.REJECTED, by=by, reason=reason, edit=dismiss)


@transaction.atomic
def snooze_rule(rule: Rule, *, by: User, until: datetime) -> Rule:
    """Hide a proposal from the queue until a date. Raises `AlreadyDecided`."""
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
    """Make a proposal a variant of another rule. Raises `AlreadyDecided`."""
    reason = str(Sentence("variant of %(rule)s", {"rule": str(into)}))[:300]
    merged = _claim(
        rule, UNDECIDED, RuleState.RETIRED, by=by, merged_into=into, decision_reason=reason
    )
    audit.record(merged.tenant, "rule.merged", str(merged), by=by, rule=rule.pk, reason=reason)
    return merged


def suspend_rule(rule: Rule, *, by: User | None, reason: str, visitor_waits: bool = False) -> Rule:
    """Take a live rule out of the pack until a person looks at it. Raises `AlreadyDecided`.

    With `visitor_waits` a worker makes the pack without it, instead of the caller.
    """
    return _take_down(
        rule,
        (RuleState.LIVE,),
        RuleState.SUSPENDED,
        by=by,
        reason=reason,
        visitor_waits=visitor_waits,
    )


def retire_rule(rule: Rule, *, by: User, reason: str) -> Rule:
    """Take a rule out of the pack for good. Raises `AlreadyDecided`."""
    live_or_suspended = (RuleState.LIVE, RuleState.SUSPENDED)
    return _take_down(rule, live_or_suspended, RuleState.RETIRED, by=by, reason=reason)


@transaction.atomic
def _take_down(
    rule: Rule,
    allowed: Collection[RuleState],
    to: RuleState,
    *,
    by: User | None,
    reason: str,
    edit: Edit = lambda claimed: None,
    visitor_waits: bool = False,
) -> Rule:
    claimed = _claim(rule, allowed, to, by=by, edit=edit, decision_reason=reason[:300])
    audit.record(
        claimed.tenant, f"rule.{to.value}", str(claimed), by=by, rule=rule.pk, reason=reason
    )
    if RuleState.LIVE in allowed:
        change_pack(
            claimed.tenant, reason=f"{to.value}: {claimed}", by=by, visitor_waits=visitor_waits
        )
    return claimed


def _claim(
    rule: Rule,
    allowed: Collection[RuleState],
    to: RuleState,
    *,
    by: User | None,
    edit: Edit = lambda claimed: None,
    **values: Any,
) -> Rule:
    """Move the rule to a state and edit it, in one write; return it as it is then.

    Raises `AlreadyDecided` unless it still is where the decider saw it, and `RuleRefused`. Taking
    the tenant's lock before the rule's is the order that publishing needs.
    """
    lock_tenant(rule.tenant_id)
    claimed = Rule.objects.select_related("tenant", "decided_by").get(
        tenant_id=rule.tenant_id, pk=rule.pk
    )
    was, version, before = claimed.state, claimed.version, snapshot(claimed)
    if was not in _as_seen(rule, allowed) or version != rule.version:
        raise _already_decided(claimed)
    decision = {"state": to, "decided_by": by, "decided_at": timezone.now(), **values}
    for name, value in decision.items():
        setattr(claimed, name, value)
    edit(claimed)
    changes = {name: getattr(claimed, name) for name in {*decision, *EDITED}}
    claim = Rule.objects.filter(tenant_id=rule.tenant_id, pk=rule.pk, state=was, version=version)
    try:
        with transaction.atomic():
            if not claim.update(**changes):
                raise _already_decided(Rule.objects.select_related("decided_by").get(pk=rule.pk))
    except IntegrityError:
        raise RuleRefused(
            gettext(
                "Another live rule already answers this phrase. Suspend or retire that one first."
            ),
            field="phrase",
        ) from None
    record_ruling(claimed, before, by=by)
    return claimed


def _already_decided(rule: Rule) -> AlreadyDecided:
    return AlreadyDecided(
        gettext("%(person)s decided about %(rule)s first: it is now %(state)s.")
        % {"person": rule.decider, "rule": rule, "state": rule.get_state_display()}
    )


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
        raise RuleRefused(
            gettext("Write a response. Visitors get it when they use the phrase."), field="response"
        )
    if variants is not None:
        rule.variants = [_canonical_variant(variant) for variant in variants if variant.strip()]
    if states is not None:
        rule.states = sorted(set(states))
    if not set(rule.states) <= {state.value for state in Awaiting if state != Awaiting.UNKNOWN}:
        raise RuleRefused(
            gettext("Choose from the listed cases when the rule may answer."), field="states"
        )
    if not rule.states:
        raise RuleRefused(
            gettext("Choose at least one case in which the rule may answer."), field="states"
        )
    if dates is not None:
        _set_dates(rule, dates)
    if rule.act == Act.ANSWER:
        _end_some_day(rule)


def _set_dates(rule: Rule, dates: Dates) -> None:
    if dates.expires_at is not None and dates.expires_at <= (dates.starts_at or timezone.now()):
        raise RuleRefused(
            gettext("This date must be in the future and after the start."), field="expires_at"
        )
    rule.starts_at, rule.expires_at = dates.starts_at, dates.expires_at


def _end_some_day(rule: Rule) -> None:
    """Give a fixed answer an end, because facts change and a person must check them."""
    now = timezone.now()
    if rule.expires_at is None or rule.expires_at <= now:
        rule.expires_at = (rule.starts_at or now) + timedelta(days=ANSWER_DAYS)
    if rule.expires_at > now + timedelta(days=LONGEST_ANSWER_DAYS):
        raise RuleRefused(
            gettext("Choose a date within a year. Answers with facts are checked again then."),
            field="expires_at",
        )


def _canonical_variant(variant: str) -> str:
    form = canonical(variant)
    if not form:
        raise RuleRefused(
            gettext("No message can match “%(variant)s”: it has no word or is too long.")
            % {"variant": variant},
            field="variants",
        )
    return form


def _number(rule: Rule, *, by: User | None) -> None:
    """Make what the rule now says its next version."""
    rule.version += 1
    rule.wordings = wordings_for(rule, by=by)


def _release(rule: Rule, action: str, *, by: User | None) -> Rule:
    """Record and publish what the rule now says."""
    keep_version(rule, by=by)
    audit.record(rule.tenant, action, str(rule), by=by, rule=rule.pk, version=rule.version)
    change_pack(rule.tenant, reason=f"{action.removeprefix('rule.')}: {rule}", by=by)
    return rule


def keep_version(rule: Rule, *, by: User | None) -> None:
    """Store the rule's content as a version, which is kept for ever."""
    RuleVersion.objects.create(
        tenant=rule.tenant, rule=rule, number=rule.version, author=by, **rule.content()
    )
