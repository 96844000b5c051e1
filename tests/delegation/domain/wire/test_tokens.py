"""What an escalation's token promises."""

import base64
import hashlib
import hmac
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.wire.tokens import (
    Grant,
    TokenExpired,
    TokenInvalid,
    sign_token,
    verify_token,
)

ESCALATION = UUID("0190a5b2-7c3d-7e4f-8a9b-0c1d2e3f4a5b")
KEY = "the current key, long enough to be one"
NOW = 1_800_000_000
TOKEN = sign_token(7, ESCALATION, expires=NOW + 60, key=KEY)


def test_it_grants_what_was_signed() -> None:
    assert verify_token(TOKEN, keys=[KEY], now=NOW) == Grant(7, ESCALATION, NOW + 60)


def test_a_token_of_today_is_read_by_other_processes_and_releases() -> None:
    """What is signed, with which key and in which order must not change while tokens are about."""
    made = sign_token(7, ESCALATION, expires=NOW + 60, key=KEY)
    assert made == (
        "1.7.0190a5b27c3d7e4f8a9b0c1d2e3f4a5b.1800000060"
        ".nM6O3W9ARsX9hWTOnfoh8OggPhLUKgRATk0FaYEzY0Y"
    )
    assert verify_token(made, keys=["another", KEY], now=NOW + 59).tenant_id == 7


@pytest.mark.parametrize(
    ("token", "now", "why"),
    [
        ("hello", NOW, "This is not a token of ours."),
        (
            TOKEN[:-1] + ("A" if TOKEN[-1] != "A" else "B"),
            NOW,
            "The token's signature does not fit.",
        ),
        (TOKEN, NOW + 60, "The token has expired."),
    ],
)
def test_it_says_why_it_refuses(token: str, now: int, why: str) -> None:
    with pytest.raises(TokenInvalid) as refusal:
        verify_token(token, keys=[KEY], now=now)
    assert str(refusal.value) == why


def test_it_may_stand_in_an_address_as_it_is() -> None:
    assert all(character.isalnum() or character in "-._" for character in TOKEN)


@pytest.mark.parametrize("position", range(len(TOKEN)))
def test_no_character_of_it_can_be_changed(position: int) -> None:
    other = "1" if TOKEN[position] != "1" else "2"
    changed = TOKEN[:position] + other + TOKEN[position + 1 :]
    with pytest.raises(TokenInvalid) as refusal:
        verify_token(changed, keys=[KEY], now=NOW)
    assert refusal.value.code == "token_invalid"


def test_it_is_refused_under_another_key() -> None:
    with pytest.raises(TokenInvalid):
        verify_token(TOKEN, keys=["another key"], now=NOW)


def test_a_retired_key_is_honoured_while_it_is_listed() -> None:
    assert verify_token(TOKEN, keys=["the new key", KEY], now=NOW).tenant_id == 7


def test_without_any_key_nothing_is_valid() -> None:
    with pytest.raises(TokenInvalid):
        verify_token(TOKEN, keys=[], now=NOW)


def test_it_ends_at_the_second_it_names() -> None:
    assert verify_token(TOKEN, keys=[KEY], now=NOW + 59.9)
    with pytest.raises(TokenExpired) as refusal:
        verify_token(TOKEN, keys=[KEY], now=NOW + 60)
    assert refusal.value.code == "token_expired"


def test_a_forged_token_is_never_called_expired() -> None:
    old = sign_token(7, ESCALATION, expires=NOW - 60, key="another key")
    with pytest.raises(TokenInvalid) as refusal:
        verify_token(old, keys=[KEY], now=NOW)
    assert refusal.value.code == "token_invalid"


def test_a_signature_made_with_the_key_for_another_purpose_does_not_fit() -> None:
    claims = TOKEN.rpartition(".")[0]
    digest = hmac.digest(KEY.encode(), claims.encode(), hashlib.sha256)
    forged = f"{claims}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"
    with pytest.raises(TokenInvalid):
        verify_token(forged, keys=[KEY], now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1.7",
        TOKEN + "\n",
        " " + TOKEN,
        TOKEN * 2,
        TOKEN.replace("1.7.", "1.٧."),
        "1" * 10**6,
    ],
    ids=["empty", "dot", "short", "newline", "space", "twice", "arabic digit", "huge"],
)
def test_it_refuses_what_has_not_its_shape(text: str) -> None:
    with pytest.raises(TokenInvalid):
        verify_token(text, keys=[KEY], now=NOW)


@given(st.text(max_size=300))
def test_no_text_makes_it_fail_in_another_way(text: str) -> None:
    with pytest.raises(TokenInvalid):
        verify_token(text, keys=[KEY], now=NOW)
