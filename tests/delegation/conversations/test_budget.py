"""A budget is promised before a call, settled after it, and never exceeded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, DjangoDbBlocker
from pytest_django.fixtures import Settings

from delegation.conversations.models import (
    BudgetHour,
    BudgetMonth,
    CallKind,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.conversations.services import budget, lifecycle, shares
from delegation.conversations.services.call_ledger import Receipts
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.pricing import prices_of
from delegation.teacher import Endpoint
from tenants.models import AuditEntry, SiteKey, Tenant, User
from tests.delegation.conversations.making import message_of

Result = TypeVar("Result")


@pytest.fixture
def escalation(tenant: Tenant, site_key: SiteKey) -> Escalation:
    tenant.monthly_budget = Decimal(10)
    tenant.save()
    return message_of(tenant, age=0, fence=1, state=EscalationState.RUNNING)


def reserve(escalation: Escalation, amount: str) -> TeacherCall:
    return budget.reserve(
        escalation.tenant,
        Decimal(amount),
        model="m",
        kind=CallKind.ANSWER,
        escalation=escalation,
    )


def begin_call(escalation: Escalation) -> None:
    """As the worker does before each request."""
    endpoint = Endpoint(escalation.tenant_id, "https://models.example/v1", "m")
    Receipts(
        escalation.tenant, prices_of(escalation.tenant, endpoint), (10, 10), escalation
    ).open_one()


def test_a_call_that_could_cost_more_than_is_left_is_not_made(escalation: Escalation) -> None:
    reserve(escalation, "6")
    with pytest.raises(BudgetExhausted):
        reserve(escalation, "4.00000001")
    reserve(escalation, "4")
    assert budget.left_this_month(escalation.tenant) == 0


def test_two_calls_at_once_are_not_promised_the_same_money(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as others:
        # Really committed, for every connection to see.
        tenant = Tenant.objects.create(name="At once", monthly_budget=Decimal(3))
        budget.settle(promise(tenant, "1"), Decimal(1))
        with transaction.atomic():
            promise(tenant, "1.5")
            second = others.submit(closing_connection, lambda: promise(tenant, "1.5"))
            others.submit(closing_connection, wait_until_somebody_waits).result()
        with pytest.raises(BudgetExhausted):
            second.result()
        assert budget.left_this_month(tenant) == Decimal("0.5")


def promise(tenant: Tenant, amount: str) -> TeacherCall:
    return budget.reserve(tenant, Decimal(amount), model="m", kind=CallKind.ANSWER)


def closing_connection(work: Callable[[], Result]) -> Result:
    """Threads have connections of their own."""
    try:
        return work()
    finally:
        connection.close()


def wait_until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        found = None
        while found is None:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype <> 'relation'")
            found = cursor.fetchone()


def test_an_overtaken_worker_begins_no_call(escalation: Escalation) -> None:
    Escalation.objects.update(fence=2)
    with pytest.raises(lifecycle.Overtaken):
        begin_call(escalation)
    assert not TeacherCall.objects.exists()


def test_no_call_begins_for_an_escalation_that_was_stopped(escalation: Escalation) -> None:
    lifecycle.stop(escalation)
    escalation.refresh_from_db()
    with pytest.raises(lifecycle.Overtaken):
        begin_call(escalation)


def test_settling_frees_what_was_not_needed(escalation: Escalation) -> None:
    call = reserve(escalation, "6")
    call.cost = Decimal("0.5")
    budget.settle(call, Decimal("0.5"))
    assert budget.left_this_month(escalation.tenant) == Decimal("9.5")


def test_a_call_is_settled_once(escalation: Escalation) -> None:
    call = reserve(escalation, "6")
    assert [budget.settle(call, Decimal(1)) for _ in range(2)] == [True, False]
    assert BudgetMonth.objects.get().spent == 1


def test_a_dead_workers_call_is_charged_in_full(escalation: Escalation) -> None:
    reserve(escalation, "6")
    escalation.fence = 2
    assert budget.settle_abandoned(escalation) == 1
    row = BudgetMonth.objects.get()
    assert (row.spent, row.reserved) == (Decimal(6), Decimal(0))
    assert TeacherCall.objects.get().kind == CallKind.ABANDONED


def test_owners_hear_once_when_most_is_spent(
    escalation: Escalation,
    owner: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(9):
            call = reserve(escalation, "1")
            budget.settle(call, Decimal(1))
    told = [mail for mail in mailoutbox if str(budget.ALERT_SUBJECT) in mail.subject]
    assert [mail.to for mail in told] == [[owner.email]]


def test_owners_hear_once_an_hour_when_it_is_spent_quickly(
    escalation: Escalation,
    owner: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def spend(amount: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            budget.settle(reserve(escalation, "1"), Decimal(amount))

    def told() -> list[list[str]]:
        return [mail.to for mail in mailoutbox if str(shares.ALARM_SUBJECT) in mail.subject]

    spend("0.99")
    assert told() == [], "a tenth of ten dollars is one"
    spend("0.01")
    spend("1")
    assert told() == [[owner.email]]
    fast = AuditEntry.objects.filter(tenant=escalation.tenant, action="budget.fast")
    assert fast.count() == 1
    BudgetHour.objects.update(hour=timezone.now() - timedelta(days=1))
    spend("1")
    assert told() == [[owner.email]] * 2, "another hour"


def make_old(call: TeacherCall) -> None:
    """Older than any call can be."""
    long_ago = timezone.now() - timedelta(minutes=7)
    TeacherCall.objects.filter(pk=call.pk).update(created_at=long_ago)


def test_a_dead_workers_call_is_settled_although_the_visitor_had_stopped_it(
    escalation: Escalation,
) -> None:
    call = reserve(escalation, "6")
    lifecycle.stop(escalation)
    budget.settle_left_behind(limit=10)
    assert BudgetMonth.objects.get().reserved == 6, "its worker may still be at it"
    make_old(call)
    budget.settle_left_behind(limit=10)
    row = BudgetMonth.objects.get()
    assert [row.spent, row.reserved] == [6, 0]


def test_a_dead_workers_exam_call_is_settled(tenant: Tenant) -> None:
    make_old(budget.reserve(tenant, Decimal(2), model="m", kind=CallKind.EXAM))
    assert budget.settle_left_behind(limit=10) == 1
    assert BudgetMonth.objects.get().reserved == 0


def test_a_call_of_a_patient_installation_is_not_settled_while_it_may_run(
    escalation: Escalation, settings: Settings
) -> None:
    settings.TEACHER_PATIENCE = 120
    make_old(reserve(escalation, "6"))
    lifecycle.stop(escalation)
    assert budget.settle_left_behind(limit=10) == 0


def test_a_call_that_is_left_to_the_next_claim_is_not_swept(escalation: Escalation) -> None:
    make_old(reserve(escalation, "6"))
    assert budget.settle_left_behind(limit=10) == 0
