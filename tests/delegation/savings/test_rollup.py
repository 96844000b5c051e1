"""Rolling up: whatever the order, however often, the sums are those of the receipts."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command

from delegation.conversations.models import Conversation
from delegation.domain.ledger.days import HOUR
from delegation.savings.models import AnswerAudit, DaySum, HourSum, RollUp
from delegation.savings.services import rollup
from delegation.savings.services.rollup import roll_up, roll_up_news
from tenants.models import Tenant
from tests.delegation.savings.busy_day import DAY, NOON, a_busy_day, tables
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_day() -> Iterator[None]:
    """Run on the day after the receipts: the command checks every day from them until today."""
    with time_machine.travel(NOON + timedelta(days=1)):
        yield


def value(tenant: Tenant, name: str, part: int = 0) -> Decimal:
    rows = DaySum.objects.filter(tenant=tenant, name=name, part=part)
    return sum(rows.values_list("value", flat=True), Decimal(0))


def test_any_order_of_receipts_gives_the_same_tables(ledger: Ledger, tenant: Tenant) -> None:
    writes = a_busy_day(ledger)
    found = []
    for seed in range(4):
        forget_receipts(tenant)
        order = random.Random(seed).sample(writes, len(writes))
        for at, write in enumerate(order):
            write()
            if at % 3 == 0:
                roll_up(tenant, DAY)  # while more is to come
        roll_up(tenant, DAY)
        found.append(tables(tenant))

    assert found[0][0]
    assert all(each == found[0] for each in found)


def forget_receipts(tenant: Tenant) -> None:
    tenant.usage_batches.all().delete()
    tenant.teacher_calls.all().delete()
    tenant.lessons.all().delete()
    Conversation.objects.filter(tenant=tenant).delete()


def test_what_is_counted_and_what_is_set_aside_is_told_apart(
    ledger: Ledger, tenant: Tenant
) -> None:
    for write in a_busy_day(ledger):
        write()
    roll_up(tenant, DAY)
    rule, other = (tenant.rules.get(phrase=phrase).pk for phrase in ("thx", "bye"))

    counted = value(tenant, "answers", rule) + value(tenant, "answers", other)
    assert counted == 60  # what one visitor reads in an hour
    assert value(tenant, "excess", rule) + value(tenant, "excess", other) == 147
    assert value(tenant, "unmet", rule) == 3
    assert value(tenant, "refused") == 3


def test_calls_are_summed_by_kind_and_unknown_prices_stay_apart(
    ledger: Ledger, tenant: Tenant
) -> None:
    for write in a_busy_day(ledger):
        write()
    roll_up(tenant, DAY)
    rule = tenant.rules.get(phrase="thx").pk

    assert value(tenant, "cost.exam") == Decimal("0.5")
    assert value(tenant, "calls.lesson") == 3
    assert value(tenant, "cost.lesson") == Decimal("0.0028")
    assert value(tenant, "unpriced.lesson") == 1
    assert value(tenant, "unpriced.retry") == 0  # refused before a model ran: free
    assert value(tenant, "plain.known", rule) == 2
    assert value(tenant, "plain.cost", rule) == Decimal("0.0028")
    assert value(tenant, "plain.cost2", rule) == Decimal("0.00000400")


def test_rolling_up_news_twice_changes_nothing(ledger: Ledger, tenant: Tenant) -> None:
    for write in a_busy_day(ledger):
        write()
    assert roll_up_news(tenant, now=NOON + 6 * HOUR) > 0
    first = tables(tenant)

    roll_up_news(tenant, now=NOON + 6 * HOUR)

    assert tables(tenant) == first
    assert first[0]


def test_late_receipts_are_found(ledger: Ledger, tenant: Tenant) -> None:
    rule = ledger.rule("thx")
    ledger.met("v", NOON)
    roll_up_news(tenant, now=NOON + HOUR)

    ledger.usage(rule.pk, 5, NOON - 48 * HOUR, received_at=NOON + 2 * HOUR)  # was offline
    ledger.met("late", NOON + 3 * HOUR)
    ledger.usage(rule.pk, 4, NOON + 3 * HOUR, visitor="late", received_at=NOON + 3 * HOUR)
    roll_up_news(tenant, now=NOON + 4 * HOUR)

    assert value(tenant, "answers", rule.pk) == 4
    assert value(tenant, "unmet", rule.pk) == 5  # the visitor was met only two days later


def test_a_visitor_who_is_met_later_in_the_hour_of_the_beacon_is_counted_then(
    ledger: Ledger, tenant: Tenant
) -> None:
    rule = ledger.rule("thx")
    ledger.usage(rule.pk, 4, NOON)
    roll_up_news(tenant, now=NOON + HOUR)
    assert [value(tenant, name, rule.pk) for name in ("answers", "unmet")] == [0, 4]

    ledger.met("v", NOON + HOUR / 2)
    roll_up_news(tenant, now=NOON + 2 * HOUR)

    assert [value(tenant, name, rule.pk) for name in ("answers", "unmet")] == [4, 0]


def test_an_hour_at_the_end_of_the_calendar_does_not_stop_the_others(
    ledger: Ledger, tenant: Tenant, next_day: None
) -> None:
    rule, talk = ledger.rule("thx"), ledger.met("v", NOON)
    ledger.usage(rule.pk, 9, datetime(9999, 12, 31, 23, tzinfo=UTC), received_at=NOON)
    ledger.usage(rule.pk, 5, NOON, visitor=talk.visitor)
    ledger.usage(rule.pk, 2, NOON + 6 * HOUR, received_at=NOON)

    roll_up_news(tenant, now=NOON + HOUR)

    assert value(tenant, "answers", rule.pk) == 5
    assert value(tenant, "refused") == 11  # the day of the beacon shows it
    call_command("rollup", "--check", tenant=tenant.pk)


def test_a_deleted_or_wrong_sum_is_found_and_repaired(
    ledger: Ledger, tenant: Tenant, capsys: pytest.CaptureFixture[str], next_day: None
) -> None:
    for write in a_busy_day(ledger):
        write()
    roll_up(tenant, DAY)
    right = tables(tenant)
    call_command("rollup", "--check", tenant=tenant.pk)

    HourSum.objects.filter(tenant=tenant, name="answers").delete()
    DaySum.objects.filter(tenant=tenant, name="escalations").update(value=99)
    with pytest.raises(CommandError, match="sums are not what the receipts say"):
        call_command("rollup", "--check", tenant=tenant.pk)
    call_command("rollup", tenant=tenant.pk)

    assert tables(tenant) == right
    assert "by receipts" in capsys.readouterr().out


def test_a_tenant_that_moves_gets_its_days_anew(ledger: Ledger, tenant: Tenant) -> None:
    rule = ledger.rule("thx")
    ledger.met("v", NOON)
    ledger.usage(rule.pk, 5, NOON)
    roll_up_news(tenant, now=NOON + HOUR)

    tenant.time_zone = "Pacific/Kiritimati"  # UTC+14
    tenant.save()
    roll_up_news(tenant, now=NOON + HOUR)

    days = DaySum.objects.filter(tenant=tenant, name="answers").values_list("day", flat=True)
    assert [f"{day}" for day in days] == ["2026-03-11"]
    assert RollUp.objects.get(tenant=tenant).time_zone == "Pacific/Kiritimati"


def test_stretches_are_no_longer_than_a_day() -> None:
    hours = {NOON + n * HOUR for n in range(30)} | {NOON + timedelta(days=5)}

    found = rollup.stretches(hours)

    assert [(each.until - each.since) / HOUR for each in found] == [24, 6, 1]


def test_another_tenants_receipts_are_not_summed(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant
) -> None:
    for write in a_busy_day(ledger):
        write()
    roll_up(other_tenant, DAY)

    assert tables(other_tenant) == ([], [])


def test_audits_count_once_they_are_judged(ledger: Ledger, tenant: Tenant) -> None:
    rule = ledger.rule("thx")
    talk = ledger.met("v", NOON)
    for turn, would_do in enumerate([True, False, None]):
        AnswerAudit.objects.create(
            tenant=tenant, escalation=ledger.escalation(talk, NOON), turn=turn, rule=rule.pk,
            version=1, hour=NOON, would_do=would_do,
        )  # fmt: skip
    roll_up(tenant, DAY)

    assert value(tenant, "audit.judged", rule.pk) == 2
    assert value(tenant, "audit.wrong", rule.pk) == 1


def test_conversations_are_summed_by_arm(ledger: Ledger, tenant: Tenant) -> None:
    held = ledger.met("h", NOON, held_out=True)
    other = ledger.met("o", NOON)
    for talk, number in ((held, 3), (other, 1)):
        for _ in range(number):
            ledger.call(NOON, "0.01", escalation=ledger.escalation(talk, NOON, seconds=1.5))
    roll_up(tenant, DAY)

    sums = dict(
        DaySum.objects.filter(tenant=tenant, name__startswith="held.").values_list("name", "value")
    )
    assert sums["held.conversations"] == 1
    assert sums["held.calls"] == 3
    assert sums["held.wait"] == Decimal("4.5")
    assert sums["held.cost"] == Decimal("0.03")
