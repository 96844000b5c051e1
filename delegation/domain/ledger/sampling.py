"""Sticky shares: the same names are in as long as the share is the same."""

import hashlib
from decimal import Decimal


def is_in_share(name: str, share: Decimal) -> bool:
    """Whether the name is in a share, 0 to 1, of all names; a larger share contains the smaller."""
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:6], "big") < share * 2**48
