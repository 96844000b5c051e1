"""A roll-up looks at every kind of receipt for news; one kind must not cover for another."""

from datetime import UTC, datetime, timedelta

import pytest

from delegation.conversations.models import CallKind, Escalation, EscalationState, TeacherCall
from delegation.domain.ledger.days import HOUR
from delegation.savings import access
from delegation.savings.models import AnswerAudit
from delegation.savings.services.rollup import OVERLAP, roll_up_news, touched_hours
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SINCE = NOON + 24 * HOUR  # everything before it was rolled up


def news(tenant: Tenant) -> set[datetime]:
    return touched_hours(tenant, since=SINCE)


def test_nothing_new_touches_no_hour(ledger: Ledger, tenant: Tenant) -> None:
    talk = ledger.met("v", NOON)
    ledger.call(NOON, "0.1", escalation=ledger.escalation(talk, NOON))
    ledger.usage(ledger.rule("thx").pk, 3, NOON)
    assert news(tenant) == set()


def test_a_beacon_touches_the_hour_that_it_counts(ledger: Ledger, tenant: Tenant) -> None:
    ledger.usage(ledger.rule("thx").pk, 3, NOON, received_at=SINCE)
    assert news(tenant) == {NOON}


def test_a_visitor_who_is_met_touches_the_hours_that_they_claimed(
    ledger: Ledger, tenant: Tenant
) -> None:
    at = SINCE - HOUR
    ledger.usage(ledger.rule("thx").pk, 3, at)
    assert news(tenant) == set()
    ledger.met("v", SINCE)
    assert news(tenant) == {at}


def test_a_message_that_ends_late_touches_its_hour_and_its_conversations(
    ledger: Ledger, tenant: Tenant
) -> None:
    talk = ledger.met("v", NOON - 3 * HOUR)
    made = ledger.escalation(talk, NOON)
    assert news(tenant) == set()
    Escalation.objects.filter(pk=made.pk).update(ended_at=SINCE)
    assert news(tenant) == {NOON, NOON - 3 * HOUR}


def test_a_message_that_waits_touches_its_hour(ledger: Ledger, tenant: Tenant) -> None:
    made = ledger.escalation(ledger.met("v", NOON), SINCE)
    Escalation.objects.filter(pk=made.pk).update(ended_at=None, state=EscalationState.QUEUED)
    assert SINCE in news(tenant)


def test_a_call_for_no_visitor_touches_its_hour(ledger: Ledger, tenant: Tenant) -> None:
    ledger.call(SINCE, "0.1", kind=CallKind.EXAM)
    assert news(tenant) == {SINCE}


def test_a_judged_audit_touches_the_hour_of_the_answer(ledger: Ledger, tenant: Tenant) -> None:
    talk = ledger.met("v", NOON)
    audit = AnswerAudit.objects.create(
        tenant=tenant,
        escalation=ledger.escalation(talk, NOON),
        turn=0,
        rule=ledger.rule("thx").pk,
        version=1,
        hour=NOON,
    )
    assert news(tenant) == set()
    AnswerAudit.objects.filter(pk=audit.pk).update(judged_at=SINCE, would_do=True)
    assert news(tenant) == {NOON}


def test_a_call_that_was_open_during_a_roll_up_is_summed_by_the_next(
    ledger: Ledger, tenant: Tenant
) -> None:
    call = ledger.call(NOON, "0.25", kind=CallKind.EXAM)
    TeacherCall.objects.filter(pk=call.pk).update(settled=False)
    roll_up_news(tenant, now=NOON + timedelta(minutes=1))
    assert not access.hour_sums_of(tenant).filter(name="cost.exam").exists()

    TeacherCall.objects.filter(pk=call.pk).update(settled=True)
    roll_up_news(tenant, now=NOON + OVERLAP)
    assert [row.value for row in access.hour_sums_of(tenant).filter(name="cost.exam")] == [
        call.cost
    ]
