"""Signatures as the public specification has them."""

from typing import Any

import pytest

from delegation.domain.wire.webhooks import (
    RETRY_SECONDS,
    retry_in_seconds,
    secret_of,
    signed_headers,
)

# The example that the specification's own libraries are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_it_signs_the_specifications_example_as_it_should() -> None:
    signed = signed_headers(SECRET, message_id=HEADERS["webhook-id"], at=1614265330, body=BODY)
    assert signed == HEADERS


@pytest.mark.parametrize("changes", [{"message_id": "msg_2"}, {"at": 2}, {"body": b"{}"}])
def test_another_id_time_or_body_has_another_signature(changes: dict[str, Any]) -> None:
    given: dict[str, Any] = {"message_id": "msg_1", "at": 1, "body": BODY}
    one = signed_headers(SECRET, **given)
    other = signed_headers(SECRET, **{**given, **changes})
    assert one["webhook-signature"] != other["webhook-signature"]


def test_a_secret_is_written_as_receivers_expect_it() -> None:
    assert secret_of(b"\x00" * 32) == "whsec_" + "A" * 43 + "="


def test_attempts_become_rarer_and_end() -> None:
    waits = [retry_in_seconds(attempts) for attempts in range(1, len(RETRY_SECONDS) + 2)]
    assert waits == [*RETRY_SECONDS, None]
    assert list(RETRY_SECONDS) == sorted(RETRY_SECONDS)
