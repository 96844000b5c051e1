"""Learning by the hour: what visitors repeat is put to the teacher in one request."""

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from delegation.conversations.models import Escalation, TeacherCall
from delegation.conversations.services.batches import learn_batch
from delegation.rules.models import Lesson
from tenants.models import Learning, Tenant
from tests.delegation.conversations.making import Say
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(tenant: Tenant, say: Say) -> datetime:
    """An hour after visitors said thanks three times, something else twice, and hello once."""
    tenant.learning = Learning.HOURLY
    tenant.save()
    half_past = timezone.now().replace(minute=30)
    messages = ("thx", "Thx!", "thx", "the blue one", "the blue one", "hello")
    for minute, message in enumerate(messages):
        at = half_past + timedelta(minutes=minute)
        Escalation.objects.filter(pk=say(message).pk).update(created_at=at)
    return half_past + timedelta(hours=1)


def test_what_is_repeated_is_asked_about_at_once_and_learned(
    now: datetime, tenant: Tenant, scripted: FaultTeacher
) -> None:
    scripted.state.default = Script(content="1 thanks")
    assert learn_batch(tenant, now) == 1
    phrases = json.loads(scripted.calls[-1].body["messages"][-1]["content"])
    assert [(each["message"], each["times"]) for each in phrases] == [
        ("thx", 3),
        ("the blue one", 2),
    ]
    lessons = Lesson.objects.filter(tenant=tenant)
    assert {lesson.query for lesson in lessons} == {"thx", "Thx!"}
    assert lessons.count() == 3
    assert lessons.values("visitor").distinct().count() == 3
    assert TeacherCall.objects.filter(tenant=tenant, kind="batch").count() == 1


def test_an_hour_is_asked_about_once(now: datetime, tenant: Tenant, scripted: FaultTeacher) -> None:
    scripted.state.default = Script(content="none")
    before = len(scripted.calls)
    assert learn_batch(tenant, now) == learn_batch(tenant, now) == 0
    assert len(scripted.calls) == before + 1


def test_what_was_declined_is_not_put_into_the_next_batch(
    now: datetime, tenant: Tenant, scripted: FaultTeacher
) -> None:
    scripted.state.default = Script(content="1 thanks")
    learn_batch(tenant, now)
    before = len(scripted.calls)
    later = now + timedelta(hours=1)
    Escalation.objects.filter(tenant=tenant, phrase="the blue one").update(created_at=now)
    assert learn_batch(tenant, later) == 0
    assert len(scripted.calls) == before


@pytest.mark.parametrize("written", ["1 delete\n2", "7 thanks", "1 thanks\n1 bye", "{}", "thanks"])
def test_what_cannot_be_read_teaches_nothing(
    now: datetime, tenant: Tenant, scripted: FaultTeacher, written: str
) -> None:
    scripted.state.default = Script(content=written)
    assert learn_batch(tenant, now) == 0
    assert not Lesson.objects.filter(tenant=tenant).exists()


def test_a_tenant_that_learns_with_answers_has_no_batches(
    now: datetime, tenant: Tenant, scripted: FaultTeacher
) -> None:
    tenant.learning = Learning.WITH_ANSWER
    before = len(scripted.calls)
    assert learn_batch(tenant, now) == 0
    assert len(scripted.calls) == before


def test_without_a_budget_nothing_is_asked(
    now: datetime, tenant: Tenant, scripted: FaultTeacher
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(monthly_budget=0)
    tenant.refresh_from_db()
    before = len(scripted.calls)
    assert learn_batch(tenant, now) == 0
    assert len(scripted.calls) == before
