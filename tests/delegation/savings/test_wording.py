"""Figures in words: each currency's own coins, and nothing known rounded to nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.intervals import Estimate
from delegation.savings.services.wording import between, money, rate, span


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("1234.5", "USD", "$1,234.50"),
        ("-1.5", "USD", "−$1.50"),
        ("0", "USD", "$0.00"),
        ("0.00213", "USD", "$0.0021"),
        ("1234.5", "JPY", "JPY 1,234"),
        ("0.4", "JPY", "JPY 0.40"),
        ("1.2345", "KWD", "KWD 1.234"),
    ],
)
def test_money_has_the_decimals_of_its_currency(amount: str, currency: str, written: str) -> None:
    assert money(Decimal(amount), currency) == written


@given(st.decimals("-1000000", "1000000", places=8), st.sampled_from(["USD", "JPY", "KWD"]))
def test_what_is_known_is_never_rounded_to_nothing(amount: Decimal, currency: str) -> None:
    written = money(amount, currency)

    assert written is not None
    digits = [each for each in written if each.isdigit()]
    assert (amount == 0) == all(each == "0" for each in digits)


def test_unknown_stays_unknown() -> None:
    assert money(None) is None
    assert rate(None) is None
    assert span(None) is None
    assert between(Estimate(Decimal(1)), money) == "interval not known yet"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [("1.25", "1.2 s"), ("600", "10.0 min"), ("9000", "2.5 h"), ("400000", "4.6 days")],
)
def test_lengths_of_time_are_in_the_unit_that_suits_them(seconds: str, written: str) -> None:
    assert span(Decimal(seconds)) == written


def test_shares_next_to_nothing_and_all_are_neither() -> None:
    assert rate(Decimal("0.0001")) == "under 0.1 %"
    assert rate(Decimal("0.9999")) == "over 99.9 %"
    assert rate(Decimal("0.5")) == "50.0 %"
