"""Intervals: known values, and that they hold the truth as often as they say."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.ledger.intervals import (
    NOT_KNOWN,
    Estimate,
    mean_difference,
    more_needed,
    student_t,
    wilson,
)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 10, "0.0000", "0.2775"), (1, 20, "0.0089", "0.2361"), (81, 263, "0.2553", "0.3662")],
)
def test_wilson_gives_the_published_values(hits: int, trials: int, low: str, high: str) -> None:
    found = wilson(Decimal(hits), Decimal(trials))

    assert found.low is not None
    assert found.high is not None
    assert (round(found.low, 4), round(found.high, 4)) == (Decimal(low), Decimal(high))


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_rate_lies_in_its_interval_and_that_between_nothing_and_all(one: int, more: int) -> None:
    found = wilson(Decimal(one), Decimal(one + more))

    if one + more == 0:
        assert found == NOT_KNOWN
    else:
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.value <= found.high <= 1


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, "12.706"), (3, "3.182"), (5, "2.571"), (10, "2.228"), (30, "2.042"), (10_000, "1.960")],
)
def test_students_quantiles_are_those_of_the_tables(freedom: int, quantile: str) -> None:
    assert abs(student_t(Decimal(freedom)) - Decimal(quantile)) < Decimal("0.05")


def test_a_difference_of_means_is_zero_between_equals_and_seen_between_others() -> None:
    draw = random.Random(3)
    groups = [(Decimal(20), Decimal(20 + draw.randint(-5, 5))) for _ in range(20)]
    twice = [(count, 2 * total) for count, total in groups]

    assert mean_difference(groups, groups, seed=1).holds(Decimal(0))
    apart = mean_difference(twice, groups, seed=1)
    assert apart.low is not None
    assert apart.low > 0
    assert apart == mean_difference(twice, groups, seed=1)  # the same receipts, the same interval


def test_an_empty_arm_has_no_difference_and_one_group_no_interval() -> None:
    one = [(Decimal(3), Decimal(6))]

    assert mean_difference([], one, seed=1) == NOT_KNOWN
    assert mean_difference([(Decimal(0), Decimal(0))], one, seed=1) == NOT_KNOWN
    assert mean_difference(one, one, seed=1) == Estimate(Decimal(0))


def test_it_says_how_many_more_are_needed() -> None:
    wide = Estimate(Decimal(1), Decimal(-1), Decimal(3))
    clear = Estimate(Decimal(1), Decimal("0.5"), Decimal("1.5"))

    assert more_needed(NOT_KNOWN, 12, least=30) == 18
    assert more_needed(clear, 40, least=30) == 0
    assert more_needed(clear, 20, least=30) == 10
    assert more_needed(wide, 40, least=30) == 120  # half as wide wants four times as many
    assert more_needed(Estimate(Decimal(0), Decimal(-1), Decimal(1)), 40, least=30) == 40


def test_an_interval_with_an_unknown_end_holds_nothing() -> None:
    one = Decimal(1)
    assert Estimate(one, one, one).holds(one)
    assert not Estimate(one).holds(one)
    assert not Estimate(one, None, one).holds(one)
    assert not Estimate(one, one, None).holds(one)
