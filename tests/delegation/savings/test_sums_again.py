"""Sums are made again, checked and moved to other days; each stretch ends where it should."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.conversations.models import CallKind
from delegation.domain.ledger.days import HOUR
from delegation.rules.models import Rule
from delegation.savings.models import DaySum, HourSum, RollUp
from delegation.savings.services import rollup
from delegation.savings.services.hourly_sums import Stretch
from delegation.savings.services.retention import KEPT
from delegation.savings.services.rollup import (
    day_differences,
    days_of_receipts,
    differences,
    remake_days,
    roll_up,
    roll_up_news,
    stretches,
    touched_hours,
)
from tenants.models import Tenant
from tests.delegation.savings.busy_day import NOON
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

MOMENT = timedelta(microseconds=1)
TODAY = NOON.date()
COST = "cost.exam"


def exam(ledger: Ledger, at: datetime, cost: str = "0.5") -> None:
    ledger.call(at, cost, kind=CallKind.EXAM)


def hours_with(tenant: Tenant, name: str = COST) -> dict[datetime, Decimal]:
    return dict(HourSum.objects.filter(tenant=tenant, name=name).values_list("hour", "value"))


def days_with(tenant: Tenant, name: str = COST) -> dict[date, Decimal]:
    return dict(DaySum.objects.filter(tenant=tenant, name=name).values_list("day", "value"))


def test_a_roll_up_returns_how_many_hours_it_summed(ledger: Ledger, tenant: Tenant) -> None:
    for at in (NOON, NOON + HOUR / 2, NOON + 3 * HOUR):
        exam(ledger, at)
    assert roll_up_news(tenant, now=NOON + 4 * HOUR) == 2
    assert hours_with(tenant) == {NOON: 1, NOON + 3 * HOUR: Decimal("0.5")}
    assert RollUp.objects.get(tenant=tenant).through == NOON + 4 * HOUR
    assert roll_up_news(tenant, now=NOON + 5 * HOUR) == 1, "two hours are looked at again"
    assert roll_up_news(tenant, now=NOON + 9 * HOUR) == 1
    assert roll_up_news(tenant, now=NOON + 9 * HOUR) == 0


def test_a_roll_up_without_a_time_ends_now(tenant: Tenant) -> None:
    with time_machine.travel(NOON, tick=False):
        roll_up_news(tenant)
    assert RollUp.objects.get(tenant=tenant).through == NOON


def test_the_oldest_hour_whose_receipts_are_kept_is_summed_and_none_before_it(
    ledger: Ledger, tenant: Tenant
) -> None:
    for at in (NOON, NOON - HOUR):
        exam(ledger, at)
    assert roll_up_news(tenant, now=NOON + KEPT) == 1
    assert set(hours_with(tenant)) == {NOON}


def test_days_are_made_again_only_when_the_time_zone_changed(
    ledger: Ledger, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[Tenant] = []
    monkeypatch.setattr(rollup, "remake_days", moved.append)
    for zone in ("UTC", "UTC", "Asia/Tokyo", "Asia/Tokyo"):
        tenant.time_zone = zone
        roll_up_news(tenant, now=NOON)
    assert moved == [tenant]


def test_days_are_made_again_in_the_new_time_zone(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant
) -> None:
    for each in (ledger, Ledger(other_tenant)):
        for hours in (0, 4, 24):
            exam(each, NOON + hours * HOUR)
        roll_up_news(each.tenant, now=NOON + 30 * HOUR)
    DaySum.objects.filter(tenant=tenant, day=TODAY).update(value=99)
    tenant.time_zone = "Asia/Tokyo"  # where four o'clock is tomorrow
    remake_days(tenant)
    tomorrow = TODAY + timedelta(days=1)
    assert days_with(tenant) == {TODAY: Decimal("0.5"), tomorrow: 1}
    assert days_with(other_tenant) == {TODAY: 1, tomorrow: Decimal("0.5")}


def test_a_stretch_is_replaced_and_its_neighbours_stay(ledger: Ledger, tenant: Tenant) -> None:
    for hours in range(3):
        exam(ledger, NOON + hours * HOUR)
    roll_up_news(tenant, now=NOON + 3 * HOUR)
    HourSum.objects.update(value=9)
    HourSum.objects.create(tenant=tenant, hour=NOON + HOUR, name="gone", value=9)
    roll_up(tenant, Stretch(NOON + HOUR, NOON + 2 * HOUR))
    assert hours_with(tenant) == {NOON: 9, NOON + HOUR: Decimal("0.5"), NOON + 2 * HOUR: 9}
    assert hours_with(tenant, "gone") == {}
    assert days_with(tenant) == {TODAY: Decimal("18.5")}


def test_another_workspaces_sums_of_the_stretch_stay(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant
) -> None:
    theirs = Ledger(other_tenant)
    for each in (ledger, theirs):
        exam(each, NOON)
        roll_up_news(each.tenant, now=NOON + HOUR)
    HourSum.objects.filter(tenant=other_tenant).update(value=9)
    DaySum.objects.filter(tenant=other_tenant).update(value=9)
    roll_up(tenant, Stretch(NOON, NOON + HOUR))
    assert hours_with(other_tenant) == {NOON: 9}
    assert days_with(other_tenant) == {TODAY: 9}


def test_every_day_that_a_stretch_touches_is_summed_in_its_time_zone(
    ledger: Ledger, tenant: Tenant
) -> None:
    tenant.time_zone = "Asia/Kolkata"  # the day begins at 18:30 UTC; 18:00 belongs to the old one
    for hours in (5, 6, 7, 30, 31):
        exam(ledger, NOON + hours * HOUR)
    roll_up(tenant, Stretch(NOON, NOON + 32 * HOUR))
    days = [TODAY + timedelta(days=n) for n in range(3)]
    assert days_with(tenant) == dict(zip(days, map(Decimal, ("1", "1", "0.5")), strict=True))


def test_a_stretch_that_ends_at_midnight_leaves_the_next_day_alone(
    ledger: Ledger, tenant: Tenant
) -> None:
    exam(ledger, NOON)
    tomorrow = TODAY + timedelta(days=1)
    DaySum.objects.create(tenant=tenant, day=tomorrow, name=COST, value=9)
    roll_up(tenant, Stretch(NOON, NOON + 12 * HOUR))
    assert days_with(tenant) == {TODAY: Decimal("0.5"), tomorrow: 9}


def test_a_busy_hour_is_written_in_several_statements(
    ledger: Ledger, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup, "BATCH", 2)
    exam(ledger, NOON)  # five sums
    with CaptureQueriesContext(connection) as queries:
        roll_up(tenant, Stretch(NOON, NOON + HOUR))
    written = [query["sql"] for query in queries if query["sql"].startswith("INSERT")]
    for table in ("hoursum", "daysum"):
        assert sum(table in sql for sql in written) == 3
    assert HourSum.objects.filter(tenant=tenant).count() == 5


def test_two_beats_take_turns_only_where_they_sum_the_same_workspace(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    def locks_of(work: Callable[[], object]) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            work()
        return [query["sql"] for query in queries if "advisory" in query["sql"]]

    one_hour = Stretch(NOON, NOON + HOUR)
    mine = [locks_of(lambda: roll_up(tenant, one_hour)), locks_of(lambda: remake_days(tenant))]
    theirs = locks_of(lambda: roll_up(other_tenant, one_hour))
    assert mine[0] == mine[1] != theirs
    assert len(mine[0]) == len(theirs) == 1
    assert str(tenant.pk) in mine[0][0]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([], []),
        ([3], [(3, 4)]),
        ([5, 3, 4, 4], [(3, 6)]),
        ([1, 3], [(1, 2), (3, 4)]),
        (range(24), [(0, 24)]),
        (range(25), [(0, 24), (24, 25)]),
        (range(49), [(0, 24), (24, 48), (48, 49)]),
    ],
)
def test_neighbouring_hours_are_summed_together_for_up_to_a_day(
    hours: Iterable[int], expected: list[tuple[int, int]]
) -> None:
    found = stretches(NOON + n * HOUR for n in hours)
    assert [((each.since - NOON) / HOUR, (each.until - NOON) / HOUR) for each in found] == expected


def test_wrong_sums_are_listed_with_the_values_of_the_receipts(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant
) -> None:
    hour = Stretch(NOON, NOON + HOUR)
    exam(ledger, NOON)
    exam(ledger, NOON + HOUR)
    roll_up_news(tenant, now=NOON + 3 * HOUR)
    assert differences(tenant, hour) == {}
    HourSum.objects.filter(name=COST).update(value=9)
    HourSum.objects.filter(name="calls.exam").delete()
    HourSum.objects.create(tenant=tenant, hour=NOON, name="gone", part=3, version=2, value=7)
    HourSum.objects.create(tenant=other_tenant, hour=NOON, name="theirs", value=7)
    assert differences(tenant, hour) == {
        (NOON, COST, 0, 0): (Decimal(9), Decimal("0.5")),
        (NOON, "calls.exam", 0, 0): (Decimal(0), Decimal(1)),
        (NOON, "gone", 3, 2): (Decimal(7), Decimal(0)),
    }


def test_wrong_days_are_listed_with_the_values_of_their_hours(
    ledger: Ledger, tenant: Tenant
) -> None:
    days = [TODAY + timedelta(days=n) for n in range(-1, 3)]
    for n in range(-1, 3):
        exam(ledger, NOON + timedelta(days=n))
    roll_up_news(tenant, now=NOON + timedelta(days=3))
    assert day_differences(tenant, days[0], days[3]) == {}
    DaySum.objects.filter(name=COST).update(value=9)
    DaySum.objects.filter(name="calls.exam", day=days[2]).delete()
    DaySum.objects.create(tenant=tenant, day=days[1], name="gone", part=3, value=7)
    assert day_differences(tenant, days[1], days[2]) == {
        (days[1], COST, 0): (9, Decimal("0.5")),
        (days[2], COST, 0): (9, Decimal("0.5")),
        (days[2], "calls.exam", 0): (None, 1),
        (days[1], "gone", 3): (7, None),
    }


def test_the_versions_of_a_rule_share_one_sum_a_day(tenant: Tenant) -> None:
    for version, name, part in ((1, "answers", 5), (2, "answers", 5), (1, "answers", 6)):
        HourSum.objects.create(
            tenant=tenant, hour=NOON, name=name, part=part, version=version, value=3
        )
    remake_days(tenant)
    sums = DaySum.objects.filter(tenant=tenant).values_list("day", "part", "value")
    assert sorted(sums) == [(TODAY, 5, Decimal(6)), (TODAY, 6, Decimal(3))]


def test_a_conversation_brings_back_the_hour_before_it_for_its_visitors_claims(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant, rule: Rule
) -> None:
    early = NOON - MOMENT
    for hours, visitor in ((0, "v"), (-1, "v"), (-2, "v"), (-1, "w")):
        ledger.usage(rule.pk, 1, NOON + hours * HOUR, visitor=visitor, received_at=early)
    Ledger(other_tenant).met("w", NOON)
    ledger.met("w", NOON - MOMENT)
    ledger.met("v", NOON)
    assert touched_hours(tenant, since=NOON) == {NOON, NOON - HOUR}


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_days_are_checked_from_the_first_receipt_until_today(
    ledger: Ledger, tenant: Tenant
) -> None:
    with time_machine.travel(at(2026, 3, 20, 23), tick=False):
        assert days_of_receipts(tenant) == {}
        exam(ledger, at(2026, 3, 18, 1))
        found = days_of_receipts(tenant)
    assert list(found) == [date(2026, 3, day) for day in range(10, 21)], (
        "a beacon may be eight days late"
    )
    assert found[date(2026, 3, 20)] == Stretch(at(2026, 3, 20), at(2026, 3, 21))


def test_days_whose_receipts_are_partly_deleted_are_not_checked(
    ledger: Ledger, tenant: Tenant
) -> None:
    tenant.time_zone = "Asia/Tokyo"
    exam(ledger, at(2024, 1, 1))
    with time_machine.travel(at(2026, 3, 20, 23), tick=False):
        found = days_of_receipts(tenant)
    first, last = min(found), max(found)
    assert (first, last) == (date(2025, 2, 15), date(2026, 3, 21))
    assert found[last] == Stretch(at(2026, 3, 20, 15), at(2026, 3, 21, 15))
