"""Both ways through the budgets write the same: in one statement, and row by row."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from delegation.conversations.models import (
    BudgetHour,
    BudgetMonth,
    CallKind,
    Escalation,
    EscalationState,
    NetworkDay,
    PlatformDay,
    TeacherCall,
    TenantDay,
)
from delegation.conversations.services import budget
from delegation.conversations.services.answering import answer
from delegation.conversations.services.shares import this_hour
from tenants.models import SiteKey, Tenant
from tests.delegation.conversations.making import message_of

COUNTED = (BudgetMonth, NetworkDay, BudgetHour, TenantDay, PlatformDay)
MOST_STATEMENTS = 10
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
AMOUNT, CHARGED = Decimal("0.5"), Decimal("0.2")


@pytest.fixture
def escalation(tenant: Tenant, site_key: SiteKey) -> Escalation:
    tenant.monthly_budget = Decimal(10)
    tenant.save()
    return running(tenant)


def running(tenant: Tenant) -> Escalation:
    return message_of(tenant, age=0, fence=1, state=EscalationState.RUNNING)


def row_by_row(escalation: Escalation, *, on_platform: bool = True) -> TeacherCall:
    return budget.reserve(
        escalation.tenant,
        AMOUNT,
        model="m",
        kind=CallKind.ANSWER,
        escalation=escalation,
        on_platform=on_platform,
    )


def at_once(escalation: Escalation, *, on_platform: bool = True) -> TeacherCall | None:
    return budget.reserve_for_visitor(
        escalation.tenant,
        AMOUNT,
        escalation,
        model="m",
        kind=CallKind.ANSWER,
        on_platform=on_platform,
    )


def written(tenant: Tenant) -> list[dict[str, Any]]:
    """Every row that counts money or calls, and the receipts without what is their own."""
    rows: list[Any] = [
        row for model in COUNTED for row in model._default_manager.order_by("pk").values()
    ]
    own = {"id", "created_at"}
    calls = TeacherCall.objects.filter(tenant=tenant).order_by("pk").values()
    return rows + [{k: v for k, v in call.items() if k not in own} for call in calls]


def changes(tenant: Tenant, work: Callable[[], object]) -> list[dict[str, Any]]:
    """What `work` adds to each figure."""
    before = written(tenant)
    work()
    after = written(tenant)
    return [
        {
            name: value - old.get(name, 0)
            if isinstance(value, int | Decimal) and not isinstance(value, bool)
            else value
            for name, value in row.items()
        }
        for row, old in zip(after, before + [{}] * (len(after) - len(before)), strict=True)
        if row != old
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("on_platform", [True, False])
@pytest.mark.parametrize("outcome", ["complete", "teacher_timeout"])
def test_both_ways_write_the_same(escalation: Escalation, on_platform: bool, outcome: str) -> None:
    row_by_row(escalation, on_platform=on_platform)  # makes the rows that a month begins with

    def slow_way() -> None:
        call = row_by_row(escalation, on_platform=on_platform)
        call.outcome, call.cost, call.prompt_tokens = outcome, CHARGED, 7
        budget._settle(call, CHARGED)

    def quick_way() -> None:
        call = at_once(escalation, on_platform=on_platform)
        assert call is not None
        call.outcome, call.cost, call.prompt_tokens = outcome, CHARGED, 7
        assert budget.settle(call, CHARGED)

    tenant = escalation.tenant
    slow, quick = changes(tenant, slow_way), changes(tenant, quick_way)
    for row in (*slow, *quick):
        row.pop("id", None)
    assert quick == slow
    call = TeacherCall.objects.order_by("-pk").first()
    assert call is not None
    assert not budget.settle(call, CHARGED), "it was settled"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "limit",
    [
        {"TRIAL_ALLOWANCE": Decimal("0.9")},
        {"TRIAL_CALLS": 1},
        {"PLATFORM_ALLOWANCE": Decimal("0.9")},
        {"NETWORK_SHARE": Decimal("0.09")},
        {"HOUR_SHARE": Decimal("0.09")},
    ],
    ids=lambda limit: next(iter(limit)),
)
def test_what_does_not_fit_writes_nothing(
    escalation: Escalation, settings: Settings, limit: dict[str, Any]
) -> None:
    row_by_row(escalation)
    for name, value in limit.items():
        setattr(settings, name, value)
    assert changes(escalation.tenant, lambda: at_once(escalation)) == []


@pytest.mark.django_db
def test_the_first_call_of_a_month_goes_the_long_way(escalation: Escalation) -> None:
    assert at_once(escalation) is None
    row_by_row(escalation)
    assert at_once(escalation) is not None


@pytest.mark.django_db
def test_who_was_overtaken_begins_no_call(escalation: Escalation) -> None:
    row_by_row(escalation)
    Escalation.objects.filter(pk=escalation.pk).update(fence=2)
    assert changes(escalation.tenant, lambda: at_once(escalation)) == []


@pytest.mark.django_db
def test_what_has_ended_begins_no_call(escalation: Escalation) -> None:
    """A stop raises the fence too; here nothing but the state says that it is over."""
    row_by_row(escalation)
    Escalation.objects.filter(pk=escalation.pk).update(state=EscalationState.STOPPED)
    assert changes(escalation.tenant, lambda: at_once(escalation)) == []


def test_a_promise_keeps_others_from_taking_over_until_it_is_committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    def free() -> list[Any]:
        try:
            with transaction.atomic():
                rows = Escalation.objects.select_for_update(skip_locked=True, no_key=True)
                return list(rows.filter(pk=begun.pk).values_list("pk", flat=True))
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as other:
        tenant = Tenant.objects.create(name="Promising", monthly_budget=Decimal(10))
        SiteKey.objects.create(tenant=tenant, key=f"pk_{uuid4().hex}"[:40])
        begun = running(tenant)
        row_by_row(begun)
        with transaction.atomic():
            assert at_once(begun) is not None
            assert other.submit(free).result() == []
        assert other.submit(free).result() == [begun.pk]


def test_promises_at_once_exceed_no_budget(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        tenant = Tenant.objects.create(name="Promised", monthly_budget=Decimal(10))
        SiteKey.objects.create(tenant=tenant, key=f"pk_{uuid4().hex}"[:40])
        row_by_row(running(tenant))
        given: list[TeacherCall] = []

        def promise() -> None:
            try:
                escalation = running(tenant)
                given.extend(call for _ in range(8) if (call := at_once(escalation)))
            finally:
                connection.close()

        threads = [threading.Thread(target=promise) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        month = BudgetMonth.objects.get(tenant=tenant)
        network = NetworkDay.objects.get(tenant=tenant, day=this_hour().date())
    assert len(given) == 19, "19 more of half a dollar fit into ten"
    assert month.reserved == network.reserved == Decimal(10)


@pytest.mark.usefixtures("scripted", "kept_lease", "own_queue")
def test_an_answer_takes_few_statements(tenant: Tenant, site_key: SiteKey) -> None:
    """Most of what an answer costs a worker and PostgreSQL are its statements."""
    for _ in range(2):  # the first makes the rows that a month, a day and an hour begin with
        escalation = running(tenant)
        Escalation.objects.update(state=EscalationState.QUEUED, fence=0)
        with CaptureQueriesContext(connection) as queries:
            answer(tenant.pk, escalation.pk)
        escalation.refresh_from_db()
        assert escalation.state == EscalationState.ANSWERED, escalation.error_code
    asked = [each["sql"] for each in queries if not each["sql"].startswith(TRANSACTION)]
    assert len(asked) <= MOST_STATEMENTS, "\n".join(sql[:150] for sql in asked)


def test_what_a_dead_workers_call_is_charged_is_summed_again(
    tenant: Tenant, escalation: Escalation
) -> None:
    """The sums of its hour may be older than the charge, and no other time of the row is newer."""
    row_by_row(escalation)  # makes the rows that the quick way needs
    left = at_once(escalation)
    assert left is not None
    Escalation.objects.filter(pk=escalation.pk).update(fence=2)
    escalation.refresh_from_db()
    assert budget.settle_abandoned(escalation) == 2
    assert not TeacherCall.objects.filter(tenant=tenant, repriced_at=None).exists()
