"""Requests and answers over ASGI: just what four addresses need."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# Any page may read: the token in the address authorises, and nothing that the browser would add by
# itself (cookies, passwords) does. Which origins may start an escalation is decided at its POST.
CORS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"retry-after"),
]
PREFLIGHT: Headers = [
    *CORS,
    (b"access-control-allow-methods", b"GET"),
    (b"access-control-allow-headers", b"last-event-id, cache-control"),
    (b"access-control-max-age", b"86400"),
]
PRIVATE: Headers = [
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),  # the token must not travel on
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(frozen=True, slots=True)
class Request:
    """The parts of a request that are looked at."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[bytes, bytes]
    remote: str = ""  # the address of who connected: a client or a proxy

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """The request of an ASGI scope; of repeated parameters the last counts."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        remote, _ = scope.get("client") or ("", 0)
        return cls(scope["method"], scope["path"], dict(query), _joined(scope["headers"]), remote)


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers by name; those that come several times are one list, as HTTP says."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b", " + value if name in found else value
    return found


async def send_body(
    send: Send, status: int, body: bytes, content_type: bytes, extra: Headers | None = None
) -> None:
    """A whole answer at once."""
    headers = [(b"content-length", str(len(body)).encode())] if status != 204 else []
    if body:
        headers.append((b"content-type", content_type))
    headers += extra or []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_json(
    send: Send, status: int, body: Mapping[str, Any], extra: Headers | None = None
) -> None:
    """Send JSON that any page may read and no cache may store."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    await send_body(send, status, data, b"application/json", [*CORS, *PRIVATE, *(extra or [])])
