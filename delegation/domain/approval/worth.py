"""What a rule would save a month, from what its phrase cost so far."""

from decimal import Decimal

MONTH_DAYS = 30


def monthly_worth(asked: int, spent: Decimal, priced: int) -> Decimal | None:
    """Return USD: a month's messages times their average cost; None while no cost is known.

    `spent` is what `priced` messages cost together.
    """
    return asked * spent / priced if priced else None
