"""A day with every kind of entry, and the tables that its sums are stored in."""

from collections.abc import Callable
from datetime import UTC, datetime

from delegation.conversations.models import CallKind
from delegation.domain.ledger.days import HOUR
from delegation.savings.models import DaySum, HourSum
from delegation.savings.services.hourly_sums import Stretch
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = Stretch(NOON - 12 * HOUR, NOON + 12 * HOUR)


def tables(tenant: Tenant) -> tuple[list[object], list[object]]:
    """All sums of a tenant."""
    hours = HourSum.objects.filter(tenant=tenant).order_by("hour", "name", "part", "version")
    days = DaySum.objects.filter(tenant=tenant).order_by("day", "name", "part")
    return (
        list(hours.values_list("hour", "name", "part", "version", "value")),
        list(days.values_list("day", "name", "part", "value")),
    )


def a_busy_day(ledger: Ledger) -> list[Callable[[], object]]:
    """Receipts of every kind, each ready to be written."""
    rule, other = ledger.rule("thx"), ledger.rule("bye", act="farewell")
    return [
        lambda: ledger.lesson(rule, NOON, "0.0012"),
        lambda: ledger.lesson(rule, NOON + HOUR, "0.0016"),
        lambda: ledger.lesson(other, NOON, None),
        lambda: ledger.met("v", NOON),
        lambda: ledger.usage(rule.pk, 7, NOON, batch="one"),
        lambda: ledger.usage(rule.pk, 7, NOON, batch="one"),
        lambda: ledger.usage(other.pk, 200, NOON, batch="two"),
        lambda: ledger.usage(rule.pk, 3, NOON, visitor="nobody"),
        lambda: ledger.usage(10**9, 3, NOON),
        lambda: ledger.call(NOON, "0.5", kind=CallKind.EXAM),
        lambda: ledger.call(NOON, None, kind=CallKind.RETRY, outcome="teacher_rate_limited"),
    ]
