"""Figures in words. Unknown stays None; what is known is never rounded to nothing."""

from collections.abc import Callable
from decimal import Decimal

from delegation.domain.ledger.intervals import Estimate

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def rate(share: Decimal | None) -> str | None:
    """A share from 0 to 1 in per cent, with one figure after the point."""
    if share is None:
        return None
    if 0 < share < Decimal("0.001"):
        return "under 0.1 %"
    if Decimal("0.999") < share < 1:
        return "over 99.9 %"
    return f"{100 * share:.1f} %"


def per_thousand(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:,.1f}"


def span(seconds: Decimal | None) -> str | None:
    """A length of time in the unit that suits it."""
    if seconds is None:
        return None
    size = abs(seconds)
    for unit, length in (("days", 2 * DAY), ("h", 2 * HOUR), ("min", 2 * MINUTE)):
        if size >= length:
            per = {"days": DAY, "h": HOUR, "min": MINUTE}[unit]
            return f"{seconds / per:,.1f} {unit}"
    if 0 < size < 1:
        return f"{seconds * 1000:,.0f} ms"
    return f"{seconds:,.1f} s"


def between(estimate: Estimate, write: Callable[[Decimal | None], str | None]) -> str:
    """Return the interval in words; empty where it says no more than the value beside it."""
    if estimate.low is None or estimate.high is None:
        return "interval not known yet"
    low, high = write(estimate.low), write(estimate.high)
    if low != high:
        return f"{low} to {high}"
    return "" if low == write(estimate.value) else f"{low}"
