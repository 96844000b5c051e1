"""Simulated months: the report's interval holds the true saving, and a loss is no saving."""

import pytest

from tests.benchmarks.months import Month, simulate_all

ENOUGH = 93  # of 100 months
LONG, SHORT = 100, 36  # of which each combination of the settings is one


@pytest.fixture(scope="module")
def months(request: pytest.FixtureRequest) -> list[Month]:
    """The whole benchmark with --long; else fewer and shorter months."""
    if request.config.getoption("--long"):
        return list(simulate_all(LONG))
    return list(simulate_all(SHORT, dialogues=80))


def test_the_true_saving_lies_in_the_reported_interval(months: list[Month]) -> None:
    missed = [month.seed for month in months if not month.is_held]

    assert len(missed) <= len(months) - ENOUGH * len(months) // 100, missed


def test_savings_are_not_shown_as_losses_nor_losses_as_savings(months: list[Month]) -> None:
    assert [month.seed for month in months if not month.sign_is_right] == []


def test_some_months_save_and_some_lose(months: list[Month]) -> None:
    assert any(month.truth > 0.05 * float(month.plain) for month in months)
    assert any(month.truth < 0 for month in months)
