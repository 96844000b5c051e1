"""Origins of web pages: `scheme://host[:port]`, nothing else."""

from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


class OriginRefused(ValueError):
    """The text is not an origin; the message says why."""


def normal_origin(text: str) -> str:
    """Write an origin as browsers send it. Raises `OriginRefused`."""
    parts = urlsplit(text.strip().rstrip("/"))
    if parts.scheme not in DEFAULT_PORTS:
        raise OriginRefused("An origin starts with https:// (or http:// for a test page).")
    if parts.path or parts.query or parts.fragment or parts.username or parts.password:
        raise OriginRefused("An origin is only scheme, host and port, without a path.")
    try:
        host, port = parts.hostname, parts.port
        ascii_host = (host or "").encode("idna").decode("ascii")
    except ValueError:
        raise OriginRefused("The host or port of this origin cannot be read.") from None
    if not ascii_host or "*" in ascii_host or any(c.isspace() for c in ascii_host):
        raise OriginRefused("An origin names one exact host.")
    shown = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    suffix = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{shown}{suffix}"
