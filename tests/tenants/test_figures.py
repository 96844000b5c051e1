"""Numbers as people read them."""

from decimal import Decimal

import pytest

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
        (Decimal("0.00001"), "under $0.0001"),
    ],
)
def test_money_keeps_what_it_says_and_unknown_stays_unknown(
    amount: Decimal | None, written: str | None
) -> None:
    assert dollars(amount) == written


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
