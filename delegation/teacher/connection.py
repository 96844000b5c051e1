"""The SDK over our transport: one request, its pieces, and every failure by our names."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import openai

from delegation.teacher.assembly import Assembly
from delegation.teacher.endpoint import NO_KEY, Endpoint
from delegation.teacher.errors import (
    TeacherBroken,
    TeacherError,
    TeacherMisconfigured,
    TeacherUnavailable,
)
from delegation.teacher.guard import Guard
from delegation.teacher.limits import Limits
from delegation.teacher.prompts import Message
from delegation.teacher.retry import parse_retry_after
from delegation.teacher.shape import Shape
from delegation.teacher.sse import read_events
from delegation.teacher.transport import make_http_client
from delegation.teacher.watch import Watch

DETAIL_CHARACTERS = 300  # of what the teacher says about its error: a sentence or two


class Connections:
    """The connection pools: one for tenants' endpoints, behind the guard, and one for our own."""

    def __init__(self, limits: Limits, guard: Guard) -> None:
        context = httpx2.create_ssl_context(trust_env=True)  # SSL_CERT_FILE of a self-hoster
        self._guard = guard
        self._guarded = make_http_client(limits, guard=guard, context=context)
        self._trusted = make_http_client(limits, guard=None, context=context)
        self._timeout = httpx2.Timeout(
            connect=limits.connect_seconds,
            read=None,  # the watch judges every read
            write=limits.connect_seconds,
            pool=limits.connect_seconds,
        )

    def close(self) -> None:
        self._guarded.close()
        self._trusted.close()

    @contextmanager
    def post(
        self, endpoint: Endpoint, messages: list[Message], fields: dict[str, Any]
    ) -> Iterator[httpx2.Response]:
        """Send one chat request and give the response with its body unread."""
        key = endpoint.api_key or NO_KEY
        if not (key.isascii() and key.isprintable()):
            raise TeacherMisconfigured("teacher_key_refused", "the key holds foreign characters")
        if endpoint.guarded:
            self._guard.check_url(endpoint.base_url)
        with _named_failures():
            request = self._completions(endpoint, key).create(
                model=endpoint.model,
                messages=[],
                stream=True,
                # Past the SDK's walk through its types, which takes 3 ms for every request.
                extra_body={"messages": messages, **fields},
                extra_headers={"Authorization": f"Bearer {key}"},
                timeout=self._timeout,
            )
            with request as response:
                yield response.http_response

    def _completions(self, endpoint: Endpoint, key: str) -> Any:
        """The SDK's completions, typed loosely: its overloads do not know our fields."""
        client = openai.OpenAI(
            api_key=key,
            base_url=endpoint.base_url,
            max_retries=0,  # retries happen in one place, and that is not here
            http_client=self._guarded if endpoint.guarded else self._trusted,
        )
        return client.chat.completions.with_streaming_response


def converse(
    connections: Connections,
    endpoint: Endpoint,
    messages: list[Message],
    *,
    shape: Shape,
    assembly: Assembly,
    watch: Watch,
    on_piece: Callable[[str], None],
) -> None:
    """Make one request and hand on its pieces until the completion has come to its own end.

    Raises TeacherError of every kind; `assembly` then holds what was received.
    """
    fields = shape.fields(endpoint.model, watch.limits.output_tokens)
    with connections.post(endpoint, messages, fields) as response:
        try:
            for data in _data_of(response, watch.limits.line_bytes):
                watch.heard()
                if piece := assembly.take(data):
                    on_piece(piece)
                if assembly.done:
                    break
                if assembly.complete:
                    watch.finished()
        except (TeacherUnavailable, httpx2.HTTPError):
            if not assembly.complete:  # a whole answer survives a connection that breaks after it
                raise
    assembly.check()


def _data_of(response: httpx2.Response, line_bytes: int) -> Iterator[str]:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/event-stream":
        yield from read_events(response.iter_raw(), line_bytes=line_bytes)
    elif kind == "application/json":  # a server that does not stream answers in one piece
        try:
            yield b"".join(response.iter_raw()).decode()
        except UnicodeDecodeError:
            raise TeacherBroken("teacher_invalid_utf8") from None
    else:
        raise TeacherBroken("teacher_garbage", f"content type {kind[:50]!r}")


@contextmanager
def _named_failures() -> Iterator[None]:
    """Give failures of the SDK and of HTTP our names."""
    try:
        yield
    except openai.APIStatusError as error:
        raise _status_error(error) from error
    except openai.APIConnectionError as error:
        raise _connection_error(error.__cause__) from error
    except httpx2.HTTPError as error:
        raise _connection_error(error) from error
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise TeacherMisconfigured("teacher_address_refused", "it cannot be read") from error


def _status_error(error: openai.APIStatusError) -> TeacherError:
    status = error.status_code
    detail = _detail_of(error)
    wait = parse_retry_after(error.response.headers.get("retry-after"), now=datetime.now(UTC))
    if status == 429 and "insufficient_quota" in (error.code, error.type):
        return TeacherMisconfigured("teacher_quota_exhausted", detail)
    if status == 429:
        return TeacherUnavailable("teacher_rate_limited", detail, retry_after_seconds=wait)
    if status >= 500 or status in (408, 409, 425):
        return TeacherUnavailable("teacher_server_error", detail, retry_after_seconds=wait)
    codes = {401: "teacher_key_refused", 403: "teacher_key_refused", 404: "teacher_model_unknown"}
    if 300 <= status < 400:
        return TeacherMisconfigured("teacher_redirected")
    if status == 402:
        return TeacherMisconfigured("teacher_quota_exhausted", detail)
    return TeacherMisconfigured(codes.get(status, "teacher_request_refused"), detail)


def _detail_of(error: openai.APIStatusError) -> str:
    body = error.body
    said = (body.get("message") or body) if isinstance(body, dict) else body
    return f"HTTP {error.status_code}: {said}"[:DETAIL_CHARACTERS]


def _connection_error(cause: BaseException | None) -> TeacherError:
    if isinstance(cause, httpx2.ConnectTimeout):
        return TeacherUnavailable("teacher_connect_timeout")
    if isinstance(cause, httpx2.PoolTimeout):
        return TeacherUnavailable("teacher_busy")
    if isinstance(cause, httpx2.ConnectError):
        if _has_cause(cause, ssl.SSLCertVerificationError):
            return TeacherMisconfigured("teacher_certificate_refused")
        return TeacherUnavailable("teacher_connect_failed")
    if isinstance(cause, httpx2.UnsupportedProtocol):
        return TeacherMisconfigured("teacher_address_refused", "it is neither http nor https")
    return TeacherUnavailable("teacher_connection_lost")


def _has_cause(error: BaseException, kind: type[BaseException]) -> bool:
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, kind):
            return True
        link = link.__cause__ or link.__context__
    return False
