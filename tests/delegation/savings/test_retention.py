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
from delegation.rules.models import Lesson
from delegation.savings.models import AnswerAudit, HourSum
from delegation.savings.services import retention
from delegation.savings.services.retention import KEPT, forget_old_messages
from delegation.savings.services.rollup import roll_up_news
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 3, 14, 10, tzinfo=UTC)
NOW = LONG_AGO + KEPT + timedelta(days=1)
RECENTLY = NOW - timedelta(days=3)


def talk(ledger: Ledger, visitor: str, at: datetime) -> Escalation:
    """One message with its call, its answer and a judged local answer."""
    escalation = ledger.escalation(ledger.met(visitor, at), at)
    ledger.call(at, "0.010", escalation=escalation)
    AnswerAudit.objects.create(
        tenant=ledger.tenant, escalation=escalation, turn=0, rule=1, version=1, hour=at
    )
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
    assert ("teacher_calls", Decimal(1)) in sums or sums

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
