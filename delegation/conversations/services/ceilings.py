"""What tenants may spend of the operators' money: ceilings that no tenant can change.

A tenant's own budget limits its own spending. These limit what the platform's key may cost: for
each tenant by month and by day, and for all tenants together by day. They are promised and settled
with the budget, in the same transaction, so that parallel calls and killed workers exceed none.
"""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from delegation.conversations.models import PlatformDay, TeacherCall, TenantDay
from tenants.models import Tenant


class BudgetExhausted(Exception):
    """The call might cost more than is left of the tenant's budget for the month."""

    code = "budget_exhausted"
    visitors_text = ""  # what visitors read; the tenant's own text where this is empty


class AllowanceExhausted(BudgetExhausted):
    """The call might cost more than the operators allow. `code` says whose allowance is used up."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Suspended(BudgetExhausted):
    """The operators suspended the tenant: its messages reach no model."""

    code = "tenant_suspended"


def allowance_of(tenant: Tenant) -> Decimal:
    """Return the USD that the tenant may spend on the platform's key in a month."""
    return settings.TRIAL_ALLOWANCE if tenant.allowance is None else tenant.allowance


def calls_of(tenant: Tenant) -> int:
    """Calls a day that the tenant may make with the platform's key.

    Operators who gave it a larger allowance than the usual one raised its calls in proportion.
    """
    if tenant.allowance is None or not settings.TRIAL_ALLOWANCE:
        return settings.TRIAL_CALLS
    raised = settings.TRIAL_CALLS * tenant.allowance / settings.TRIAL_ALLOWANCE
    return max(settings.TRIAL_CALLS, int(raised))


def fits_allowance(tenant: Tenant, amount: Decimal) -> Q:
    """Return the condition that a `BudgetMonth` has room for the amount, for use in an update."""
    left = allowance_of(tenant) - amount
    return Q(platform_spent__lte=left - F("platform_reserved"))


def promise_platform(tenant: Tenant, amount: Decimal) -> date:
    """Count a call on the platform's key for today. Raises `AllowanceExhausted`.

    Returns the day, to be kept with the call. The tenant's row is taken before the one
    that all tenants share, and that one for as short a time as can be.
    """
    today = timezone.now().date()
    mine = TenantDay.objects.filter(tenant=tenant, day=today, calls__lt=calls_of(tenant))
    if not mine.update(calls=F("calls") + 1):
        TenantDay.objects.get_or_create(tenant=tenant, day=today)
        if not mine.update(calls=F("calls") + 1):
            raise AllowanceExhausted("calls_exhausted")
    fits = PlatformDay.objects.filter(
        day=today, spent__lte=settings.PLATFORM_ALLOWANCE - amount - F("reserved")
    )
    promise: dict[str, Combinable] = {"reserved": F("reserved") + amount, "calls": F("calls") + 1}
    if not fits.update(**promise):
        PlatformDay.objects.get_or_create(day=today)
        if not fits.update(**promise):
            raise AllowanceExhausted("platform_exhausted")
    return today


def changes_of_month(call: TeacherCall, charged: Decimal) -> dict[str, Combinable]:
    """Return what settling the call changes in the platform's columns of its `BudgetMonth`."""
    if call.platform_day is None:
        return {}
    return {
        "platform_reserved": F("platform_reserved") - call.reserved,
        "platform_spent": F("platform_spent") + charged,
    }


def settle_platform(call: TeacherCall, charged: Decimal) -> None:
    """Free the call's reservation of the day. Call it after the tenant's rows are written.

    Promises take the tenant's rows first too: in another order, two calls would deadlock.
    """
    if call.platform_day is not None:
        PlatformDay.objects.filter(day=call.platform_day).update(
            reserved=F("reserved") - call.reserved, spent=F("spent") + charged
        )
