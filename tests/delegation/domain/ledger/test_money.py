"""Amounts in the currency of those who read them: always written, never wrong by half a coin."""

from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from delegation.domain.ledger.currencies import CURRENCIES, USD
from delegation.domain.ledger.money import US_DOLLARS, ExchangeRate, exchange_rate

MINUS = "\N{MINUS SIGN}"
WITHOUT_CENTS = ("JPY", "KRW", "CLP", "VND", "ISK")

amounts = st.decimals("-1e12", "1e12", places=8) | st.integers(-(10**12), 10**12).map(Decimal)
currencies = st.sampled_from(list(CURRENCIES.values()))
rates = st.decimals("1e-8", "99999999.99999999", places=8)
exchanges = st.builds(ExchangeRate, currencies, rates)


def read(text: str | None, exchange: ExchangeRate) -> Decimal:
    """The number that a person reads."""
    assert text is not None
    size = text.removeprefix(MINUS).removeprefix(exchange.currency.mark).replace(",", "")
    return -Decimal(size) if text.startswith(MINUS) else Decimal(size)


def decimals_of(text: str | None) -> int:
    return len((text or "").partition(".")[2])


@given(amounts, exchanges)
@example(Decimal("-0"), exchange_rate("JPY", Decimal(155)))
@example(Decimal("0.00996"), US_DOLLARS)
def test_any_amount_reads_back_within_half_a_coin(usd: Decimal, exchange: ExchangeRate) -> None:
    shown = exchange.write(usd)

    assert abs(read(shown, exchange) - exchange.of(usd)) <= exchange.currency.coin / 2


@given(amounts, exchanges)
@example(Decimal("-0"), US_DOLLARS)
@example(Decimal("-0.00000001"), exchange_rate("KWD", Decimal("0.00000001")))
def test_nothing_is_nothing_and_the_least_is_something(
    usd: Decimal, exchange: ExchangeRate
) -> None:
    shown = exchange.write(usd) or ""

    assert (read(shown, exchange) == 0) == (usd == 0)
    assert shown.startswith(MINUS) == (usd < 0)
    assert "-" not in shown
    assert "E" not in shown.removeprefix(MINUS).removeprefix(exchange.currency.mark)


@given(amounts, exchanges)
def test_amounts_of_a_coin_and_more_are_written_in_whole_coins(
    usd: Decimal, exchange: ExchangeRate
) -> None:
    assume(usd == 0 or abs(exchange.of(usd)) >= exchange.currency.coin)

    assert decimals_of(exchange.write(usd)) == exchange.currency.digits


@pytest.mark.parametrize("code", WITHOUT_CENTS)
@given(usd=amounts, rate=rates)
def test_a_currency_without_cents_shows_none(code: str, usd: Decimal, rate: Decimal) -> None:
    exchange = exchange_rate(code, rate)
    assume(abs(exchange.of(usd)) >= 1)

    assert "." not in (exchange.write(usd) or "")


@given(exchanges)
def test_what_is_not_known_stays_not_known(exchange: ExchangeRate) -> None:
    assert exchange.write(None) is None


@pytest.mark.parametrize(
    ("code", "rate", "usd", "written"),
    [
        ("JPY", "155", "20", "¥3,100"),
        ("JPY", "155", "-1234.567", "−¥191,358"),
        ("JPY", "155", "0.0021", "¥0.33"),
        ("JPY", "155", "0.00645", "¥1"),  # 0.99975: two figures of it are a whole yen
        ("EUR", "0.92", "20", "€18.40"),
        ("EUR", "0.92", "0.0021", "€0.0019"),
        ("KWD", "0.307", "20", "KWD\N{NO-BREAK SPACE}6.140"),
        ("KWD", "0.307", "0", "KWD\N{NO-BREAK SPACE}0.000"),
        ("VND", "25345.5", "20", "₫506,910"),
        ("SEK", "9.5", "1000", "SEK\N{NO-BREAK SPACE}9,500.00"),
    ],
)
def test_it_is_written_as_that_currency_is(code: str, rate: str, usd: str, written: str) -> None:
    assert exchange_rate(code, Decimal(rate)).write(Decimal(usd)) == written


def test_every_code_is_three_letters_and_no_symbol_means_two_currencies() -> None:
    marks = [each.mark for each in CURRENCIES.values()]

    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    assert len(set(marks)) == len(marks)
    assert len({each.name for each in CURRENCIES.values()}) == len(CURRENCIES)


@pytest.mark.parametrize("rate", ["0", "-1", "NaN"])
def test_a_rate_that_is_none_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        ExchangeRate(USD, Decimal(rate))


@pytest.mark.parametrize(
    ("code", "rate", "given"),
    [
        ("JPY", "155.00000000", "155 JPY"),
        ("VND", "25000", "25,000 VND"),
        ("KWD", "0.307", "0.307 KWD"),
    ],
)
def test_the_rate_is_said_once_plainly(code: str, rate: str, given: str) -> None:
    said = exchange_rate(code, Decimal(rate)).note

    assert str(said) == f"Shown at {given} for 1 USD, the rate you gave; receipts are in USD."


def test_where_nothing_is_converted_nothing_is_said() -> None:
    assert US_DOLLARS.note is None


def test_an_amount_longer_than_a_calculation_usually_is_stays_exact() -> None:
    exchange = exchange_rate("VND", Decimal("99999999.99999999"))
    assert exchange.rounded(Decimal("1e24")) == Decimal("99999999999999990000000000000000")
