"""One reader for all of this process's streams: what they ask at once goes in one round trip."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio

from delegation.domain.wire.events import START, Address, Event, EventRefused, event_of_entry

logger = logging.getLogger(__name__)

BATCH_EVENTS = 32  # of one stream at a time: all that is held for a client that reads slowly
BATCH_STREAMS = 200  # in one round trip, so that one reply stays well under a megabyte


class EventsUnavailable(Exception):
    """Valkey did not answer. Trying again may help."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The next events after a position, oldest first."""

    events: Sequence[Event]
    known: bool  # False: the position is not in this stream, which was emptied or rewritten
    ended: bool  # the position is that of the last event
    more: bool  # there may be more to read at once


@dataclass(slots=True)
class _Question:
    address: Address
    after: str
    answer: asyncio.Future[Batch] = field(repr=False)


class EventReader:
    """Reads Valkey streams. `run` does the work, in a task that no client can cancel."""

    def __init__(self, client: "redis.asyncio.Redis") -> None:
        self._client = client
        self._questions: list[_Question] = []
        self._asked = asyncio.Event()
        self.refused = 0  # entries that were not the asker's

    async def read(self, address: Address, *, after: str) -> Batch:
        """Up to BATCH_EVENTS events after `after`. Raises EventsUnavailable."""
        answer: asyncio.Future[Batch] = asyncio.get_running_loop().create_future()
        self._questions.append(_Question(address, after, answer))
        self._asked.set()
        return await answer

    async def run(self) -> None:
        """Answer questions, for ever."""
        while True:
            await self._asked.wait()
            questions = self._questions[:BATCH_STREAMS]
            del self._questions[:BATCH_STREAMS]
            if not self._questions:
                self._asked.clear()
            await self._answer([each for each in questions if not each.answer.done()])

    async def _answer(self, questions: list[_Question]) -> None:
        if not questions:
            return
        pipeline = self._client.pipeline(transaction=False)
        for each in questions:
            # From the position itself, not after it: finding it says that the stream is the same.
            pipeline.xrange(each.address.key, min=each.after, count=BATCH_EVENTS + 1)
        try:
            replies = await pipeline.execute(raise_on_error=False)
        except Exception as problem:
            # Whatever failed, every waiting caller gets the error and the next question is asked.
            replies = [problem] * len(questions)
        for each, reply in zip(questions, replies, strict=True):
            if each.answer.done():
                continue  # its client has left
            if isinstance(reply, Exception):
                each.answer.set_exception(EventsUnavailable(str(reply)))
            else:
                each.answer.set_result(self._batch(each, reply))

    def _batch(self, question: _Question, entries: list[Any]) -> Batch:
        events = list(self._accepted(question.address, entries))
        known, ended = question.after == START, False
        if events and events[0].id == question.after:
            known, ended = True, events.pop(0).ends
        return Batch(events, known, ended, more=len(entries) > BATCH_EVENTS)

    def _accepted(self, address: Address, entries: list[Any]) -> Iterator[Event]:
        for entry_id, fields in entries:
            try:
                yield event_of_entry(address, entry_id, fields)
            except EventRefused as problem:
                self.refused += 1
                logger.error("An event was withheld: %s", problem)
