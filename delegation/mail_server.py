"""The mail server of EMAIL_URL."""

from typing import NamedTuple, Self
from urllib.parse import unquote, urlsplit

# Scheme -> its usual port, TLS from the start, TLS after a greeting.
SCHEMES = {
    "smtp": (587, False, True),
    "smtps": (465, True, False),
    "smtp+plain": (25, False, False),
}


class MailServer(NamedTuple):
    """Where mail goes, and how."""

    host: str
    port: int
    user: str
    password: str
    tls_from_start: bool
    starttls: bool

    @classmethod
    def of(cls, url: str) -> Self:
        """Read an address. Raises `ValueError` in words that repeat none of it."""
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES:
            raise ValueError("it begins with smtp://, smtps:// or smtp+plain://")
        if not parts.hostname:
            raise ValueError("it names no host")
        port, tls_from_start, starttls = SCHEMES[parts.scheme]
        if parts.password and parts.scheme == "smtp+plain":
            raise ValueError("smtp+plain:// would send the password in clear text")
        return cls(
            parts.hostname,
            parts.port or port,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            tls_from_start,
            starttls,
        )
