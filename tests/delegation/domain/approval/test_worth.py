"""What a rule would save a month, from the messages whose cost is known."""

from decimal import Decimal

from delegation.domain.approval.worth import MONTH_DAYS, monthly_worth


def test_a_month_costs_its_messages_times_what_one_cost() -> None:
    assert monthly_worth(30, Decimal("0.50"), 10) == Decimal("1.50")
    assert monthly_worth(0, Decimal("0.50"), 10) == 0


def test_while_no_cost_is_known_no_worth_is() -> None:
    assert monthly_worth(30, Decimal(0), 0) is None


def test_a_month_is_thirty_days() -> None:
    assert MONTH_DAYS == 30
