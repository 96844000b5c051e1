"""Numbers as people read them. Unknown stays None, which pages show as "not known yet"."""

from decimal import ROUND_HALF_EVEN, Decimal

from django import template

register = template.Library()
CENT = Decimal("0.01")


@register.filter
def dollars(amount: Decimal | int | None) -> str | None:
    """USD; amounts below a cent keep two figures that say something."""
    if amount is None:
        return None
    sign, size = "\N{MINUS SIGN}" if amount < 0 else "", abs(Decimal(amount))
    coin = CENT if size == 0 or size >= CENT else Decimal(1).scaleb(size.adjusted() - 1)
    return f"{sign}${size.quantize(coin, ROUND_HALF_EVEN):,f}"


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
