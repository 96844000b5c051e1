"""The two ways to read an escalation: a stream of events, and a long poll where networks buffer."""

import asyncio
import random
from collections.abc import Coroutine
from contextlib import aclosing

from delegation.domain.wire.events import START, Address, Event, id_of_the_end
from delegation.domain.wire.sse import HEARTBEAT, frame, opening
from delegation.stream.cancellation import end_task
from delegation.stream.errors import EscalationNotFound
from delegation.stream.following import Following, Sources
from delegation.stream.http import CORS, Headers, Receive, Send, send_body, send_json
from delegation.stream.metrics import Metrics
from delegation.stream.record import NoSuchEscalation, RecordUnavailable
from delegation.telemetry import traces

STREAM_SECONDS = 600.0  # a stream's longest life; no answer takes so long, and a client may resume
SEND_SECONDS = 20.0  # for a client to take one event; its buffers are full and it reads nothing
RETRY_MILLISECONDS = (
    500,
    1_500,
)  # spread, so that a stopping process does not send all its clients at once

EVENT_STREAM: Headers = [
    *CORS,
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"content-encoding", b"identity"),  # a compressing proxy would hold events back
    (b"x-accel-buffering", b"no"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]


class EventStream:
    """One open stream: from `after` to the end, at the client's pace."""

    def __init__(self, sources: Sources, metrics: Metrics, address: Address, *, after: str) -> None:
        self._sources = sources
        self._metrics = metrics
        self._address = address
        self._after = after
        self._sent = 0  # events

    async def serve(self, receive: Receive, send: Send) -> None:
        """Send the events until the end, or until the client has left."""
        following = Following(self._sources, self._address, after=self._after)
        if self._after != START and await following.is_past_the_end():
            await send_nothing_more(send)
            return
        with self._metrics.open_streams.track_inprogress():
            traces.note({"delegation.way": "stream"})
            await until_client_leaves(receive, self._serve(following, send))
        traces.note({"delegation.events": self._sent})

    async def _serve(self, following: Following, send: Send) -> None:
        await _promptly(
            send, {"type": "http.response.start", "status": 200, "headers": EVENT_STREAM}
        )
        retry = random.randint(*RETRY_MILLISECONDS)  # noqa: S311 - spread, not secret
        await _promptly(send, _part(opening(retry)))
        try:
            async with aclosing(following.events(patience=STREAM_SECONDS)) as events:
                async for event in events:
                    await self._send(send, event)
        except NoSuchEscalation:
            await self._send(
                send, Event(id_of_the_end(self._after), "error", EscalationNotFound().body())
            )
        await _promptly(send, {"type": "http.response.body", "body": b""})

    async def _send(self, send: Send, event: Event | None) -> None:
        if event is None:
            await _promptly(send, _part(HEARTBEAT))
            return
        await _promptly(send, _part(frame(event)))
        self._metrics.events_sent.labels(event.kind).inc()
        if event.ends:
            traces.note({"delegation.end": event.kind})
        elif not self._sent:
            traces.mark("first piece")
        self._sent += 1


class LongPoll:
    """One long poll: the final payload, or "running" after `wait` seconds."""

    def __init__(
        self, sources: Sources, metrics: Metrics, address: Address, *, wait: float
    ) -> None:
        self._sources = sources
        self._metrics = metrics
        self._address = address
        self._wait = wait

    async def serve(self, receive: Receive, send: Send) -> None:
        """Answer 200 with the payload, 202 with {"state": "running"} or 404."""
        with self._metrics.open_polls.track_inprogress():
            traces.note({"delegation.way": "poll"})
            await until_client_leaves(receive, self._serve(send))

    async def _serve(self, send: Send) -> None:
        try:
            end = await self._end()
        except NoSuchEscalation:
            await send_json(send, EscalationNotFound.status, EscalationNotFound().body())
            return
        if end is None:
            await send_json(send, 202, {"state": "running"})
        else:
            await send_json(send, 200, end.data)
            traces.note({"delegation.end": end.kind})

    async def _end(self) -> Event | None:
        following = Following(self._sources, self._address, after=START)
        async with aclosing(following.events(patience=self._wait)) as events:
            async for event in events:
                if event is not None and event.ends:
                    return event
        return await self._end_in_the_row()

    async def _end_in_the_row(self) -> Event | None:
        """Look at the row before answering "running": Valkey may have lost the end."""
        try:
            return await self._sources.record.end_of(self._address)
        except RecordUnavailable:
            return None


async def send_nothing_more(send: Send) -> None:
    """204: the one answer that stops an EventSource from asking again."""
    await send_body(send, 204, b"", b"", CORS)


async def until_client_leaves(receive: Receive, work: Coroutine[None, None, None]) -> None:
    """Do the work, and drop it when the client is gone. What it holds is released either way."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_client_has_left(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end_task(leaving)
        await end_task(working)
    if not working.cancelled():
        working.result()


async def _client_has_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _promptly(send: Send, message: dict[str, object]) -> None:
    """Send, but not for ever. Raises TimeoutError; the client may resume."""
    async with asyncio.timeout(SEND_SECONDS):
        await send(message)


def _part(data: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": data, "more_body": True}
