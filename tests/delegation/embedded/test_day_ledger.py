"""The demo's calls are written a day at a time; the rows are those that real calls leave."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model

from delegation.conversations.models import (
    TOKEN_COUNTS,
    BudgetHour,
    BudgetMonth,
    NetworkDay,
    PlatformDay,
    TeacherCall,
    TenantDay,
)
from delegation.conversations.services import exams
from delegation.conversations.services.teachers import endpoint_of
from delegation.embedded.history import month
from delegation.embedded.history.day_ledger import DayLedger
from delegation.embedded.history.month import People, make_history
from delegation.savings.models import UsageCount
from delegation.valkey import valkey
from tenants import services
from tenants.models import Role, Tenant, User

DAYS = 4  # with a holdout, lessons, an approved rule and local answers
NOW = datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0)
COMPARED: dict[type[Model], tuple[str, ...]] = {
    TeacherCall: (
        "created_at", "kind", "model", "month", "fence", "reserved", "share_hour", "platform_day",
        "settled", "cost", "overhead_cost", "price_source", "price_book", "outcome", "total_ms",
        *TOKEN_COUNTS,
    ),
    BudgetMonth: ("month", "reserved", "spent", "platform_reserved", "platform_spent"),
    BudgetHour: ("hour", "reserved", "spent"),
    NetworkDay: ("network", "day", "calls", "local_answers", "reserved", "spent"),
    TenantDay: ("day", "calls"),
    UsageCount: ("hour", "count", "vouched"),
}  # fmt: skip


class CallByCall(DayLedger):
    """Leaves every call to the budget, as real traffic does."""

    def __enter__(self) -> "CallByCall":
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing was replaced."""

    def write_networks(self) -> None:
        """The budget has written them."""

    def write(self) -> None:
        """The budget has written them."""


@pytest.fixture
def tenant(db: None, settings: Any) -> Tenant:
    settings.TEACHER_BASE_URL, settings.TEACHER_MODEL = "http://127.0.0.1:1/v1", "demo"
    owner, moderator = (User.objects.create(email=f"{who}@tea.example") for who in "om")
    tenant = services.create_tenant("Wrenfield Tea", owner=owner)
    services.add_member(tenant, moderator, Role.MODERATOR, by=owner)
    prices = {"input_price": Decimal("0.25"), "output_price": Decimal(2)}
    services.change_settings(tenant, prices, by=owner)
    exams.vouch_for(endpoint_of(tenant))
    return tenant


def test_the_rows_are_those_that_call_by_call_leaves(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = rows_after(tenant, DayLedger, monkeypatch)
    one_by_one = rows_after(tenant, CallByCall, monkeypatch)

    for table, rows in one_by_one.items():
        assert together[table] == rows, table
        assert rows, table
    assert len(one_by_one["TeacherCall"]) > 100
    assert any(row[0] for row in together["first words"])


def rows_after(
    tenant: Tenant, ledger: Callable[[], DayLedger], monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[Any]]:
    """The tables after some days of history, which are then taken back."""
    for key in valkey().scan_iter(f"declined:{tenant.pk}:*"):
        valkey().delete(key)  # what was declined in one month is asked again in the other
    people = People(*(each.user for each in tenant.memberships.order_by("pk")))
    with transaction.atomic(), monkeypatch.context() as patch:
        patch.setattr(month, "DayLedger", ledger)
        make_history(tenant, people, now=NOW, days=DAYS)
        first = NOW.date() - timedelta(days=DAYS)
        found: dict[str, list[Any]] = {
            model.__name__: sorted(
                model._default_manager.filter(tenant=tenant).values_list(*columns), key=str
            )
            for model, columns in COMPARED.items()
        }
        days = PlatformDay.objects.filter(day__gte=first).order_by("day")
        found["PlatformDay"] = list(days.values_list("day", "calls", "reserved", "spent"))
        pieces = TeacherCall.objects.filter(tenant=tenant).values_list("first_piece_ms")
        if ledger is DayLedger:
            found["first words"] = list(pieces)
        transaction.set_rollback(True)
    return found
