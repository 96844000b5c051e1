"""What calls to a tenant's teacher cost, and the most that they can cost."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_UP, Decimal

from django.conf import settings
from django.utils import timezone

from delegation.conversations.models import PlatformPrice, TeacherCall, TenantPrice
from delegation.conversations.models.price import PriceFigures
from delegation.conversations.services.teachers import host_of
from delegation.teacher import PRICE_LIST, Endpoint, OwnPrices, price_of
from delegation.teacher.prices import most_price_of
from delegation.teacher.usage import TokenUsage
from tenants.models import Tenant

SMALLEST = Decimal("0.00000001")  # USD; what the ledger's columns hold


@dataclass(frozen=True)
class Prices:
    """Prices of one endpoint for one tenant. All amounts are USD."""

    endpoint: Endpoint
    own: OwnPrices | None
    unknown: OwnPrices  # reserved for models without a price, so that the budget still holds
    own_source: str = "own"  # who gave `own`: the tenant, or the `platform`

    def cost(self, usage: TokenUsage | None, at: datetime) -> Decimal | None:
        """Return the price of a call; None when its tokens or the price are unknown."""
        if usage is None:
            return None
        found = price_of(
            self.endpoint.base_url, self.endpoint.model, usage=usage, at=at, own=self.own
        )
        return None if found is None else found.quantize(SMALLEST, ROUND_UP)

    def bound(self, usage: TokenUsage, at: datetime) -> Decimal:
        """Return at least what these tokens can cost."""
        found = most_price_of(
            self.endpoint.base_url, self.endpoint.model, usage, at=at, own=self.own
        )
        if found is None:
            found = self.unknown.price_of(usage)
        return found.quantize(SMALLEST, ROUND_UP)

    def source(self, cost: Decimal | None) -> str:
        """Return where the price is from: `own`, `platform`, the public `list`, or `unknown`."""
        if cost is None:
            return "unknown"
        return self.own_source if self.own else "list"

    def book(self, cost: Decimal | None) -> str:
        """Return the edition of the list or the figures, so that the sum can be checked."""
        if cost is None:
            return ""
        return str(self.own)[:60] if self.own else PRICE_LIST


def prices_of(tenant: Tenant, endpoint: Endpoint) -> Prices:
    """Return the prices that people set for this model, else those of the public list."""
    unknown = OwnPrices(settings.UNKNOWN_INPUT_PRICE, settings.UNKNOWN_OUTPUT_PRICE)
    if (found := set_price(tenant, endpoint)) is not None:
        source = "own" if endpoint.guarded else "platform"
        return Prices(endpoint, _figures(found), unknown, source)
    listed = Prices(endpoint, None, unknown)
    if tenant.input_price is None or tenant.output_price is None:
        return listed
    # A tenant's figures from a former release must not make the operators' model look cheap.
    if not endpoint.guarded and listed.cost(TokenUsage(1, 1), timezone.now()) is not None:
        return listed
    return Prices(endpoint, OwnPrices(tenant.input_price, tenant.output_price), unknown)


def set_price(tenant: Tenant, endpoint: Endpoint) -> PriceFigures | None:
    """Return what was set for an endpoint: by the tenant for its own, by operators for theirs."""
    place = {"host": host_of(endpoint.base_url), "model": endpoint.model}
    if endpoint.guarded:
        return TenantPrice.objects.filter(tenant=tenant, **place).first()
    return PlatformPrice.objects.filter(**place).first()


def usage_of(call: TeacherCall) -> TokenUsage | None:
    """Return the tokens of a receipt by kind; None if they are unknown."""
    if call.prompt_tokens is None or call.completion_tokens is None:
        return None
    return TokenUsage(
        call.prompt_tokens,
        call.completion_tokens,
        cached=call.cached_tokens or 0,
        cache_written=call.other_tokens.get("cache_written", 0),
        input_audio=call.other_tokens.get("input_audio", 0),
        reasoning=call.reasoning_tokens or 0,
        output_audio=call.other_tokens.get("output_audio", 0),
    )


def _figures(found: PriceFigures) -> OwnPrices:
    return OwnPrices(found.input_price, found.output_price, found.cached_input_price)
