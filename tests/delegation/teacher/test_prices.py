"""What a call costs, and that unknown stays unknown."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from delegation.teacher import OwnPrices, price_of

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
OPENAI = "https://api.openai.com/v1"


def price(
    model: str,
    base_url: str = OPENAI,
    own: OwnPrices | None = None,
    tokens: tuple[int | None, int | None] = (1_000_000, 1_000_000),
) -> Decimal | None:
    return price_of(
        base_url, model, input_tokens=tokens[0], output_tokens=tokens[1], at=NOON, own=own
    )


def test_a_known_model_at_its_own_provider_has_the_public_price() -> None:
    assert price("gpt-4o-mini") == Decimal("0.75")


@pytest.mark.parametrize(
    ("model", "base_url"),
    [
        ("gpt-4o-mini", "http://127.0.0.1:8003/v1"),
        ("gpt-4o-mini", "https://proxy.example/v1"),
        ("no-such-model", OPENAI),
        ("", OPENAI),
    ],
)
def test_an_unknown_price_is_none_and_never_zero(model: str, base_url: str) -> None:
    assert price(model, base_url) is None


def test_the_tenants_own_figures_come_first() -> None:
    own = OwnPrices(Decimal("0.10"), Decimal("0.40"))
    assert price("gpt-4o-mini", own=own) == Decimal("0.50")
    assert price("my-model", "https://proxy.example/v1", own, (10, 5)) == Decimal("0.000003")


@pytest.mark.parametrize("tokens", [(None, 5), (5, None), (None, None)])
def test_unknown_tokens_have_no_price(tokens: tuple[int | None, int | None]) -> None:
    own = OwnPrices(Decimal(1), Decimal(1))
    assert price("gpt-4o-mini", own=own, tokens=tokens) is None
