"""Secret API keys: `sk_<prefix>_<secret><checksum>`.

The prefix names the key and may be shown; the checksum distinguishes a leaked or mistyped key from
noise without asking a database; the secret is never kept, only a hash of the whole.
"""

import base64
import hashlib
import re
import zlib
from dataclasses import dataclass, field

RANDOM_BYTES = 36  # 4 name the key, 32 are its secret
PREFIX_BYTES = 4
_FORM = re.compile(r"(sk_([0-9a-f]{8})_[A-Za-z0-9_-]{43})([0-9a-f]{8})", re.ASCII)


@dataclass(frozen=True)
class ApiToken:
    """A key as its owner holds it. `text` is the secret: shown once, never written down."""

    prefix: str
    text: str = field(repr=False)

    @property
    def digest(self) -> str:
        """Return the hash that is stored.

        The secret is random, so a plain hash cannot be reversed.
        """
        return hashlib.sha256(self.text.encode()).hexdigest()


def make_token(randomness: bytes) -> ApiToken:
    """A key from `RANDOM_BYTES` random bytes."""
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"a key takes {RANDOM_BYTES} random bytes")
    prefix = randomness[:PREFIX_BYTES].hex()
    secret = base64.urlsafe_b64encode(randomness[PREFIX_BYTES:]).decode().rstrip("=")
    body = f"sk_{prefix}_{secret}"
    return ApiToken(prefix, body + _checksum(body))


def read_token(text: str) -> ApiToken | None:
    """Parse a key as sent; return None if it cannot be one."""
    form = _FORM.fullmatch(text)
    if form is None or _checksum(form[1]) != form[3]:
        return None
    return ApiToken(form[2], text)


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"
