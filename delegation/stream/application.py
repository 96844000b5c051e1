"""The ASGI application of the stream process: routes, permission checks, start and stop."""

import asyncio
import logging
import re
import resource
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from types import FrameType
from typing import Any

from delegation.domain.wire.events import START, Address, parse_event_id
from delegation.domain.wire.networks import client_address, network_of
from delegation.domain.wire.tokens import Grant, TokenExpired, TokenInvalid, verify_token
from delegation.logs import log_ids, note_id, request_id
from delegation.stream import errors
from delegation.stream.cancellation import end_task
from delegation.stream.following import Draining, Sources
from delegation.stream.http import PREFLIGHT, Receive, Request, Scope, Send, send_body, send_json
from delegation.stream.metrics import CONTENT_TYPE, Metrics
from delegation.stream.places import Places
from delegation.stream.reader import EventReader
from delegation.stream.reading import EventStream, LongPoll
from delegation.stream.record import Record, RecordedEvents
from delegation.stream.wakeups import Wakeups
from delegation.telemetry import traces
from delegation.valkey import connect_async

logger = logging.getLogger(__name__)

Serve = Callable[[Receive, Send], Coroutine[Any, Any, None]]

LONGEST_WAIT_SECONDS = 25  # of a long poll: many proxies give up at 30
STREAMS_PER_PROCESS = (
    2_000  # twice what one is meant for; more would take memory from those being served
)
MOST_SOCKETS = 65_536  # a soft limit of 1,024 would be used up before the places are
STREAMS_PER_ESCALATION = 8  # a few tabs, and what is left of connections that broke

_ESCALATION = re.compile(r"/api/v1/escalations/([0-9a-fA-F-]{32,36})(/events)?")


class StreamApplication:
    """An ASGI application. It gets its values as arguments and does not read Django's settings.

    `keys` sign tokens: the current one, then retired ones. `disconnect` is called in the thread of
    `recorded_events` after each question. `clock` returns unix seconds and decides expiry.
    `trusted_proxies` in front append the client's address to X-Forwarded-For.
    """

    def __init__(
        self,
        *,
        redis_url: str,
        keys: Sequence[str],
        recorded_events: RecordedEvents,
        disconnect: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.time,
        trusted_proxies: int = 0,
    ) -> None:
        self._keys = keys
        self._trusted_proxies = trusted_proxies
        self._places = Places()
        self._clock = clock
        self._client = connect_async(redis_url, name="stream")
        self._record = Record(recorded_events, disconnect=disconnect)
        self._wakeups = Wakeups(self._client)
        self._reader = EventReader(self._client)
        self._draining = Draining()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sources = Sources(self._wakeups, self._reader, self._record, self._draining)
        self.metrics = Metrics()
        self._show_metrics()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(Request.of(scope), receive, send)
        else:
            await send({"type": "websocket.close", "code": 1003})

    def stop(self) -> None:
        """End all streams cleanly; their clients resume elsewhere. Safe from any thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._drain)

    def _drain(self) -> None:
        self._draining.set()
        self._wakeups.wake_all()

    async def _answer(self, request: Request, receive: Receive, send: Send) -> None:
        started = False

        async def tracked(message: Any) -> None:
            nonlocal started
            started = True
            await send(message)

        named = request.headers.get(b"x-request-id", b"").decode("latin-1")
        with log_ids(request=request_id(named)):
            try:
                await self._route(request)(receive, tracked)
            except errors.Refusal as refusal:
                await self._refuse(refusal, tracked)
            except TimeoutError:
                logger.info("A client stopped reading; its stream was ended.")
            except Exception:
                logger.exception("A request to %s failed.", request.path)
                if not started:
                    await self._refuse(errors.StreamFault(), tracked)

    async def _refuse(self, refusal: errors.Refusal, send: Send) -> None:
        self.metrics.refusals.labels(refusal.code).inc()
        seconds = refusal.retry_after_seconds
        extra = [(b"retry-after", str(seconds).encode())] if seconds is not None else []
        if isinstance(refusal, errors.MethodNotAllowed):
            extra.append((b"allow", b"GET, OPTIONS"))
        await send_json(send, refusal.status, refusal.body(), extra)

    def _route(self, request: Request) -> Serve:
        own = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}
        match = _ESCALATION.fullmatch(request.path)
        if not match and request.path not in own:
            raise errors.PathNotFound
        if request.method == "OPTIONS":
            return self._preflight
        if request.method != "GET":
            raise errors.MethodNotAllowed
        if not match:
            if request.path == "/metrics" and b"x-forwarded-for" in request.headers:
                # Proxies add it and Prometheus does not: counters are for the network inside.
                raise errors.PathNotFound
            return own[request.path]
        address = self._address(request, match[1])
        note_id("escalation", str(address.escalation_id))
        serve = (
            EventStream(self._sources, self.metrics, address, after=_after(request)).serve
            if match[2]
            else LongPoll(self._sources, self.metrics, address, wait=_wait(request)).serve
        )
        return partial(self._serve_in_place, serve, self._network(request), address)

    async def _serve_in_place(
        self, serve: Serve, network: str, address: Address, receive: Receive, send: Send
    ) -> None:
        """Serve while one of the places is held, or refuse."""
        with (
            self._places.take(
                network=network, tenant_id=address.tenant_id, places=STREAMS_PER_PROCESS
            ),
            traces.span(traces.DELIVER, of=address.escalation_id),
        ):
            await serve(receive, send)

    def _network(self, request: Request) -> str:
        forwarded = request.headers.get(b"x-forwarded-for", b"").decode("latin-1")
        return network_of(
            client_address(request.remote, forwarded, trusted_proxies=self._trusted_proxies)
        )

    def _address(self, request: Request, escalation: str) -> Address:
        """Whose events to read: the token says, if it is for this escalation."""
        grant = self._grant(request)
        if escalation.replace("-", "").lower() != grant.escalation_id.hex:
            raise errors.TokenRejected
        address = Address(grant.tenant_id, grant.escalation_id)
        if self._wakeups.watching(address.channel) >= STREAMS_PER_ESCALATION:
            raise errors.TooManyStreams
        return address

    def _grant(self, request: Request) -> Grant:
        token = request.query.get("token")
        if not token:
            raise errors.TokenMissing
        try:
            return verify_token(token, keys=self._keys, now=self._clock())
        except TokenExpired as problem:
            raise errors.TokenTooOld from problem
        except TokenInvalid as problem:
            raise errors.TokenRejected from problem

    async def _preflight(self, receive: Receive, send: Send) -> None:
        await send_body(send, 204, b"", b"", PREFLIGHT)

    async def _healthz(self, receive: Receive, send: Send) -> None:
        await send_json(send, 200, {"status": "alive"})

    async def _readyz(self, receive: Receive, send: Send) -> None:
        if self._draining.is_set() or not self._wakeups.connected:
            raise errors.EventsAway
        await send_json(send, 200, {"status": "ready"})

    async def _metrics(self, receive: Receive, send: Send) -> None:
        await send_body(send, 200, self.metrics.text(), CONTENT_TYPE)

    def _show_metrics(self) -> None:
        show = self.metrics.show
        show("valkey_connections", "Wake-up connections made.", lambda: self._wakeups.connections)
        show("row_questions", "Questions to the database.", lambda: self._record.questions)
        show("withheld_entries", "Entries that were not the asker's.", lambda: self._reader.refused)

    async def _live(self, receive: Receive, send: Send) -> None:
        """The server's start and end."""
        await receive()
        self._loop = asyncio.get_running_loop()
        _allow_sockets(MOST_SOCKETS)
        _call_when_asked_to_stop(self.stop)
        working = [asyncio.create_task(each.run()) for each in (self._wakeups, self._reader)]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._drain()
        for task in working:
            await end_task(task)
        await self._client.aclose()
        self._record.close()
        # The server ends by the signal that it got, so nothing runs at the interpreter's exit.
        await asyncio.to_thread(traces.finish)
        await send({"type": "lifespan.shutdown.complete"})


def _allow_sockets(count: int) -> None:
    """Raise the soft limit of open files, as far as this process may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _call_when_asked_to_stop(call: Callable[[], None]) -> None:
    """Before the server itself handles the signal: it waits for open responses to end."""

    def install(number: signal.Signals) -> None:
        serve = signal.getsignal(number)
        if not callable(serve):
            return  # not a server that handles signals by itself

        def handle(signal_number: int, at: FrameType | None) -> None:
            call()
            serve(signal_number, at)

        signal.signal(number, handle)

    try:
        install(signal.SIGTERM)
        install(signal.SIGINT)
    except ValueError:
        logger.info("Not in the main thread: streams end when the server closes them.")


def _after(request: Request) -> str:
    """The position to resume from. An EventSource keeps its address and adds a newer header."""
    header = request.headers.get(b"last-event-id", b"").decode("latin-1")
    text = header or request.query.get("after") or START
    try:
        parse_event_id(text)
    except ValueError as problem:
        raise errors.BadPosition from problem
    return text


def _wait(request: Request) -> float:
    text = request.query.get("wait") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise errors.BadWait
    return float(min(int(text), LONGEST_WAIT_SECONDS))
