"""Set a model's price, and price past calls at it."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from delegation.conversations.models import BudgetMonth, PlatformPrice, TeacherCall, TenantPrice
from delegation.conversations.services.call_ledger import overhead_cost
from delegation.conversations.services.pricing import prices_of, usage_of
from delegation.conversations.services.teachers import host_of
from delegation.teacher import Endpoint, OwnPrices
from tenants import audit
from tenants.models import Tenant, User
from tenants.services.every_tenant import for_every_tenant

BATCH = 1_000  # calls in memory
PRICED = ["cost", "overhead_cost", "price_source", "price_book", "repriced_at"]


@transaction.atomic
def set_tenant_price(
    tenant: Tenant, endpoint: Endpoint, figures: OwnPrices, *, by: User
) -> TenantPrice:
    """Use these figures for the tenant's own teacher from now on."""
    price, _ = TenantPrice.objects.update_or_create(
        tenant=tenant,
        host=host_of(endpoint.base_url),
        model=endpoint.model,
        defaults={
            "input_price": figures.input_per_million,
            "cached_input_price": figures.cached_per_million,
            "output_price": figures.output_per_million,
        },
    )
    audit.record(tenant, "teacher.price_set", endpoint.model, by=by, price=str(figures))
    return price


def calls_without_price(tenant: Tenant, endpoint: Endpoint) -> QuerySet[TeacherCall]:
    """Return the model's past calls whose tokens are known and whose price is not."""
    return _past_calls(tenant, endpoint).filter(
        cost=None, prompt_tokens__isnull=False, completion_tokens__isnull=False
    )


def _past_calls(tenant: Tenant, endpoint: Endpoint) -> QuerySet[TeacherCall]:
    """Return the calls of the endpoint: the platform's and the tenant's model may share a name.

    Calls to the platform's model that are older than its ceilings have no day.
    """
    calls = TeacherCall.objects.filter(tenant=tenant, model=endpoint.model, settled=True)
    if endpoint.guarded:
        return calls.filter(platform_day=None)
    return calls.exclude(price_source="own")


@transaction.atomic
def price_past_calls(tenant: Tenant, endpoint: Endpoint, *, by: User) -> int:
    """Price the model's past calls at today's prices; return how many.

    Includes calls that were priced at the tenant's earlier prices, never those of the list. The
    spent part of the running month's budget changes by the difference.
    """
    prices = prices_of(tenant, endpoint)
    if prices.own is None:
        return 0
    now = timezone.now()
    month = now.date().replace(day=1)
    older = Q(price_source=prices.own_source) & ~Q(price_book=str(prices.own)[:60])
    calls = _past_calls(tenant, endpoint).filter(
        Q(pk__in=calls_without_price(tenant, endpoint)) | older
    )
    changed: list[TeacherCall] = []
    count, difference, platform_difference = 0, Decimal(0), Decimal(0)
    for call in calls.select_for_update().iterator(chunk_size=BATCH):
        usage = usage_of(call)
        cost = prices.cost(usage, call.created_at)
        if usage is None or cost is None:
            continue
        if call.month == month:
            paid = _charged(call, prices.unknown) if call.cost is None else call.cost
            difference += cost - paid
            platform_difference += cost - paid if call.platform_day else 0
        call.cost, call.price_source = cost, prices.source(cost)
        call.price_book, call.repriced_at = prices.book(cost), now
        call.overhead_cost = overhead_cost(call, prices)
        changed.append(call)
        if len(changed) == BATCH:
            count += _write(changed)
    count += _write(changed)
    _correct_budget(tenant, month, difference, platform_difference)
    audit.record(tenant, "teacher.calls_priced", endpoint.model, by=by, calls=count)
    return count


def _write(changed: list[TeacherCall]) -> int:
    """Write the calls and empty the list, so that a year of calls needs no more memory than one."""
    TeacherCall.objects.bulk_update(changed, PRICED)
    count = len(changed)
    changed.clear()
    return count


def _charged(call: TeacherCall, unknown: OwnPrices) -> Decimal:
    """Return what the budget paid for a call whose price was unknown."""
    usage = usage_of(call)
    return Decimal(0) if usage is None else unknown.price_of(usage)


def _correct_budget(
    tenant: Tenant, month: date, difference: Decimal, platform_difference: Decimal
) -> None:
    row = BudgetMonth.objects.select_for_update().filter(tenant=tenant, month=month).first()
    if row is not None and (difference or platform_difference):
        row.spent = max(row.spent + difference, Decimal(0))
        row.platform_spent = max(row.platform_spent + platform_difference, Decimal(0))
        row.save(update_fields=["spent", "platform_spent"])


def price_past_calls_of_platform(price: PlatformPrice, *, by: User) -> int:
    """Price every tenant's past calls of the platform's model; return how many."""

    def price_calls(tenant: Tenant) -> int:
        endpoint = Endpoint(tenant.pk, price.host, price.model, guarded=False)
        return price_past_calls(tenant, endpoint, by=by)

    return sum(for_every_tenant(price_calls))
