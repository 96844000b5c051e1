"""The HTTP transport: sockets that obey a watch, go only where the guard says, and
never give more bytes than asked for."""

import os
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import httpcore2
import httpx2

from delegation.teacher.errors import TeacherBroken
from delegation.teacher.guard import Guard
from delegation.teacher.limits import Limits
from delegation.teacher.watch import current_watch

MAX_CONNECTIONS = 512  # calls in flight of one process; threads are fewer
UNZIPPED_BYTES = 65_536  # at a time: the cap is checked before the next part
KEEPALIVE_SECONDS = 15  # hosts close idle connections after some 20 to 60

# What a tenant's host may see of us: no organisation, no variables of our environment, no platform.
SENT_HEADERS = (
    "host",
    "authorization",
    "api-key",
    "x-api-key",
    "anthropic-version",
    "content-type",
    "content-length",
    "transfer-encoding",
    "accept",
    "accept-encoding",
    "user-agent",
    "connection",
)


class WatchedStream(httpcore2.NetworkStream):
    """A socket whose reads are cut into short waits, so that limits and stops are noticed."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        watch = current_watch()
        if watch is None:
            return self._inner.read(max_bytes, timeout)
        while True:
            seconds = watch.check()
            try:
                return self._inner.read(max_bytes, seconds)
            except httpcore2.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        return WatchedStream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class WatchedBackend(httpcore2.NetworkBackend):
    """Opens sockets: through the guard, where there is one, to the address that was judged."""

    def __init__(self, guard: Guard | None) -> None:
        self._guard = guard
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = self._guard.pin(host, port) if self._guard else [host]
        started = time.monotonic()
        failure: Exception = httpcore2.ConnectError("no address")
        for address in addresses:
            left = None if timeout is None else timeout - (time.monotonic() - started)
            if left is not None and left <= 0:
                break
            try:
                return WatchedStream(
                    self._inner.connect_tcp(address, port, left, local_address, socket_options)
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class CappedStream(httpx2.SyncByteStream):
    """A response body that ends in a named error, or in silence, when it grows too large."""

    def __init__(self, inner: httpx2.SyncByteStream, cap: int, *, quietly: bool) -> None:
        self._inner = inner
        self._cap = cap
        self._quietly = quietly

    def __iter__(self) -> Iterator[bytes]:
        left = self._cap
        for part in self._inner:
            if len(part) > left:
                if self._quietly:
                    yield part[:left]
                    return
                raise TeacherBroken("teacher_too_large")
            left -= len(part)
            yield part

    def close(self) -> None:
        self._inner.close()


class UnzippedStream(httpx2.SyncByteStream):
    """A body that a server compressed although it was not allowed to, in small parts."""

    def __init__(self, inner: httpx2.SyncByteStream) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        unzip = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, by its first bytes
        try:
            for part in self._inner:
                waiting = part
                while waiting:
                    if piece := unzip.decompress(waiting, UNZIPPED_BYTES):
                        yield piece
                    waiting = unzip.unconsumed_tail
        except zlib.error:
            raise TeacherBroken("teacher_garbage", "the answer is compressed wrongly") from None

    def close(self) -> None:
        self._inner.close()


class TeacherTransport(httpx2.HTTPTransport):
    """The way out to models."""

    def __init__(self, limits: Limits, guard: Guard | None, context: ssl.SSLContext) -> None:
        self._limits = limits
        self._guard = guard
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=WatchedBackend(guard),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["accept-encoding"] = (
            "identity"  # a small body must not unpack to a huge one
        )
        if self._guard:
            self._guard.check_url(str(request.url), may_have_query=True)
            request = _stripped(request)
        return self._capped(super().handle_request(request))

    def _capped(self, response: httpx2.Response) -> httpx2.Response:
        failed = response.status_code >= 300
        cap = self._limits.error_bytes if failed else self._limits.response_bytes
        inner = response.stream
        if not isinstance(inner, httpx2.SyncByteStream):
            raise TypeError("the transport answers with a synchronous stream")
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding in ("gzip", "x-gzip", "deflate"):
            inner = UnzippedStream(inner)
        elif encoding not in ("", "identity"):
            response.close()
            raise TeacherBroken("teacher_garbage", f"the answer is compressed as {encoding[:20]}")
        response.stream = CappedStream(inner, cap, quietly=failed)
        return response


def _stripped(request: httpx2.Request) -> httpx2.Request:
    """Return a copy with only the headers that may go out."""
    headers = [(name, value) for name, value in request.headers.items() if name in SENT_HEADERS]
    return httpx2.Request(
        request.method,
        request.url,
        headers=headers,
        stream=request.stream,
        extensions=request.extensions,
    )


def make_http_client(limits: Limits, *, guard: Guard | None) -> httpx2.Client:
    """A client that follows no redirect and takes nothing from the environment's proxies."""
    transport = TeacherTransport(limits, guard, trusted_certificates())
    return httpx2.Client(transport=transport, follow_redirects=False, trust_env=False)


def trusted_certificates() -> ssl.SSLContext:
    """Return the context that checks certificates; all connections of the process share it.

    SSL_CERT_FILE and SSL_CERT_DIR of a self-hoster replace the usual authorities.
    """
    return _read_certificates(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


# Reading a bundle takes 20 ms of CPU, more than everything else that a webhook's call does.
@lru_cache(maxsize=4)
def _read_certificates(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=True)
