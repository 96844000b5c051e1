"""Numbers as people read them. Unknown stays None, which pages show as "not known yet"."""

from decimal import Decimal

from django import template

register = template.Library()
CENT = Decimal("0.01")
LEAST = Decimal("0.0001")


@register.filter
def dollars(amount: Decimal | None) -> str | None:
    """USD; amounts below a cent keep two figures that say something."""
    if amount is None:
        return None
    if amount == 0 or abs(amount) >= CENT:
        return f"${amount:,.2f}"
    return f"${amount:.2g}" if abs(amount) >= LEAST else f"under ${LEAST}"


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
