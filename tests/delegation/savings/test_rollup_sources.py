"""Each kind of receipt brings its hour into the sums by itself, without the help of another."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from delegation.conversations.models import CallKind, Escalation, EscalationState, TeacherCall
from delegation.conversations.services import budget
from delegation.domain.ledger.days import HOUR
from delegation.domain.ledger.holdout import group_of
from delegation.savings.models import AnswerAudit, DaySum, HourSum, RollUp
from delegation.savings.services import hourly_sums
from delegation.savings.services.rollup import roll_up_news, touched_hours
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LATER = NOON + 8 * HOUR
Write = Callable[[Ledger], object]


def value(tenant: Tenant, name: str) -> Decimal:
    return sum(
        DaySum.objects.filter(tenant=tenant, name=name).values_list("value", flat=True), Decimal(0)
    )


def old_talk(ledger: Ledger) -> Escalation:
    return ledger.escalation(ledger.met("v", NOON - 5 * HOUR), NOON - 5 * HOUR)


def a_beacon(ledger: Ledger) -> None:
    ledger.usage(ledger.rule("thx").pk, 3, NOON, received_at=LATER)


def a_message(ledger: Ledger) -> None:
    made = ledger.escalation(ledger.met("v", LATER - 5 * HOUR), LATER)
    Escalation.objects.filter(pk=made.pk).update(ended_at=None, state=EscalationState.QUEUED)


def an_end(ledger: Ledger) -> None:
    made = old_talk(ledger)
    Escalation.objects.filter(pk=made.pk).update(ended_at=LATER)


def a_call(ledger: Ledger) -> None:
    ledger.call(LATER, "0.5")


def a_new_price(ledger: Ledger) -> None:
    call = ledger.call(NOON, "0.5")
    TeacherCall.objects.filter(pk=call.pk).update(repriced_at=LATER)


def a_verdict(ledger: Ledger) -> None:
    AnswerAudit.objects.create(
        tenant=ledger.tenant, escalation=old_talk(ledger), turn=0, rule=1, version=1,
        hour=NOON, would_do=True, judged_at=LATER,
    )  # fmt: skip


def a_meeting(ledger: Ledger) -> None:
    """The beacon came before anyone had met its visitor."""
    ledger.usage(ledger.rule("thx").pk, 3, LATER - HOUR, visitor="late")
    ledger.met("late", LATER)


@pytest.mark.parametrize(
    ("write", "hour"),
    [
        (a_beacon, NOON),
        (a_message, LATER),
        (an_end, NOON - 5 * HOUR),
        (a_call, LATER),
        (a_new_price, NOON),
        (a_verdict, NOON),
        (a_meeting, LATER - HOUR),
    ],
)
def test_a_receipt_alone_touches_its_hour(
    ledger: Ledger, tenant: Tenant, write: Write, hour: datetime
) -> None:
    write(ledger)
    assert hour in touched_hours(tenant, since=LATER - HOUR / 2)
    assert hour not in touched_hours(tenant, since=LATER + HOUR)


def test_a_message_of_an_earlier_conversation_touches_its_hour_too(
    ledger: Ledger, tenant: Tenant
) -> None:
    """The arms of the holdout are summed where the conversation began."""
    talk = ledger.met("v", NOON)
    ledger.escalation(talk, LATER)
    assert touched_hours(tenant, since=LATER) == {NOON, LATER}


@pytest.mark.parametrize(
    ("write", "name", "summed"),
    [
        (lambda ledger: ledger.escalation(ledger.met("v", NOON), NOON), "escalations", 1),
        (lambda ledger: ledger.call(NOON, "0.5"), "cost.answer", Decimal("0.5")),
        (lambda ledger: ledger.usage(10**9, 3, NOON), "refused", 3),
    ],
)
def test_the_first_roll_up_begins_with_the_first_receipt_of_any_kind(
    ledger: Ledger, tenant: Tenant, write: Write, name: str, summed: Decimal
) -> None:
    write(ledger)
    roll_up_news(tenant, now=NOON + 3 * HOUR)
    assert value(tenant, name) == summed


def test_without_receipts_there_is_nothing_to_roll_up(tenant: Tenant) -> None:
    assert roll_up_news(tenant, now=NOON) == 0
    assert not HourSum.objects.filter(tenant=tenant).exists()
    assert RollUp.objects.get(tenant=tenant).through == NOON


@pytest.mark.parametrize("minutes", [1, 30, 119])
def test_a_call_that_was_under_way_during_a_roll_up_is_summed_by_the_next(
    ledger: Ledger, tenant: Tenant, minutes: int
) -> None:
    began = NOON - timedelta(minutes=minutes)
    call = ledger.call(began, "0.5")
    TeacherCall.objects.filter(pk=call.pk).update(settled=False)
    roll_up_news(tenant, now=NOON)
    assert value(tenant, "cost.answer") == 0

    TeacherCall.objects.filter(pk=call.pk).update(settled=True)
    roll_up_news(tenant, now=NOON + timedelta(minutes=5))

    assert value(tenant, "cost.answer") == Decimal("0.5")


def test_a_dead_workers_call_of_long_ago_is_summed_once_it_is_charged(
    ledger: Ledger, tenant: Tenant
) -> None:
    """After an outage the roll-up may run before the sweep that charges the call."""
    now = timezone.now()
    call = ledger.call(now - 10 * HOUR, None, kind=CallKind.EXAM)
    TeacherCall.objects.filter(pk=call.pk).update(settled=False)
    roll_up_news(tenant, now=now)
    assert budget.settle_left_behind(limit=10) == 1

    roll_up_news(tenant, now=now + timedelta(minutes=5))

    assert value(tenant, "calls.abandoned") == 1


def test_a_row_that_was_committed_late_is_summed_by_the_next(
    ledger: Ledger, tenant: Tenant
) -> None:
    roll_up_news(tenant, now=NOON)
    ledger.usage(10**9, 3, NOON - HOUR, received_at=NOON - HOUR)
    roll_up_news(tenant, now=NOON + timedelta(minutes=5))
    assert value(tenant, "refused") == 3


def test_an_hour_whose_receipts_are_erased_keeps_its_sums(ledger: Ledger, tenant: Tenant) -> None:
    call = ledger.call(NOON, "0.5")
    roll_up_news(tenant, now=NOON + HOUR)
    TeacherCall.objects.filter(pk=call.pk).update(repriced_at=timezone.now())
    TeacherCall.objects.filter(pk=call.pk).update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    before = value(tenant, "cost.answer")
    roll_up_news(tenant, now=timezone.now())
    assert value(tenant, "cost.answer") == before


def test_a_conversation_that_begins_during_a_roll_up_is_summed_by_the_next(
    ledger: Ledger, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.escalation(ledger.met("v", NOON), NOON)
    later: list[Escalation] = []

    def begins_meanwhile(visitor: str) -> int:
        if not later:
            later.append(ledger.escalation(ledger.met("w", NOON), NOON))
            ledger.call(NOON, "0.5", escalation=later[0])
        return group_of(visitor)

    monkeypatch.setattr(hourly_sums, "group_of", begins_meanwhile)
    roll_up_news(tenant, now=NOON + HOUR)
    assert conversations(tenant) == 1

    roll_up_news(tenant, now=NOON + HOUR)
    assert conversations(tenant) == 2


def conversations(tenant: Tenant) -> Decimal:
    """How many conversations are summed, in both arms of the holdout."""
    sums = HourSum.objects.filter(tenant=tenant, name__endswith=".conversations")
    return sum((row.value for row in sums), Decimal(0))
