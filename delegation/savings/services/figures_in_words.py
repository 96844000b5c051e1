"""Figures in words. Unknown stays None; what is known is never rounded to nothing."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext

from delegation.domain.ledger.intervals import Estimate
from delegation.languages import write_number, write_percent

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def rate(share: Decimal | None) -> str | None:
    """A share from 0 to 1 in per cent, with one figure after the point."""
    if share is None:
        return None
    if 0 < share < Decimal("0.001"):
        return gettext("under %(share)s") % {"share": _percent(Decimal("0.1"))}
    if Decimal("0.999") < share < 1:
        return gettext("over %(share)s") % {"share": _percent(Decimal("99.9"))}
    return _percent(100 * share)


def _percent(number: Decimal) -> str:
    return write_percent(write_number(number, 1))


def per_thousand(value: Decimal | None) -> str | None:
    return None if value is None else write_number(value, 1)


def span(seconds: Decimal | None) -> str | None:
    """A length of time in the unit that suits it."""
    if seconds is None:
        return None
    size = abs(seconds)
    if size >= 2 * DAY:
        return gettext("%(number)s days") % {"number": write_number(seconds / DAY, 1)}
    if size >= 2 * HOUR:
        return gettext("%(number)s h") % {"number": write_number(seconds / HOUR, 1)}
    if size >= 2 * MINUTE:
        return gettext("%(number)s min") % {"number": write_number(seconds / MINUTE, 1)}
    if 0 < size < 1:
        return gettext("%(number)s ms") % {"number": write_number(seconds * 1000)}
    return gettext("%(number)s s") % {"number": write_number(seconds, 1)}


def between(estimate: Estimate, write: Callable[[Decimal | None], str | None]) -> str:
    """Return the interval in words; empty where it says no more than the value beside it."""
    if estimate.low is None or estimate.high is None:
        return gettext("interval not known yet")
    low, high = write(estimate.low), write(estimate.high)
    if low != high:
        return gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    return "" if low == write(estimate.value) else f"{low}"
