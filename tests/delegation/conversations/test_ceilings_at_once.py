"""Calls that begin at once exceed no ceiling: really committed, over several connections."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from delegation.conversations.models import BudgetMonth, CallKind, PlatformDay
from delegation.conversations.services import budget
from delegation.conversations.services.ceilings import AllowanceExhausted
from tenants.models import Tenant

HUGE = Decimal("9999999999.99")


@pytest.mark.attack(
    "start calls at once, each of which sees room under the ceiling",
    "a promise before each call, by the row that it adds to",
)
def test_parallel_calls_exceed_no_ceiling(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings
) -> None:
    settings.TRIAL_ALLOWANCE, settings.PLATFORM_ALLOWANCE = Decimal(5), Decimal(12)
    with django_db_blocker.unblock():
        # Really committed, for every connection to see; so the day may have been begun by others.
        before = PlatformDay.objects.first()
        settings.PLATFORM_ALLOWANCE += before.spent + before.reserved if before else 0
        tenants = [
            Tenant.objects.create(name=f"At once {number}", monthly_budget=HUGE)
            for number in range(4)
        ]
        refused = spend_in_parallel(tenants)
        rows = BudgetMonth.objects.filter(tenant__in=tenants)
        spent = list(rows.values_list("platform_spent", flat=True))
        day = PlatformDay.objects.get()
    assert max(spent) <= 5
    assert sum(spent) == day.spent - (before.spent if before else 0) <= 12
    assert len(refused) == 60 - sum(spent)


def spend_in_parallel(tenants: list[Tenant]) -> list[str]:
    """Three threads a tenant make five calls of one dollar each; the codes of those refused."""
    refused: list[str] = []

    def spend(tenant: Tenant) -> None:
        try:
            for _ in range(5):
                try:
                    call = budget.reserve(tenant, Decimal(1), model="m", kind=CallKind.EXAM)
                    budget.settle(call, Decimal(1))
                except AllowanceExhausted as exhausted:
                    refused.append(exhausted.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=spend, args=[each]) for each in tenants for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused
