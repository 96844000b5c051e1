"""Counting what browsers answered, and reporting it beside what the teacher cost."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum

from delegation.conversations import access as conversations
from delegation.conversations.models import Answer
from delegation.rules import access as rules
from delegation.savings.models import UsageBatch, UsageCount
from tenants.models import Tenant


@dataclass(frozen=True)
class LocalAnswers:
    """How often one rule version answered in the hour that starts at `hour`."""

    rule: int
    version: int
    hour: datetime
    count: int


@dataclass(frozen=True)
class RuleSavings:
    """One rule's part of a report. `saved` is None while its phrase's cost is not known."""

    rule: int
    phrase: str
    act: str
    count: int
    saved: Decimal | None


@dataclass(frozen=True)
class Report:
    """What a tenant reads. Money is USD; None means not known yet."""

    messages: int
    local_answers: int
    server_answers: int
    teacher_calls: int
    spent: Decimal | None
    saved: Decimal | None
    by_rule: list[RuleSavings]

    @property
    def local_share(self) -> float | None:
        """Part of all messages that browsers answered, 0 to 1; None without messages."""
        return self.local_answers / self.messages if self.messages else None


def record_usage(tenant: Tenant, *, batch: str, visitor: str, counts: list[LocalAnswers]) -> bool:
    """Store one beacon's counts once; False when this batch was counted before."""
    try:
        with transaction.atomic():
            row = UsageBatch.objects.create(tenant=tenant, batch=batch, visitor=visitor)
            UsageCount.objects.bulk_create(
                UsageCount(
                    tenant=tenant,
                    batch=row,
                    rule=local.rule,
                    version=local.version,
                    hour=local.hour,
                    count=local.count,
                )
                for local in counts
            )
    except IntegrityError:
        return False
    return True


def report(tenant: Tenant, *, since: datetime, until: datetime) -> Report:
    """The figures of [since, until), from receipts."""
    escalated = conversations.escalations_of(tenant).filter(
        created_at__gte=since, created_at__lt=until
    )
    counts = _counts_by_rule(tenant, since=since, until=until)
    by_rule = _savings_by_rule(tenant, counts)
    local_answers = sum(counts.values())
    server_answers = Answer.objects.filter(
        tenant=tenant, escalation__in=escalated, source="server"
    ).count()
    calls = conversations.teacher_calls_of(tenant).filter(
        created_at__gte=since, created_at__lt=until
    )
    return Report(
        messages=escalated.count() + local_answers,
        local_answers=local_answers,
        server_answers=server_answers,
        teacher_calls=calls.count(),
        spent=calls.aggregate(total=Sum("cost"))["total"],
        saved=_known_sum([row.saved for row in by_rule]),
        by_rule=sorted(by_rule, key=lambda row: (-row.count, row.rule)),
    )


def _counts_by_rule(tenant: Tenant, *, since: datetime, until: datetime) -> dict[int, int]:
    rows = (
        UsageCount.objects.filter(tenant=tenant, hour__gte=since, hour__lt=until)
        .values("rule")
        .annotate(total=Sum("count"))
        .values_list("rule", "total")
    )
    return {rule_id: total for rule_id, total in rows if total}


def _savings_by_rule(tenant: Tenant, counts: dict[int, int]) -> list[RuleSavings]:
    """What each rule's own phrase cost when the teacher answered it, times its local answers."""
    known = rules.rules_of(tenant).in_bulk(list(counts))
    averages = _average_costs(tenant, list(counts))
    return [
        RuleSavings(
            rule=rule_id,
            phrase=known[rule_id].phrase if rule_id in known else f"rule {rule_id}",
            act=known[rule_id].act if rule_id in known else "",
            count=count,
            saved=averages[rule_id] * count if rule_id in averages else None,
        )
        for rule_id, count in counts.items()
    ]


def _average_costs(tenant: Tenant, rule_ids: list[int]) -> dict[int, Decimal]:
    """USD that an answer to each rule's phrase cost, over the calls that taught it."""
    lessons = rules.lessons_of(tenant).filter(rule_id__in=rule_ids)
    rule_of = dict(lessons.values_list("escalation_id", "rule_id"))
    calls = conversations.teacher_calls_of(tenant).filter(
        escalation__in=list(rule_of), cost__isnull=False
    )
    costs: dict[int, list[Decimal]] = defaultdict(list)
    for escalation_id, cost in calls.values_list("escalation_id", "cost"):
        if escalation_id is not None and cost is not None:
            costs[rule_of[escalation_id]].append(cost)
    return {rule_id: sum(paid, Decimal(0)) / len(paid) for rule_id, paid in costs.items()}


def _known_sum(amounts: list[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
