"""What calls of a tenant's teacher cost, and the most that they can."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_UP, Decimal

from django.conf import settings

from delegation.teacher import PRICE_LIST, Endpoint, OwnPrices, price_of
from tenants.models import Tenant

SMALLEST = Decimal("0.00000001")  # USD; what the ledger's columns hold

# Refused before a model ran: no provider bills these.
FREE_OUTCOMES = frozenset(
    f"teacher_{what}"
    for what in (
        "connect_failed",
        "connect_timeout",
        "address_refused",
        "certificate_refused",
        "busy",
        "rate_limited",
        "key_refused",
        "model_unknown",
        "redirected",
        "quota_exhausted",
        "request_refused",
        "server_error",
    )
)


@dataclass(frozen=True)
class Prices:
    """Prices of one endpoint for one tenant. All amounts are USD."""

    endpoint: Endpoint
    own: OwnPrices | None
    unknown: OwnPrices  # reserved where nobody knows the price, so that the budget still holds

    def cost(
        self, input_tokens: int | None, output_tokens: int | None, at: datetime
    ) -> Decimal | None:
        """The price of a call; None when its tokens or the price are unknown."""
        found = self._price(input_tokens, output_tokens, at, self.own)
        return None if found is None else found.quantize(SMALLEST, ROUND_UP)

    def bound(self, input_tokens: int, output_tokens: int, at: datetime) -> Decimal:
        """At least what these tokens can cost; never None."""
        found = self.cost(input_tokens, output_tokens, at)
        if found is None:
            found = self._price(input_tokens, output_tokens, at, self.unknown)
        if found is None:
            raise AssertionError("given prices and given tokens always make a price")
        return found.quantize(SMALLEST, ROUND_UP)

    def source(self, cost: Decimal | None) -> str:
        """Where the price is from: the tenant's `own` figures, the public `list`, or `unknown`."""
        if cost is None:
            return "unknown"
        return "own" if self.own else "list"

    def book(self, cost: Decimal | None) -> str:
        """Which edition of the prices that was, so that the sum can be done again."""
        if cost is None:
            return ""
        if self.own is None:
            return PRICE_LIST
        return f"{self.own.input_per_million:f} and {self.own.output_per_million:f} per million"

    def _price(
        self,
        input_tokens: int | None,
        output_tokens: int | None,
        at: datetime,
        own: OwnPrices | None,
    ) -> Decimal | None:
        return price_of(
            self.endpoint.base_url,
            self.endpoint.model,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            at=at,
            own=own,
        )


def prices_of(tenant: Tenant, endpoint: Endpoint) -> Prices:
    """The tenant's own figures, else the public list."""
    own = None
    if tenant.input_price is not None and tenant.output_price is not None:
        own = OwnPrices(tenant.input_price, tenant.output_price)
    unknown = OwnPrices(settings.UNKNOWN_INPUT_PRICE, settings.UNKNOWN_OUTPUT_PRICE)
    return Prices(endpoint, own, unknown)
