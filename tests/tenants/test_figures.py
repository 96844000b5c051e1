"""Numbers as people read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.templatetags.figures import dollars, percent


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (None, None),
        (Decimal(0), "$0.00"),
        (Decimal("1234.5"), "$1,234.50"),
        (Decimal("0.01"), "$0.01"),
        (Decimal("0.00042"), "$0.00042"),
        (Decimal("0.001598"), "$0.0016"),
        (Decimal("0.00001"), "$0.000010"),
        (Decimal("0.004"), "$0.0040"),
        (Decimal("-1.5"), "−$1.50"),
        (Decimal("-0.000025"), "−$0.000025"),
    ],
)
def test_money_keeps_what_it_says_and_unknown_stays_unknown(
    amount: Decimal | None, written: str | None
) -> None:
    assert dollars(amount) == written


@given(st.decimals("-1000000", "1000000", places=8))
def test_what_is_known_is_never_rounded_to_nothing(amount: Decimal) -> None:
    digits = [each for each in dollars(amount) or "" if each.isdigit()]

    assert (amount == 0) == all(each == "0" for each in digits)


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (None, None),
        (0.0, "0 %"),
        (0.001, "under 1 %"),
        (0.384, "38 %"),
        (0.999, "over 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(
    share: float | None, written: str | None
) -> None:
    assert percent(share) == written
