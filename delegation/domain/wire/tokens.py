"""Tokens that let one visitor read one escalation: signed, short-lived, kept nowhere.

A token reads `<version>.<tenant id>.<escalation id>.<expiry>.<signature>` and may stand in an
address as it is.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

VERSION = "1"
MAX_TOKEN_LENGTH = 200  # characters; ours take under 120, so longer input is not worth hashing

_SHAPE = re.compile(r"1\.([1-9][0-9]{0,18})\.([0-9a-f]{32})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})")
_PURPOSE = b"delegation.escalation-token\0"  # the same key signs other things elsewhere


class TokenInvalid(Exception):
    """Not a token of ours, or not for this escalation. Trying again does not help."""

    code = "token_invalid"


class TokenExpired(TokenInvalid):
    """Ours, but too old. Posting the escalation again with the same id gives a fresh one."""

    code = "token_expired"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows: this escalation of this tenant, until `expires` (unix seconds)."""

    tenant_id: int
    escalation_id: UUID
    expires: int


def sign_token(tenant_id: int, escalation_id: UUID, *, expires: int, key: str) -> str:
    """A token for this escalation, good until `expires` (unix seconds)."""
    claims = f"{VERSION}.{tenant_id}.{escalation_id.hex}.{expires}"
    return f"{claims}.{_signature(claims, key)}"


def verify_token(token: str, *, keys: Sequence[str], now: float) -> Grant:
    """What the token grants at `now` (unix seconds).

    `keys` holds the current key first, then the retired ones that are still honoured.
    Raises TokenInvalid or TokenExpired.
    """
    match = _SHAPE.fullmatch(token) if len(token) <= MAX_TOKEN_LENGTH else None
    if match is None:
        raise TokenInvalid("This is not a token of ours.")
    tenant_id, escalation_hex, expires, signature = match.groups()
    claims = token[: -len(signature) - 1]
    # Every key is tried, so that the time taken does not tell which one fitted.
    fits = [hmac.compare_digest(_signature(claims, key), signature) for key in keys]
    if not any(fits):
        raise TokenInvalid("The token's signature does not fit.")
    if now >= int(expires):
        raise TokenExpired("The token has expired.")
    return Grant(int(tenant_id), UUID(hex=escalation_hex), int(expires))


def _signature(claims: str, key: str) -> str:
    digest = hmac.digest(key.encode(), _PURPOSE + claims.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
