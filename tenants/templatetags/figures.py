"""Numbers and phrases as people read them. Pages show an unknown number as "not known yet"."""

from decimal import Decimal

from django import template

from delegation.domain.ledger.money import US_DOLLARS
from delegation.domain.phrases import as_written
from tenants.exchange import current_rate

register = template.Library()
register.filter(as_written)


@register.filter
def money(usd: Decimal | int | None) -> str | None:
    """An amount of USD in the currency of the company that reads it."""
    return current_rate().write(usd)


@register.filter
def dollars(usd: Decimal | int | None) -> str | None:
    """An amount of USD as it is: for receipts, and for operators."""
    return US_DOLLARS.write(usd)


@register.filter
def percent(share: float | None) -> str | None:
    """A share from 0 to 1. What is not all and not nothing is not shown as 100 % or 0 %."""
    if share is None:
        return None
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share:.0%}".replace("%", " %")


@register.filter
def count(number: int) -> str:
    return f"{number:,}"
