"""Audits: a fixed sample, and judgements that are read strictly."""

from decimal import Decimal

import pytest

from delegation.domain.ledger.verdicts import is_sampled, read_judgement


def test_the_sample_is_of_about_that_size_and_always_the_same() -> None:
    share = Decimal("0.01")
    sampled = [n for n in range(20_000) if is_sampled(f"{n}:0", share=share)]

    assert 140 <= len(sampled) <= 270
    assert sampled == [n for n in range(20_000) if is_sampled(f"{n}:0", share=share)]
    assert not any(is_sampled(f"{n}", share=Decimal(0)) for n in range(1_000))
    assert all(is_sampled(f"{n}", share=Decimal(1)) for n in range(1_000))


@pytest.mark.parametrize(
    ("text", "judgement"),
    [
        ("yes", (True, "")),
        ("Yes.", (True, "")),
        ("no: wanted a refund", (False, "wanted a refund")),
        ("no: wanted a refund \n", (False, "wanted a refund")),
        ("No", (False, "")),
        ("nothing more", (None, "")),
        ("maybe", (None, "")),
        ("", (None, "")),
    ],
)
def test_a_judgement_is_yes_or_no_and_nothing_else(
    text: str, judgement: tuple[bool | None, str]
) -> None:
    assert read_judgement(text) == judgement
