"""One request over HTTP: its pieces as they arrive, and every failure by our names."""

import json
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import httpx2

from delegation.domain.teaching.thoughts import ThoughtFilter
from delegation.domain.wire.addresses import separates_thoughts
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
from delegation.teacher.protocols import OutgoingCall
from delegation.teacher.protocols.chat import Message
from delegation.teacher.refusals import read_refusal, refusal_error
from delegation.teacher.retry import read_pause
from delegation.teacher.shape import Shape, Thoughts
from delegation.teacher.sse import read_events
from delegation.teacher.transport import make_http_client
from delegation.teacher.watch import Watch

USER_AGENT = "self-delegation"


class Connections:
    """The connection pools: one for tenants' endpoints, behind the guard, and one for our own."""

    def __init__(self, limits: Limits, guard: Guard) -> None:
        self._guard = guard
        self._guarded = make_http_client(limits, guard=guard)
        self._trusted = make_http_client(limits, guard=None)
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
        self, endpoint: Endpoint, call: OutgoingCall, assembly: Assembly
    ) -> Iterator[httpx2.Response]:
        """Send one request and give the response with its body unread; note its status."""
        if endpoint.guarded:
            self._guard.check_url(endpoint.base_url, may_have_query=True)
        with _named_failures():
            client = self._guarded if endpoint.guarded else self._trusted
            request = client.build_request(
                "POST",
                call.url,
                content=json.dumps(call.body, ensure_ascii=False, separators=(",", ":")).encode(),
                headers={
                    "Content-Type": "application/json",
                    "Accept": "text/event-stream, application/json",
                    "User-Agent": USER_AGENT,
                    **call.headers,
                },
                timeout=self._timeout,
            )
            response = client.send(request, stream=True)
            assembly.status = response.status_code
            try:
                if response.status_code >= 300:
                    raise _status_error(response, tuple(call.body))
                yield response
            finally:
                response.close()


def converse(
    connections: Connections,
    endpoint: Endpoint,
    messages: Sequence[Message],
    *,
    shape: Shape,
    assembly: Assembly,
    watch: Watch,
    on_accepted: Callable[[], None],
    on_piece: Callable[[str], None],
) -> Thoughts:
    """Make one request and hand on the reply's own text until the completion has ended.

    Returns where the model's thoughts are, as far as this reply shows it. Raises TeacherError of
    every kind; `assembly` then contains what was received.
    """
    key = endpoint.api_key or NO_KEY
    if not (key.isascii() and key.isprintable()):
        raise TeacherMisconfigured("teacher_key_refused", "the key contains foreign characters")
    try:
        call = endpoint.protocol.build_call(
            base_url=endpoint.base_url,
            api_key=key,
            model=endpoint.model,
            messages=messages,
            shape=shape,
            output_tokens=watch.limits.output_tokens,
        )
    except ValueError as error:
        raise TeacherMisconfigured("teacher_address_refused", "it cannot be read") from error
    trusted = shape.thoughts is Thoughts.APART or separates_thoughts(endpoint.base_url)
    thoughts = ThoughtFilter(patient=not trusted)
    if not shape.stream:
        watch.expect_whole()
    with connections.post(endpoint, call, assembly) as response:
        on_accepted()
        try:
            for event in read_events(response.iter_raw(), line_bytes=watch.limits.line_bytes):
                piece = assembly.take(event)
                watch.heard(words=bool(piece) or assembly.thinks_apart)
                if assembly.thinks_apart:
                    thoughts.trust()
                if piece and (text := thoughts.take(piece)):
                    on_piece(text)
                if thoughts.leaked:
                    raise TeacherBroken("teacher_thought_shown")
                if assembly.done:
                    break
                if assembly.complete:
                    watch.finished()
        except TeacherError as error:
            if error.refusal:
                error.refusal = replace(error.refusal, sent=tuple(call.body))
            if not (assembly.complete and isinstance(error, TeacherUnavailable)):
                raise
        except httpx2.HTTPError:
            if not assembly.complete:  # a whole answer survives a connection that breaks after it
                raise
        if not assembly.events:
            kind = response.headers.get("content-type", "")[:50]
            raise TeacherBroken("teacher_garbage", f"content type {kind!r}")
    assembly.check()
    if rest := thoughts.finish():
        on_piece(rest)
    if thoughts.closed_alone:
        return Thoughts.UNOPENED
    return Thoughts.APART if shape.thoughts is Thoughts.UNKNOWN else shape.thoughts


@contextmanager
def _named_failures() -> Iterator[None]:
    """Give failures of HTTP our names."""
    try:
        yield
    except httpx2.HTTPError as error:
        raise _connection_error(error) from error
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise TeacherMisconfigured("teacher_address_refused", "it cannot be read") from error


def _status_error(response: httpx2.Response, sent: tuple[str, ...]) -> TeacherError:
    """Return the error that a refusal means; its body is read as far as the transport lets it."""
    if response.status_code < 400:
        return TeacherMisconfigured("teacher_redirected")
    try:
        text = b"".join(response.iter_raw()).decode("utf-8", "replace")
    except (httpx2.HTTPError, TeacherBroken):
        text = ""
    try:
        body: object = json.loads(text)
    except (ValueError, RecursionError):
        body = text
    refusal = replace(read_refusal(body, status=response.status_code), sent=sent)
    wait = read_pause(response.headers, now=datetime.now(UTC))
    return refusal_error(refusal, wait_seconds=wait)


def _connection_error(cause: BaseException) -> TeacherError:
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
