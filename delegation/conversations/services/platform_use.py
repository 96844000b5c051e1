"""Who uses the platform's key now, for its operators."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from delegation.conversations.models import (
    BudgetMonth,
    Escalation,
    EscalationState,
    PlatformDay,
    TenantDay,
)
from delegation.conversations.services.ceilings import allowance_of
from tenants.models import Tenant

NOTHING = Decimal(0)


@dataclass(frozen=True)
class TenantUse:
    """One workspace. Money is USD."""

    tenant: Tenant
    on_platform: Decimal  # this month, what is promised to calls under way included
    allowance: Decimal
    total: Decimal  # this month, including calls to the tenant's own model
    calls_today: int
    waiting: int


@dataclass(frozen=True)
class PlatformToday:
    """All workspaces together, today, on the platform's key."""

    calls: int
    spent: Decimal
    allowance: Decimal


def platform_today() -> PlatformToday:
    row = PlatformDay.objects.filter(day=timezone.now().date()).first()
    if row is None:
        return PlatformToday(0, NOTHING, settings.PLATFORM_ALLOWANCE)
    return PlatformToday(row.calls, row.spent + row.reserved, settings.PLATFORM_ALLOWANCE)


def find_tenants(query: str) -> QuerySet[Tenant]:
    """Return workspaces whose name contains the query: suspended ones first, then by spending."""
    month = timezone.now().date().replace(day=1)
    spent = BudgetMonth.objects.filter(tenant=OuterRef("pk"), month=month).values("platform_spent")
    return (
        Tenant.objects.filter(name__icontains=query)
        .annotate(on_platform=Coalesce(Subquery(spent[:1]), NOTHING))
        .order_by(F("suspended_at").desc(nulls_last=True), "-on_platform", "name", "pk")
    )


def use_of(tenants: list[Tenant]) -> list[TenantUse]:
    """Return what each of these workspaces uses, in the same order."""
    today = timezone.now().date()
    months = {
        row.tenant_id: row
        for row in BudgetMonth.objects.filter(tenant__in=tenants, month=today.replace(day=1))
    }
    calls = dict(
        TenantDay.objects.filter(tenant__in=tenants, day=today).values_list("tenant_id", "calls")
    )
    states = (EscalationState.QUEUED, EscalationState.RUNNING)
    open_now = Escalation.objects.filter(tenant__in=tenants, state__in=states).order_by()
    waiting = Counter(open_now.values_list("tenant_id", flat=True))
    return [_line(tenant, months.get(tenant.pk), calls, waiting) for tenant in tenants]


def _line(
    tenant: Tenant, month: BudgetMonth | None, calls: dict[int, int], waiting: Counter[int]
) -> TenantUse:
    return TenantUse(
        tenant,
        month.platform_spent + month.platform_reserved if month else NOTHING,
        allowance_of(tenant),
        month.spent + month.reserved if month else NOTHING,
        calls.get(tenant.pk, 0),
        waiting[tenant.pk],
    )
