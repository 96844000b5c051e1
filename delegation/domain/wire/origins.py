"""Origins of web pages: `scheme://host[:port]`, or every subdomain: `https://*.example.com`."""

from functools import cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from delegation.domain.wording import Sentence, worded

DEFAULT_PORTS = {"http": 80, "https": 443}
WILDCARD = "*."
LONGEST = 255  # characters; no browser sends a longer one
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class OriginRefused(ValueError):
    """The text is not an origin; the message says why."""


def normal_origin(text: str) -> str:
    """Write an origin as browsers send it, or a wildcard for its subdomains.

    Raises `OriginRefused`.
    """
    scheme, host, port = _parts(text.strip().rstrip("/"))
    wildcard = host.startswith(WILDCARD)
    try:
        ascii_host = host.removeprefix(WILDCARD).encode("idna").decode("ascii")
    except UnicodeError:
        raise OriginRefused(worded("The host or port of this origin cannot be read.")) from None
    if not ascii_host or "*" in ascii_host or any(c.isspace() for c in ascii_host):
        raise OriginRefused(
            worded(
                "An origin names one exact host, or all subdomains of one: https://*.example.com."
            )
        )
    if wildcard and ("." not in ascii_host.strip(".") or ascii_host.replace(".", "").isdigit()):
        raise OriginRefused(worded("A wildcard needs a domain of your own: https://*.example.com."))
    if wildcard and is_public_suffix(ascii_host):
        raise OriginRefused(
            Sentence(
                "Anyone can register a name under %(ascii_host)s. Use a domain of your own "
                "instead.",
                {"ascii_host": ascii_host},
            )
        )
    shown = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    suffix = "" if port in (None, DEFAULT_PORTS[scheme]) else f":{port}"
    return f"{scheme}://{WILDCARD if wildcard else ''}{shown}{suffix}"


def entries_allowing(origin: str) -> list[str]:
    """The list entries under which a browser's Origin is allowed: itself, and its wildcards.

    `https://*.example.com` allows https://a.example.com and https://a.b.example.com, but neither
    https://example.com nor another scheme or port.
    """
    if len(origin) > LONGEST or "*" in origin:
        return []
    scheme, separator, rest = origin.partition("://")
    if not separator:
        return []
    labels = rest.split(".")
    parents = [".".join(labels[cut:]) for cut in range(1, len(labels) - 1)]
    owned = [parent for parent in parents if not is_public_suffix(parent.partition(":")[0])]
    return [origin, *(f"{scheme}://{WILDCARD}{parent}" for parent in owned)]


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


def is_public_suffix(host: str) -> bool:
    """Whether strangers can register names under this host, as under `co.uk` or `github.io`."""
    name = host.lower().rstrip(".")
    return bool(name) and _suffixes().publicsuffix(name) == name


def is_loopback(origin: str) -> bool:
    """Whether the page is served by the visitor's own machine, on any port."""
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
    except ValueError:
        return False
    exact = parts.scheme in DEFAULT_PORTS and not parts.path and not parts.query
    return exact and (host in LOOPBACK or host.endswith(".localhost"))


def _parts(text: str) -> tuple[str, str, int | None]:
    if "," in text or len(text.split()) > 1:
        raise OriginRefused(worded("Add one origin at a time, without spaces and commas."))
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise OriginRefused(worded("The host or port of this origin cannot be read.")) from None
    if parts.scheme not in DEFAULT_PORTS:
        raise OriginRefused(worded("An origin starts with https:// (or http:// for a test page)."))
    if parts.path or parts.query or parts.fragment or parts.username or parts.password:
        raise OriginRefused(worded("An origin is only scheme, host and port, without a path."))
    return parts.scheme, host, port
