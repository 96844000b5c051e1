"""Which currency money is shown in by the code that runs now. It is kept and reckoned in USD."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from delegation.domain.ledger.money import US_DOLLARS, ExchangeRate, exchange_rate
from tenants.models import Tenant

_shown: ContextVar[ExchangeRate] = ContextVar("money_shown_at", default=US_DOLLARS)


def rate_of(tenant: Tenant) -> ExchangeRate:
    """What the tenant's owners want to read their money in."""
    return exchange_rate(tenant.currency, tenant.currency_rate)


def current_rate() -> ExchangeRate:
    return _shown.get()


@contextmanager
def shown_at(rate: ExchangeRate) -> Iterator[None]:
    """Shows money this way inside, whatever `request_shows` sets there."""
    token = _shown.set(rate)
    try:
        yield
    finally:
        _shown.reset(token)


def request_shows(rate: ExchangeRate) -> None:
    """From here to its end the request shows money so: the middleware puts back what was before."""
    _shown.set(rate)
