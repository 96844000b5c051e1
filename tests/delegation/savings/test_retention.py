"""Messages are deleted with all that belongs to them when their time is over; sums stay."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.conversations.models import (
    Answer,
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.rules.models import Lesson, Rule
from delegation.savings.models import AnswerAudit, HourSum, UsageBatch, UsageCount
from delegation.savings.services import retention
from delegation.savings.services.retention import KEPT, forget_old_messages, forget_old_usage
from delegation.savings.services.rollup import roll_up_news
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import audit_of, change

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 3, 14, 10, tzinfo=UTC)
NOW = LONG_AGO + KEPT + timedelta(days=1)
RECENTLY = NOW - timedelta(days=3)


def talk(ledger: Ledger, visitor: str, at: datetime) -> Escalation:
    """One message with its call, its answer and a judged local answer."""
    escalation = ledger.escalation(ledger.met(visitor, at), at)
    ledger.call(at, "0.010", escalation=escalation)
    audit_of(escalation, at)
    return escalation


def test_old_messages_go_with_all_that_belongs_to_them(ledger: Ledger) -> None:
    talk(ledger, "old", LONG_AGO)
    kept = talk(ledger, "new", RECENTLY)

    assert forget_old_messages(ledger.tenant, NOW) == 1
    assert forget_old_messages(ledger.tenant, NOW) == 0

    assert list(Escalation.objects.all()) == [kept]
    for model in (Answer, TeacherCall, AnswerAudit):
        assert list(model._default_manager.values_list("escalation", flat=True)) == [kept.pk]
    assert list(Conversation.objects.values_list("visitor", flat=True)) == ["new"]


def test_a_conversation_stays_while_it_has_a_message(ledger: Ledger) -> None:
    conversation = ledger.met("regular", LONG_AGO)
    ledger.escalation(conversation, LONG_AGO)
    ledger.escalation(conversation, RECENTLY)

    assert forget_old_messages(ledger.tenant, NOW) == 1
    assert Conversation.objects.get() == conversation


def test_sums_and_what_was_taught_stay(ledger: Ledger) -> None:
    ledger.lesson(ledger.rule("thx"), LONG_AGO, "0.010")
    roll_up_news(ledger.tenant, now=LONG_AGO + timedelta(hours=1))
    sums = set(HourSum.objects.values_list("name", "value"))
    assert ("calls.lesson", Decimal(1)) in sums

    forget_old_messages(ledger.tenant, NOW)
    roll_up_news(ledger.tenant, now=NOW)

    assert set(HourSum.objects.values_list("name", "value")) == sums
    assert Lesson.objects.count() == 1


def test_calls_without_a_message_go_too(ledger: Ledger) -> None:
    ledger.call(LONG_AGO, "0.010", kind=CallKind.EXAM)
    kept = ledger.call(RECENTLY, "0.010", kind=CallKind.EXAM)

    forget_old_messages(ledger.tenant, NOW)

    assert list(TeacherCall.objects.all()) == [kept]


def test_a_message_that_has_not_ended_stays(ledger: Ledger) -> None:
    escalation = talk(ledger, "old", LONG_AGO)
    Escalation.objects.update(state=EscalationState.QUEUED)

    assert forget_old_messages(ledger.tenant, NOW) == 0
    assert list(Escalation.objects.all()) == [escalation]


def test_many_are_deleted_a_few_at_a_time(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MESSAGES_AT_ONCE", 2)
    for number in range(5):
        talk(ledger, f"old-{number}", LONG_AGO + timedelta(minutes=number))

    with CaptureQueriesContext(connection) as queries:
        assert forget_old_messages(ledger.tenant, NOW) == 5

    assert not Escalation.objects.exists()
    looks = [query["sql"] for query in queries if query["sql"].endswith("LIMIT 2")]
    begun = [re.findall(r""""created_at" >= '([^']+)'""", sql) for sql in looks]
    minutes = [
        [(datetime.fromisoformat(at) - LONG_AGO).seconds // 60 for at in one] for one in begun
    ]
    assert minutes == [[], [1], [3], [4]], "each begins where the one before it ended"


def counts(ledger: Ledger) -> list[tuple[str, int]]:
    """Return (batch, count) of each row that is left."""
    kept = UsageCount.objects.filter(tenant=ledger.tenant).values_list("batch__batch", "count")
    return sorted(kept)


def test_counts_are_kept_to_their_last_hour_and_deleted_ones_are_counted(
    ledger: Ledger, rule: Rule
) -> None:
    other = ledger.rule("bye", act="farewell")
    for batch, hours, which in (("a", -1, rule), ("b", -1, other), ("c", -2, rule), ("d", 0, rule)):
        at = NOW - KEPT + timedelta(hours=hours)
        ledger.usage(which.pk, 1, at, batch=batch, received_at=RECENTLY)
        UsageCount.objects.filter(batch__batch=batch).update(hour=at)
    assert forget_old_usage(ledger.tenant, NOW) == 3
    assert counts(ledger) == [("d", 1)]


def test_old_beacons_are_deleted_even_where_they_claim_recent_hours(
    ledger: Ledger, other_tenant: Tenant, rule: Rule
) -> None:
    edge, theirs = NOW - KEPT, Ledger(other_tenant)
    for each, batch, at in (
        (ledger, "old", edge - timedelta(hours=1)), (ledger, "kept", edge),
        (theirs, "theirs", edge - timedelta(hours=1)),
    ):  # fmt: skip
        each.usage(10**9, 2, at, batch=batch)
        UsageCount.objects.filter(batch__batch=batch).update(hour=NOW)
    for workspace, batch, at in (
        (ledger.tenant, "empty", edge), (other_tenant, "theirs, empty", LONG_AGO),
    ):  # fmt: skip
        made = UsageBatch.objects.create(tenant=workspace, batch=batch, visitor="v")
        change(made, received_at=at)
    assert forget_old_usage(ledger.tenant, NOW) == 1
    left = UsageBatch.objects.order_by("batch").values_list("batch", flat=True)
    assert list(left) == ["empty", "kept", "theirs", "theirs, empty"]
    assert (counts(ledger), counts(theirs)) == ([("kept", 2)], [("theirs", 2)])


def test_more_counts_than_one_statement_takes_are_deleted(
    ledger: Ledger, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for hour in range(5):
        ledger.usage(rule.pk, 1, LONG_AGO + timedelta(hours=hour))
    with CaptureQueriesContext(connection) as queries:
        assert forget_old_usage(ledger.tenant, NOW) == 5
    deleted = [query["sql"] for query in queries if query["sql"].startswith("DELETE")]
    assert {"LIMIT 2" in sql for sql in deleted} == {True}
    assert not UsageBatch.objects.exists()


def test_a_message_of_exactly_400_days_is_kept_and_an_older_one_is_not(ledger: Ledger) -> None:
    assert timedelta(days=400) == retention.KEPT
    edge = NOW - timedelta(days=400)
    kept = talk(ledger, "edge", edge)
    talk(ledger, "older", edge - timedelta(microseconds=1))
    ledger.call(edge, "0.01", kind=CallKind.EXAM)
    assert forget_old_messages(ledger.tenant, NOW) == 1
    assert Escalation.objects.get() == kept
    assert TeacherCall.objects.count() == 2


def test_another_workspaces_messages_and_calls_stay(ledger: Ledger, other_tenant: Tenant) -> None:
    theirs = talk(Ledger(other_tenant), "old", LONG_AGO)
    Ledger(other_tenant).call(LONG_AGO, "0.01", kind=CallKind.EXAM)
    assert forget_old_messages(ledger.tenant, NOW) == 0
    assert Escalation.objects.get() == theirs
    assert TeacherCall.objects.count() == 2


def test_a_call_that_is_not_settled_is_kept_for_its_bill(ledger: Ledger) -> None:
    call = change(ledger.call(LONG_AGO, None, kind=CallKind.EXAM), settled=False)
    forget_old_messages(ledger.tenant, NOW)
    assert TeacherCall.objects.get() == call


def test_an_old_call_stays_with_a_message_that_is_kept(ledger: Ledger) -> None:
    call = ledger.call(LONG_AGO, "0.01", escalation=talk(ledger, "new", RECENTLY))
    forget_old_messages(ledger.tenant, NOW)
    assert TeacherCall.objects.filter(pk=call.pk).exists()


def test_a_conversation_without_messages_stays_when_another_one_is_deleted(ledger: Ledger) -> None:
    """A visitor who has just arrived has no message yet."""
    ledger.met("silent", LONG_AGO)
    talk(ledger, "old", LONG_AGO)
    forget_old_messages(ledger.tenant, NOW)
    assert [each.visitor for each in Conversation.objects.all()] == ["silent"]
