"""Sum the receipts of a stretch of hours. The result depends on the receipts alone.

Each source reads one kind of receipts; none reads sums, so any sum can be made again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from delegation.conversations import access as conversations
from delegation.conversations.models import Conversation, EscalationState, TeacherCall
from delegation.domain.ledger import claims, sums
from delegation.domain.ledger.days import hour_of
from delegation.domain.ledger.holdout import arm_sum, group_of
from delegation.rules import access as rules
from delegation.rules.models import RuleVersion
from delegation.savings import access
from delegation.teacher import UNBILLED
from tenants.models import Tenant

Key = tuple[datetime, str, int, int]  # hour, name, part, version
OF_CLAIMS = (
    sums.SumName.ANSWERS,
    sums.SumName.CAPPED,
    sums.SumName.EXCESS,
    sums.SumName.UNMET,
    sums.SumName.REFUSED,
)


@dataclass(frozen=True)
class Stretch:
    """Hours from `since` up to and without `until`, both whole, UTC."""

    since: datetime
    until: datetime


Facts = defaultdict[Key, Decimal]
Source = Callable[[Tenant, Stretch, Facts], None]


def facts_of(tenant: Tenant, stretch: Stretch) -> dict[Key, Decimal]:
    """Every sum of the stretch that is not zero."""
    found: Facts = defaultdict(Decimal)
    for source in SOURCES:
        source(tenant, stretch, found)
    return {key: value for key, value in found.items() if value}


def _usage(tenant: Tenant, stretch: Stretch, found: Facts) -> None:
    for (hour, rule, version), counted in claims.admit(_claims(tenant, stretch)).items():
        for name in OF_CLAIMS:
            found[hour, name, rule, version] += getattr(counted, name)


def _claims(tenant: Tenant, stretch: Stretch) -> Iterator[claims.Claim]:
    """What browsers claimed, with what the server knows of the visitor and of the rule."""
    versions = set(RuleVersion.objects.filter(tenant=tenant).values_list("rule_id", "number"))
    first = (
        Conversation.objects.filter(tenant=tenant, visitor=OuterRef("batch__visitor"))
        .values("visitor")
        .annotate(first=Min("created_at"))
        .values("first")
    )
    rows = (
        access.summed_usage_of(tenant)
        .filter(hour__gte=stretch.since, hour__lt=stretch.until)
        .values_list("batch__visitor", "hour", "rule", "version", "batch__received_at")
        .annotate(
            total=Sum("count"), vouched=Sum(Coalesce("vouched", "count")), met=Subquery(first)
        )
    )
    for visitor, at, rule, version, received_at, *figures in rows.iterator():
        total, vouched, met = figures
        hour = hour_of(at)
        known = (rule, version) in versions
        yield claims.Claim(
            visitor=visitor,
            hour=hour,
            rule=rule if known else 0,  # sums are kept for ever: none for what never was
            version=version if known else 0,
            count=total,
            vouched=vouched,
            met=met is not None and met < hour + claims.MET_WITHIN,
            believable=known and claims.is_hour_believable(at, received_at),
        )


def _escalations(tenant: Tenant, stretch: Stretch, found: Facts) -> None:
    rows = _within(conversations.escalations_of(tenant), stretch).values_list(
        "created_at", "ended_at", "state", "answer__source", "rejects_rule", "rejects_version"
    )
    for created_at, ended_at, state, source, rule, version in rows.iterator():
        hour = hour_of(created_at)
        found[hour, sums.SumName.ESCALATIONS, 0, 0] += 1
        if source == "server":
            found[hour, sums.SumName.SERVER_ANSWERS, 0, 0] += 1
        elif state == EscalationState.ANSWERED and ended_at is not None:
            found[hour, sums.SumName.WAITS, 0, 0] += 1
            found[hour, sums.SumName.WAIT, 0, 0] += _seconds(created_at, ended_at)
        elif state == EscalationState.FAILED:
            found[hour, sums.SumName.FAILED, 0, 0] += 1
        if rule is not None:
            found[hour, sums.SumName.REJECTS, rule, version or 0] += 1


def _calls(tenant: Tenant, stretch: Stretch, found: Facts) -> None:
    taught = rules.lessons_of(tenant).values("escalation_id")
    calls = _within(conversations.teacher_calls_of(tenant).filter(settled=True), stretch)
    lessons = set(calls.filter(escalation__in=taught).values_list("escalation_id", flat=True))
    for call in calls.iterator():
        kind = call.kind
        if kind == sums.CallPurpose.ANSWER and call.escalation_id in lessons:
            kind = sums.CallPurpose.LESSON.value
        for measure, amount in _measures_of(call).items():
            found[hour_of(call.created_at), sums.call_sum(measure, kind), 0, 0] += amount
        if call.first_piece_ms is not None:
            hour, seconds = hour_of(call.created_at), Decimal(call.first_piece_ms) / 1000
            found[hour, sums.SumName.FIRST_WORDS, 0, 0] += 1
            found[hour, sums.SumName.FIRST_WORDS_WAIT, 0, 0] += seconds


def _measures_of(call: TeacherCall) -> dict[str, Decimal]:
    cost, overhead = known_cost(call), known_overhead(call)
    read, written = call.prompt_tokens or 0, call.completion_tokens or 0
    measures = {
        "calls": 1,
        "tokens": read + written,
        "read": read,
        "cached": call.cached_tokens or 0,
        "written": written,
        "reasoning": call.reasoning_tokens or 0,
        "unpriced": int(cost is None),
        "cost": cost or 0,
    }
    if call.kind in sums.FOR_VISITORS and overhead is not None:
        measures |= {"overhead": overhead, "overhead_known": 1}
    return {name: Decimal(amount) for name, amount in measures.items()}


def known_cost(call: TeacherCall) -> Decimal | None:
    """USD; None where unknown. Calls that were refused before a model ran cost nothing."""
    return Decimal(0) if call.cost is None and call.outcome in UNBILLED else call.cost


def known_overhead(call: TeacherCall) -> Decimal | None:
    """USD of the call that only the product caused; None where unknown."""
    if call.kind not in sums.FOR_VISITORS:
        return known_cost(call)
    cost = known_cost(call)
    return call.overhead_cost if cost else cost  # a call that cost nothing added nothing


def _own_calls(tenant: Tenant, stretch: Stretch, found: Facts) -> None:
    """What the answer to each rule's phrase cost: of every lesson, all calls for its answer.

    The plain cost is what is left without the overhead; unknown where one of the two is.
    """
    escalations = _within(conversations.escalations_of(tenant), stretch).filter(
        pk__in=rules.lessons_of(tenant).values("escalation_id")
    )
    taken = {
        pk: (at, ended) for pk, at, ended in escalations.values_list("pk", "created_at", "ended_at")
    }
    rule_of = dict(
        rules.lessons_of(tenant)
        .filter(escalation_id__in=taken)
        .values_list("escalation_id", "rule_id")
    )
    costs = _plain_costs_of(tenant, list(taken))
    for pk, (created_at, ended_at) in taken.items():
        hour, rule = hour_of(created_at), rule_of[pk]
        known = costs.get(pk)
        if known is None:
            found[hour, sums.SumName.OWN_UNKNOWN, rule, 0] += 1
        else:
            cost, overhead = known
            found[hour, sums.SumName.OWN_OVERHEAD, rule, 0] += overhead
            found[hour, sums.SumName.OWN_KNOWN, rule, 0] += 1
            found[hour, sums.SumName.OWN_COST, rule, 0] += cost
            found[hour, sums.SumName.OWN_COST_SQUARES, rule, 0] += cost * cost
        if ended_at is not None:
            seconds = _seconds(created_at, ended_at)
            found[hour, sums.SumName.OWN_WAITS, rule, 0] += 1
            found[hour, sums.SumName.OWN_WAIT, rule, 0] += seconds
            found[hour, sums.SumName.OWN_WAIT_SQUARES, rule, 0] += seconds * seconds


def _plain_costs_of(
    tenant: Tenant, escalations: list[UUID]
) -> dict[UUID | None, tuple[Decimal, Decimal] | None]:
    """(plain cost, overhead) in USD of all calls for each answer; None where one is unknown."""
    found: dict[UUID | None, tuple[Decimal, Decimal] | None] = {}
    calls = conversations.teacher_calls_of(tenant).filter(escalation__in=escalations, settled=True)
    for call in calls.iterator():
        before = found.get(call.escalation_id, (Decimal(0), Decimal(0)))
        cost, overhead = known_cost(call), known_overhead(call)
        if before is None or cost is None or overhead is None:
            found[call.escalation_id] = None
        else:
            found[call.escalation_id] = before[0] + cost - overhead, before[1] + overhead
    return found


def _audits(tenant: Tenant, stretch: Stretch, found: Facts) -> None:
    audits = access.audits_of(tenant).filter(
        hour__gte=stretch.since, hour__lt=stretch.until, would_do__isnull=False
    )
    rows = audits.values_list("hour", "rule", "version", "would_do").annotate(n=Count("pk"))
    for hour, rule, version, would_do, number in rows:
        found[hour_of(hour), sums.SumName.JUDGED, rule, version] += number
        if not would_do:
            found[hour_of(hour), sums.SumName.WRONG, rule, version] += number


def _arms(tenant: Tenant, stretch: Stretch, found: Facts) -> None:
    """Conversations that began in the stretch, whole, by arm and group of visitors."""
    begun = Conversation.objects.filter(
        tenant=tenant, created_at__gte=stretch.since, created_at__lt=stretch.until
    )
    where: dict[int, tuple[datetime, str, int]] = {}
    for pk, visitor, held, at in begun.values_list("pk", "visitor", "held_out", "created_at"):
        arm = "held" if held else "others"
        where[pk] = hour_of(at), arm, group_of(visitor)
        _add_arm(found, where[pk], "conversations", Decimal(1))
    escalations = conversations.escalations_of(tenant).filter(conversation__in=begun)
    # What browsers answered in between is no part of it: its texts are erased after their time.
    rows = escalations.values_list("conversation_id", "created_at", "ended_at")
    for pk, created_at, ended_at in rows.iterator():
        if pk not in where:
            continue  # it began since, and is summed the next time
        _add_arm(found, where[pk], "messages", Decimal(1))
        if ended_at is not None:
            _add_arm(found, where[pk], "wait", _seconds(created_at, ended_at))
    calls = conversations.teacher_calls_of(tenant).filter(
        escalation__conversation__in=begun, settled=True
    )
    for call in calls.annotate(talk=F("escalation__conversation_id")).iterator():
        if (place := where.get(call.talk)) is None:
            continue
        _add_arm(found, place, "calls", Decimal(1))
        tokens = (call.prompt_tokens or 0) + (call.completion_tokens or 0)
        _add_arm(found, place, "tokens", Decimal(tokens))
        _add_arm(found, place, "cost", known_cost(call) or Decimal(0))


def _add_arm(found: Facts, place: tuple[datetime, str, int], measure: str, amount: Decimal) -> None:
    hour, arm, group = place
    found[hour, arm_sum(arm, measure), group, 0] += amount


def _within(rows: QuerySet[Any], stretch: Stretch) -> QuerySet[Any]:
    return rows.filter(created_at__gte=stretch.since, created_at__lt=stretch.until)


def _seconds(begin: datetime, end: datetime) -> Decimal:
    return Decimal(round((end - begin).total_seconds() * 1000)) / 1000


SOURCES: tuple[Source, ...] = (_usage, _escalations, _calls, _own_calls, _audits, _arms)
