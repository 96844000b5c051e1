"""What the tests of rules make: evidence and lessons, and rules in any state."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from delegation.rules.models import Lesson, Rule, RuleState
from delegation.rules.services.lessons.learning import Evidence
from tenants.models import Tenant

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def seen(
    number: int, *, network: str | None = None, awaiting: str = "nothing", trusted: bool = True
) -> Evidence:
    network = network or f"network-{number}"
    return Evidence(uuid4(), f"visitor-{number}", network, awaiting, trusted)


def rule_of(tenant: Tenant, **values: Any) -> Rule:
    """Return a rule for “thx”, observed and without lessons, except for these values."""
    fields = {"phrase": "thx", "act": "thanks", "response": "Sure!"}
    return Rule.objects.create(tenant=tenant, **{**fields, **values})


def live_rule_of(tenant: Tenant, **values: Any) -> Rule:
    """Return a live rule for “thx” that no pack contains yet, except for these values."""
    return rule_of(tenant, **{"state": RuleState.LIVE, "version": 1, **values})


def lesson_of(rule: Rule, *, created_at: datetime | None = None, **values: Any) -> Lesson:
    """Return a lesson that teaches the rule's phrase and response, except for these values."""
    fields = {
        "query": rule.phrase, "response": rule.response, "act": rule.act, "awaiting": "nothing",
        "visitor": "visitor", "address_prefix": "network",
    }  # fmt: skip
    lesson = Lesson.objects.create(
        tenant=rule.tenant, rule=rule, escalation_id=uuid4(), **{**fields, **values}
    )
    if created_at is not None:
        Lesson.objects.filter(pk=lesson.pk).update(created_at=created_at)
    return lesson
