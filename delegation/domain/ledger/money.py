"""Amounts of USD in a company's currency, at the rate that it set."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from delegation.domain.ledger.currencies import CURRENCIES, USD, Currency
from delegation.domain.wording import Sentence

EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)  # digits: more than amounts and rates have
TWO_FIGURES = Context(prec=2, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class ExchangeRate:
    """`per_usd` units of the currency are one USD. Raises ValueError for none and less."""

    currency: Currency
    per_usd: Decimal

    def __post_init__(self) -> None:
        if not self.per_usd.is_finite() or self.per_usd <= 0:
            raise ValueError(f"{self.per_usd} {self.currency.code} for 1 USD is no rate")

    @property
    def note(self) -> Sentence | None:
        """Return what a reader of converted amounts must know; None if none is converted."""
        if self.currency == USD:
            return None
        given = f"{self.per_usd.normalize(EXACT):,f}"
        return Sentence(
            "Shown at %(rate)s %(code)s for 1 USD, the rate you gave; receipts are in USD.",
            {"rate": given, "code": self.currency.code},
        )

    def of(self, usd: Decimal | int) -> Decimal:
        """The amount in units of the currency, not rounded."""
        return EXACT.multiply(Decimal(usd), self.per_usd)

    def write(self, usd: Decimal | int | None) -> str | None:
        """The amount for reading, in whole coins; below one it keeps two figures that say
        something. What is not known stays None."""
        if usd is None:
            return None
        amount = self.rounded(usd)
        sign = "\N{MINUS SIGN}" if self.of(usd) < 0 else ""
        return f"{sign}{self.currency.mark}{abs(amount):,f}"

    def rounded(self, usd: Decimal | int) -> Decimal:
        """The amount in units of the currency, as precise as people read it."""
        amount = self.of(usd)
        size = _rounded(abs(amount), self.currency.coin)
        return -size if amount < 0 else size


US_DOLLARS = ExchangeRate(USD, Decimal(1))


def exchange_rate(code: str, per_usd: Decimal) -> ExchangeRate:
    """Raises KeyError for a code that is not in the table, ValueError for a rate not above 0."""
    return ExchangeRate(CURRENCIES[code], Decimal(per_usd))


def _rounded(size: Decimal, coin: Decimal) -> Decimal:
    if 0 < size < coin:
        figures = TWO_FIGURES.plus(size)
        if figures < coin:
            return figures.quantize(Decimal(1).scaleb(figures.adjusted() - 1), context=EXACT)
    return size.quantize(coin, context=EXACT)
