"""Figures in words: unknown stays unknown, and what is not all or nothing is not written so."""

from decimal import Decimal

import pytest

from delegation.domain.ledger.intervals import Estimate
from delegation.savings.services.figures_in_words import between, rate, span


def test_unknown_stays_unknown() -> None:
    assert rate(None) is None
    assert span(None) is None
    assert between(Estimate(Decimal(1)), rate) == "interval not known yet"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        ("0.25", "250 ms"),
        ("1.25", "1.2 s"),
        ("600", "10.0 min"),
        ("9000", "2.5 h"),
        ("400000", "4.6 days"),
    ],
)
def test_lengths_of_time_are_in_the_unit_that_suits_them(seconds: str, written: str) -> None:
    assert span(Decimal(seconds)) == written


def test_shares_next_to_nothing_and_all_are_neither() -> None:
    assert rate(Decimal("0.0001")) == "under 0.1 %"
    assert rate(Decimal("0.9999")) == "over 99.9 %"
    assert rate(Decimal("0.5")) == "50.0 %"


def test_an_interval_that_says_no_more_than_its_value_is_left_out() -> None:
    half = Decimal("0.5")
    assert between(Estimate(half, half, half), rate) == ""
    assert between(Estimate(half, half, Decimal("0.6")), rate) == "50.0 % to 60.0 %"
    assert between(Estimate(half, Decimal("0.6"), Decimal("0.6")), rate) == "60.0 %"
