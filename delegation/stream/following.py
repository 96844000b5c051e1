"""Follow an escalation from a position to its end: events from Valkey, else from its row."""

import asyncio
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import replace

from delegation.domain.wire.events import START, Address, Event, id_of_the_end, is_id_of_an_end
from delegation.stream.reader import EventReader, EventsUnavailable
from delegation.stream.record import Record, RecordUnavailable
from delegation.stream.wakeups import Wakeups

HEARTBEAT_SECONDS = 15.0  # proxies cut connections that are silent for 30 to 60 s
FIRST_LOOK_SECONDS = (
    1.0  # a new escalation is normally not yet in Valkey; no need to ask the row at once
)
LOOK_GROWTH = 3  # from one question to the next: after 3 s, 9 s more, 27 s more
LONGEST_LOOK_SECONDS = 30.0  # between questions to the row, however long the teacher thinks
SILENCE_SECONDS = (
    8.0  # after an event: the worker may have died, or its last write may have been lost
)
AWAY_SECONDS = 1.0  # between tries while Valkey is away


class Draining(asyncio.Event):
    """Set once the process is asked to stop: streams end, and their clients resume elsewhere."""


class Sources:
    """Where events come from, shared by all streams of the process."""

    def __init__(
        self, wakeups: Wakeups, reader: EventReader, record: Record, draining: Draining
    ) -> None:
        self.wakeups = wakeups
        self.reader = reader
        self.record = record
        self.draining = draining


class Following:
    """One stream's position in an escalation. Keeps at most one batch in memory."""

    def __init__(self, sources: Sources, address: Address, *, after: str) -> None:
        self._sources = sources
        self._address = address
        self._position = after  # in the Valkey stream
        self._seen = after  # by the client; stays when the Valkey stream is rewritten
        self._look_pause = FIRST_LOOK_SECONDS
        self._look_at = self._now() + FIRST_LOOK_SECONDS
        self._away = False
        self._more = False

    async def is_past_the_end(self) -> bool:
        """Whether the position is that of the last event: the client has seen everything."""
        if is_id_of_an_end(self._position):
            return True
        try:
            batch = await self._sources.reader.read(self._address, after=self._position)
        except EventsUnavailable:
            return False  # unknown; the client then gets the end a second time
        return batch.ended

    async def events(self, *, patience: float) -> AsyncGenerator[Event | None, None]:
        """Yield the events after the position, and None after HEARTBEAT_SECONDS of silence.

        Ends after the last event, when the process drains, and after `patience` seconds.
        Raises NoSuchEscalation.
        """
        give_up = self._now() + patience
        heartbeat = self._now() + HEARTBEAT_SECONDS
        with self._sources.wakeups.watch(self._address.channel) as woken:
            while not self._sources.draining.is_set():
                woken.clear()
                for event in await self._next():
                    yield event
                    if event.ends:
                        return
                    heartbeat = self._now() + HEARTBEAT_SECONDS
                if self._more:
                    continue
                if self._now() >= give_up:
                    return
                if self._now() >= heartbeat:
                    yield None
                    heartbeat = self._now() + HEARTBEAT_SECONDS
                await self._sleep(woken, until=min(give_up, heartbeat))

    async def _next(self) -> Sequence[Event]:
        events = await self._from_valkey()
        if events:
            self._position = self._seen = events[-1].id
            self._look_pause = SILENCE_SECONDS
            self._look_at = self._now() + self._spread(self._look_pause)
            return events
        if self._now() >= self._look_at:
            return await self._from_the_row()
        return []

    async def _from_valkey(self) -> Sequence[Event]:
        try:
            batch = await self._sources.reader.read(self._address, after=self._position)
            if not batch.known:
                # The stream was emptied or rewritten: read all of it, repeated events do no harm.
                self._position = START
                self._look_at = self._now()
                batch = await self._sources.reader.read(self._address, after=START)
        except EventsUnavailable:
            self._away, self._more = True, False
            return []
        self._away, self._more = False, batch.more
        return batch.events

    async def _from_the_row(self) -> Sequence[Event]:
        end = None
        with suppress(RecordUnavailable):  # then it is asked again
            end = await self._sources.record.end_of(self._address)
        self._look_pause = min(self._look_pause * LOOK_GROWTH, LONGEST_LOOK_SECONDS)
        self._look_at = self._now() + self._spread(self._look_pause)
        return [replace(end, id=id_of_the_end(self._seen))] if end else []

    async def _sleep(self, woken: asyncio.Event, *, until: float) -> None:
        until = min(until, self._look_at)
        if self._away:
            until = min(until, self._now() + self._spread(AWAY_SECONDS))
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await woken.wait()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    @staticmethod
    def _spread(seconds: float) -> float:
        """Vary the time a little, so that a thousand streams do not ask at the same moment."""
        return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - spread, not secret
