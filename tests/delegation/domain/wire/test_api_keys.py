"""Secret API keys: what a key looks like, and what is no key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.wire.api_keys import RANDOM_BYTES, make_token, read_token

TOKEN = make_token(bytes(range(RANDOM_BYTES)))


@given(st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES))
def test_every_key_reads_back_as_itself(randomness: bytes) -> None:
    token = make_token(randomness)
    assert read_token(token.text) == token
    assert token.text.startswith(f"sk_{token.prefix}_")


@pytest.mark.parametrize("place", [0, 3, 12, 20, 40, len(TOKEN.text) - 1])
def test_a_mistyped_key_is_told_by_its_checksum(place: int) -> None:
    wrong = "a" if TOKEN.text[place] != "a" else "b"
    assert read_token(TOKEN.text[:place] + wrong + TOKEN.text[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "sk_", "pk_abc", TOKEN.text + "0", TOKEN.text.upper(), "sk_" * 99]
)
def test_what_is_no_key_is_none(text: str) -> None:
    assert read_token(text) is None


def test_a_key_does_not_say_its_secret_by_accident() -> None:
    assert TOKEN.text not in repr(TOKEN)
    assert len(TOKEN.digest) == 64
    assert TOKEN.text not in TOKEN.digest


def test_it_takes_exactly_its_randomness() -> None:
    with pytest.raises(ValueError, match="36 random bytes"):
        make_token(b"short")
