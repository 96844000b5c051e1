"""Webhooks signed as the public specification "Standard Webhooks" (symmetric, v1) says."""

import base64
import hashlib
import hmac
from enum import StrEnum

SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with
SECRET_BYTES = 32  # the specification asks for 24 to 64

RETRY_SECONDS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400)
"""How long after each failed attempt the next one is made: a day and a quarter in all."""


class WebhookEvent(StrEnum):
    """What a webhook can report to a tenant."""

    PROPOSALS_WAITING = "proposals.waiting"
    RULE_SUSPENDED = "rule.suspended"
    ANSWER_ENDING = "answer.ending"
    BUDGET_ALERTED = "budget.alerted"
    HANDOFF_REQUESTED = "handoff.requested"
    TEST = "webhook.test"


PRIVATE = frozenset({WebhookEvent.HANDOFF_REQUESTED})
"""Events with visitors' words, which their visitors agreed to send. Forgotten once delivered."""


def secret_of(key: bytes) -> str:
    """As the receiver is given it."""
    return SECRET_PREFIX + base64.b64encode(key).decode("ascii")


def signed_headers(secret: str, *, message_id: str, at: int, body: bytes) -> dict[str, str]:
    """The three headers of a message; `at` is unix seconds. Raises `ValueError` for no secret."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    signed = f"{message_id}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{signature}",
    }


def retry_in_seconds(attempts: int) -> int | None:
    """Return when to try again after so many attempts; None after the last."""
    return RETRY_SECONDS[attempts - 1] if 0 < attempts <= len(RETRY_SECONDS) else None
