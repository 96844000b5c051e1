"""Secrets at rest: sealed with a ring of keys, each seal for one tenant and one purpose.

Every key of the ring is stretched into another one per tenant and purpose, so what is sealed for
one of them does not open for another, wherever its ciphertext is moved. The first key seals, all
of them open; `manage.py rotate_secrets` seals again with the first.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32  # what Fernet takes: half of it signs, half encrypts


class SealBroken(Exception):
    """No key of the ring opens it: it was moved, damaged, or sealed with a key that is gone."""

    code = "seal_broken"


def seal(secret: str, *, tenant_id: int, purpose: str) -> str:
    """Text to keep in the database. `purpose` names what the secret is for, and for whom."""
    return _ring(tenant_id, purpose).encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str, *, tenant_id: int, purpose: str) -> str:
    """The secret. Raises `SealBroken`."""
    try:
        return _ring(tenant_id, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def reseal(sealed: str, *, tenant_id: int, purpose: str) -> str:
    """The same secret, sealed with the first key of the ring. Raises `SealBroken`."""
    try:
        return _ring(tenant_id, purpose).rotate(sealed.encode()).decode("ascii")
    except InvalidToken:
        raise SealBroken from None


def _ring(tenant_id: int, purpose: str) -> MultiFernet:
    info = f"tenant:{tenant_id}:{purpose}".encode()
    return MultiFernet([Fernet(_stretched(key, info)) for key in settings.SEALING_KEYS])


def _stretched(key: str, info: bytes) -> bytes:
    stretch = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=b"delegation.sealing", info=info)
    return base64.urlsafe_b64encode(stretch.derive(key.encode()))
