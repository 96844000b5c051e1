"""Owners are warned of a budget that runs out, and a network's calls vouch for local answers."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from delegation.conversations.models import (
    BudgetHour,
    BudgetMonth,
    CallKind,
    Escalation,
    EscalationState,
    NetworkDay,
    TeacherCall,
)
from delegation.conversations.services import budget, shares
from delegation.domain.wire.webhooks import WebhookEvent
from tenants.models import AuditEntry, Tenant
from tests.delegation.conversations.making import ago, change, message_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 12, 34, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def tenant(tenant: Tenant) -> Tenant:
    """A workspace with a budget of ten dollars a month."""
    tenant.monthly_budget = Decimal(10)
    tenant.save()
    return tenant


@pytest.fixture
def message(tenant: Tenant) -> Escalation:
    """A message that a worker has claimed."""
    return message_of(tenant, state=EscalationState.RUNNING, fence=1)


def spend(
    tenant: Tenant, amount: str, *, message: Escalation | None = None, outcome: str = ""
) -> None:
    """Make a call that costs this, in USD: for the message, or else for an exam."""
    kind = CallKind.ANSWER if message else CallKind.EXAM
    call = budget.reserve(tenant, Decimal(amount), model="m", kind=kind, escalation=message)
    call.outcome = outcome
    assert budget.settle(call, Decimal(amount))


def make_old(call: TeacherCall, *, seconds: float) -> None:
    TeacherCall.objects.filter(pk=call.pk).update(created_at=ago(seconds))


@pytest.fixture
def webhook_events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The workspace, kind and data of each event for webhooks."""
    found: list[tuple[Any, ...]] = []
    for module in (budget, shares):
        monkeypatch.setattr(module, "notify", lambda *event: found.append(event))
    return found


def log(tenant: Tenant, action: str) -> list[tuple[str, Any]]:
    """Return the target and the person of each entry in the audit log."""
    rows = AuditEntry.objects.filter(tenant=tenant, action=action)
    return list(rows.values_list("target", "actor"))


def test_owners_hear_when_eighty_percent_are_spent(
    tenant: Tenant,
    webhook_events: list[tuple[Any, ...]],
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        spend(tenant, "7.99")
        assert webhook_events == []
        spend(tenant, "0.01")
        spend(tenant, "0.01")
    figures = {"share": "0.8", "budget_usd": "10.00"}
    assert webhook_events == [(tenant, WebhookEvent.BUDGET_ALERTED, figures)]
    assert log(tenant, "budget.alerted") == [("80% of the month's budget", None)]
    (mail,) = mailoutbox
    assert mail.subject == "Shop: Most of this month's budget is spent"
    assert str(mail.body).startswith("80 % of your monthly budget for the teacher is spent.")
    assert BudgetMonth.objects.get(tenant=tenant).alerted_at is not None


def test_owners_hear_when_an_hour_takes_a_tenth(
    tenant: Tenant,
    message: Escalation,
    settings: Settings,
    webhook_events: list[tuple[Any, ...]],
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.NETWORK_SHARE, settings.HOUR_SHARE = Decimal("0.5"), Decimal("0.25")
    with django_capture_on_commit_callbacks(execute=True):
        spend(tenant, "2")  # an exam, so not for visitors
        spend(tenant, "0.99", message=message)
        assert webhook_events == []
        spend(tenant, "0.01", message=message)
    figures = {"share": "0.1", "budget_usd": "10.00", "within": "hour"}
    assert webhook_events == [(tenant, WebhookEvent.BUDGET_ALERTED, figures)]
    assert log(tenant, "budget.fast") == [("10% of the month's budget in an hour", None)]
    (mail,) = mailoutbox
    assert mail.subject == "Shop: Your budget is being spent quickly"
    text = " ".join(str(mail.body).split())
    assert "visitors' messages cost 10% of your monthly budget" in text
    assert "spend more than 50% of it in a day" in text
    assert "no more than 25% in an hour" in text


def test_a_workspace_without_a_budget_is_not_alarmed_by_free_calls(
    tenant: Tenant, message: Escalation
) -> None:
    tenant.monthly_budget = Decimal(0)
    tenant.save()
    spend(tenant, "0", message=message)
    assert log(tenant, "budget.fast") == []


def test_what_is_left_of_the_month_is_neither_spent_nor_promised(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    assert budget.left_this_month(tenant) == 10
    spend(tenant, "3")
    budget.reserve(tenant, Decimal(2), model="m", kind=CallKind.EXAM)
    BudgetMonth.objects.create(tenant=tenant, month=date(2020, 1, 1), spent=Decimal(9))
    spend(other_tenant, "4")
    assert budget.left_this_month(tenant) == 5


def test_a_dead_workers_calls_of_earlier_claims_are_charged_as_abandoned(
    message: Escalation,
) -> None:
    def open_call(fence: int, of: Escalation = message) -> TeacherCall:
        of.fence = fence
        return budget.reserve(of.tenant, Decimal(1), model="m", kind=CallKind.ANSWER, escalation=of)

    first, second, third = (open_call(fence) for fence in (1, 2, 3))
    other = open_call(1, message_of(message.tenant, state=EscalationState.RUNNING, fence=1))
    message.fence = 1
    assert budget.settle_abandoned(message) == 0
    message.fence = 3
    assert budget.settle_abandoned(message) == 2
    assert budget.settle_abandoned(message) == 0
    for call in (first, second):
        call.refresh_from_db()
        assert (call.kind, call.outcome, call.settled) == ("abandoned", "abandoned", True)
        assert call.repriced_at is not None
    for call in (third, other):
        call.refresh_from_db()
        assert not call.settled
    month = BudgetMonth.objects.get(tenant=message.tenant)
    assert (month.spent, month.reserved) == (Decimal(2), Decimal(2))


def test_the_oldest_calls_that_were_left_behind_are_charged_first(tenant: Tenant) -> None:
    calls = [budget.reserve(tenant, Decimal(1), model="m", kind=CallKind.EXAM) for _ in range(3)]
    for call, minutes in zip(calls, (7, 9, 8), strict=True):
        make_old(call, seconds=60 * minutes)
    assert budget.settle_left_behind(limit=2) == 2
    settled = TeacherCall.objects.filter(settled=True).values_list("pk", flat=True)
    assert set(settled) == {calls[1].pk, calls[2].pk}


@pytest.mark.parametrize(
    ("ended", "seconds", "charged"),
    [(True, 211, 1), (True, 200, 0), (False, 3_600, 0), (None, 361, 1), (None, 350, 0)],
)
def test_a_call_is_left_behind_when_no_worker_can_still_make_it(
    tenant: Tenant, message: Escalation, settings: Settings, ended: bool | None, seconds: int,
    charged: int,
) -> None:  # fmt: skip
    """Four times the patience and half a minute for a message that has ended; an exam has longer.

    The next claim of a message that has not ended charges its calls.
    """
    settings.TEACHER_PATIENCE = 45
    of, kind = (None, CallKind.EXAM) if ended is None else (message, CallKind.ANSWER)
    call = budget.reserve(tenant, Decimal(1), model="m", kind=kind, escalation=of)
    make_old(call, seconds=seconds)
    change(message, state="stopped" if ended else "running")
    assert budget.settle_left_behind(limit=9) == charged


# --- calls that vouch for local answers


def calls_of(tenant: Tenant, network: str, calls: int, *, days: int = 0, used: int = 0) -> None:
    NetworkDay.objects.create(
        tenant=tenant, network=network, day=TODAY - timedelta(days=days), calls=calls,
        local_answers=used,
    )  # fmt: skip


def believed(tenant: Tenant, claimed: int, network: str = "n") -> int:
    with time_machine.travel(NOON, tick=False):
        return shares.believe_local_answers(tenant, network, claimed)


def test_each_call_vouches_for_ten_local_answers_once(tenant: Tenant, other_tenant: Tenant) -> None:
    calls_of(tenant, "n", 2)
    calls_of(tenant, "another", 9)
    calls_of(other_tenant, "n", 9)
    assert [believed(tenant, claimed) for claimed in (13, 13, 13)] == [13, 7, 0]
    assert NetworkDay.objects.get(tenant=tenant, network="n").local_answers == 20
    others = NetworkDay.objects.exclude(network="n", tenant=tenant)
    assert set(others.values_list("local_answers", flat=True)) == {0}


def test_calls_vouch_for_eight_days(tenant: Tenant) -> None:
    calls_of(tenant, "n", 1, days=7)
    calls_of(tenant, "n", 1, days=8)
    assert believed(tenant, 30) == 10
    newest = NetworkDay.objects.filter(network="n").order_by("day").last()
    assert newest is not None
    assert newest.local_answers == 10


def test_calls_that_were_used_on_another_day_are_not_used_again(tenant: Tenant) -> None:
    calls_of(tenant, "n", 1, days=3, used=10)
    calls_of(tenant, "n", 1, used=25)
    assert believed(tenant, 30) == 0


def test_calls_of_the_tenants_server_vouch_for_what_the_networks_do_not(tenant: Tenant) -> None:
    calls_of(tenant, "n", 1)
    with time_machine.travel(NOON, tick=False):
        for _ in range(2):
            shares.note_own_servers_call(tenant)
    own = NetworkDay.objects.get(network="own-server")
    assert (own.day, own.calls, own.local_answers) == (TODAY, 2, 0)
    assert believed(tenant, 10) == 10
    own.refresh_from_db()
    assert own.local_answers == 0
    assert believed(tenant, 25) == 20
    calls_of(tenant, "m", 1)
    assert believed(tenant, 12, network="m") == 10


def test_old_shares_are_deleted_after_ten_days(tenant: Tenant) -> None:
    for days in (9, 10, 11, 12):
        calls_of(tenant, "n", 1, days=days)
        BudgetHour.objects.create(tenant=tenant, hour=NOON - timedelta(days=days))
    with time_machine.travel(NOON, tick=False):
        assert [shares.forget_old_shares(), shares.forget_old_shares()] == [4, 0]
    assert {row.day for row in NetworkDay.objects.all()} == {
        TODAY - timedelta(days=9), TODAY - timedelta(days=10),
    }  # fmt: skip
    assert {row.hour.date() for row in BudgetHour.objects.all()} == {
        TODAY - timedelta(days=9), TODAY - timedelta(days=10),
    }  # fmt: skip


def test_only_complete_answers_vouch(tenant: Tenant, message: Escalation) -> None:
    spend(tenant, "0.1", message=message, outcome="teacher_timeout")
    spend(tenant, "0.2", message=message, outcome="complete")
    row = NetworkDay.objects.get(tenant=tenant)
    assert (row.calls, row.spent, row.reserved) == (1, Decimal("0.3"), Decimal(0))
    assert row.network == message.address_prefix
