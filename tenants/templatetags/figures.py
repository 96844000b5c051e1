"""Numbers and phrases as people read them. Pages show an unknown number as "not known yet"."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django import template
from django.utils.translation import gettext

from delegation.domain.ledger.money import US_DOLLARS, ExchangeRate
from delegation.domain.phrases import as_written
from delegation.domain.wording import Worded
from delegation.languages import (
    in_words,
    is_english,
    language_name,
    write_day,
    write_moment,
    write_money,
    write_number,
    write_percent,
)
from tenants.exchange import current_rate

register = template.Library()
register.filter(as_written)


@register.filter
def money(usd: Decimal | int | None) -> str | None:
    """An amount of USD in the currency of the company that reads it."""
    return _written(usd, current_rate())


@register.filter
def dollars(usd: Decimal | int | None) -> str | None:
    """An amount of USD as it is: for receipts, and for operators."""
    return _written(usd, US_DOLLARS)


def _written(usd: Decimal | int | None, rate: ExchangeRate) -> str | None:
    if usd is None or is_english():
        return rate.write(usd)
    return write_money(rate.rounded(usd), rate.currency.code)


def writer(rate: ExchangeRate) -> Callable[[Decimal | int | None], str | None]:
    """Return what writes amounts of USD in a report's currency."""
    return partial(_written, rate=rate)


@register.filter
def worded(text: Worded) -> str:
    """A text of the domain in the language of the reader."""
    return in_words(text)


@register.filter(name="language_name")
def name_of_language(tag: str) -> str:
    """A language's tag as its name in the language of the reader."""
    return language_name(tag)


@register.filter
def percent(share: float | None) -> str | None:
    """A share from 0 to 1. What is not all and not nothing is not shown as 100 % or 0 %."""
    if share is None:
        return None
    if 0 < share < 0.01:
        return gettext("under %(share)s") % {"share": write_percent("1")}
    if 0.99 < share < 1:
        return gettext("over %(share)s") % {"share": write_percent("99")}
    return write_percent(f"{share:.0%}".removesuffix("%"))


@register.filter
def count(number: int) -> str:
    return write_number(number)


@register.filter
def day(moment: date | None) -> str:
    """A day with the name of its month."""
    return write_day(moment) if moment else ""


@register.filter
def moment(moment: datetime | None) -> str:
    """A day and a time."""
    return write_moment(moment) if moment else ""
