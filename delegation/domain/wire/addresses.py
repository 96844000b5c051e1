"""The base address of a model's server, as people write it -> as it is called."""

import re
from urllib.parse import urlsplit, urlunsplit

from delegation.domain.wording import worded

# Paths that people copy along with the address: the protocol appends its own.
_CALL_PATH = re.compile(r"/(?:chat/completions|completions|messages|responses|models)/*$")
# Enough for `api-version=2024-10-21`; an address inside an address is refused.
PLAIN_QUERY = re.compile(r"[\w.\-]+=[\w.\-]*(?:&[\w.\-]+=[\w.\-]*)*", re.ASCII)
_SECRET_NAME = re.compile(
    r"(?:^|&)(?:api[_-]?|access[_-]?)?(?:key|token|sig|secret)=", re.IGNORECASE
)
# Where the protocol is not directly under /v1.
_KNOWN_PATHS = {
    "generativelanguage.googleapis.com": "/v1beta/openai",
    "api.groq.com": "/openai/v1",
    "openrouter.ai": "/api/v1",
}
_AZURE = (".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com")

# Their servers group requests by a key, so that equal beginnings meet the same cache.
_WITH_CACHE_KEY = ("api.openai.com",)

# Their servers never put a model's thoughts into its reply.
_SEPARATING = (
    "api.openai.com",
    "api.anthropic.com",
    "api.mistral.ai",
    "api.x.ai",
    "generativelanguage.googleapis.com",
)


class AddressUnusable(ValueError):
    """The text is no address that can be called. `str()` is the reason, as a clause."""


def complete_address(written: str) -> str:
    """Return the base address with scheme and version path, without the path of a single call.

    Raises AddressUnusable.
    """
    text = written.strip()
    if text and "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        raise AddressUnusable(worded("it cannot be read")) from None
    if parts.fragment:
        raise AddressUnusable(worded("it contains a # part"))
    if _SECRET_NAME.search(parts.query):
        raise AddressUnusable(worded("it contains a key; enter the key in its own field"))
    if parts.query and not PLAIN_QUERY.fullmatch(parts.query):
        raise AddressUnusable(worded("the part after ? contains more than names and plain values"))
    path = _CALL_PATH.sub("", parts.path.rstrip("/")) or _version_path(host)
    return urlunsplit((parts.scheme.lower(), parts.netloc, path.rstrip("/"), parts.query, ""))


def call_address(base_url: str, path: str) -> str:
    """Return the address of one call: the path goes before the query."""
    parts = urlsplit(base_url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + path, parts.query, ""))


def is_azure(base_url: str) -> bool:
    """Tell whether the server takes its key in Azure's header."""
    parts = urlsplit(base_url)
    return (parts.hostname or "").endswith(_AZURE) or "api-version=" in parts.query


def takes_cache_key(base_url: str) -> bool:
    """Tell whether the provider is known to accept a key for its prefix cache."""
    host = urlsplit(base_url).hostname or ""
    return host in _WITH_CACHE_KEY or host.endswith(_AZURE)


def separates_thoughts(base_url: str) -> bool:
    """Tell whether the provider is known to keep thoughts out of the reply's text."""
    host = urlsplit(base_url).hostname or ""
    return host in _SEPARATING or host.endswith(_AZURE)


def _version_path(host: str) -> str:
    if host.endswith(_AZURE):
        return "/openai/v1"
    return _KNOWN_PATHS.get(host, "/v1")
