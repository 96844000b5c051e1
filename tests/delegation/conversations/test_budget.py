"""A budget is promised before a call, settled after it, and never exceeded."""

from decimal import Decimal
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.conversations.models import (
    BudgetMonth,
    CallKind,
    Conversation,
    Escalation,
    TeacherCall,
)
from delegation.conversations.services import budget
from tenants.models import SiteKey, Tenant, User


@pytest.fixture
def escalation(tenant: Tenant, site_key: SiteKey) -> Escalation:
    tenant.monthly_budget = Decimal(10)
    tenant.save()
    conversation = Conversation.objects.create(tenant=tenant, visitor="v", client_id="c")
    return Escalation.objects.create(
        tenant=tenant,
        site_key=site_key,
        conversation=conversation,
        client_id=str(uuid4()),
        body_hash="",
        message="Hello",
        claimed_awaiting="nothing",
        awaiting="nothing",
        address_prefix="n",
        fence=1,
    )


def reserve(escalation: Escalation, amount: str) -> TeacherCall:
    return budget.reserve(
        escalation.tenant,
        Decimal(amount),
        model="m",
        kind=CallKind.ANSWER,
        escalation=escalation,
    )


def test_a_call_that_could_cost_more_than_is_left_is_not_made(escalation: Escalation) -> None:
    reserve(escalation, "6")
    with pytest.raises(budget.BudgetExhausted):
        reserve(escalation, "4.00000001")
    reserve(escalation, "4")
    assert budget.left_this_month(escalation.tenant) == 0


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
    mailoutbox: list[object],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(9):
            call = reserve(escalation, "1")
            budget.settle(call, Decimal(1))
    assert [mail.to for mail in mailoutbox] == [[owner.email]]  # type: ignore[attr-defined]
