"""What the database says of an escalation, for when Valkey has nothing to say.

Questions that come close together share one connection, which is closed after them: opening one
costs more than a question does, and a thousand open streams hold none.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from delegation.domain.wire.events import Address, Event

logger = logging.getLogger(__name__)

GATHER_SECONDS = 0.1  # from the first question to the connection; at most ten are made a second

# The events of an ended escalation (their ids are ignored), none while it runs, None when there is
# no such row.
RecordedEvents = Callable[[int, UUID], Sequence[Event] | None]
Question = tuple[Address, "asyncio.Future[Event | None]"]


class NoSuchEscalation(Exception):
    """There is no such row, or no longer."""


class RecordUnavailable(Exception):
    """The database did not answer. Trying again may help."""


class Record:
    """Asks `recorded_events` in a thread, then calls `disconnect` there."""

    def __init__(
        self, recorded_events: RecordedEvents, *, disconnect: Callable[[], None] = lambda: None
    ) -> None:
        self._recorded_events = recorded_events
        self._disconnect = disconnect
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="record")
        self._waiting: list[Question] = []
        self._asking: asyncio.Task[None] | None = None
        self.questions = 0

    async def end_of(self, address: Address) -> Event | None:
        """The last event of an escalation that has ended; None while it runs.

        Raises NoSuchEscalation and RecordUnavailable.
        """
        self.questions += 1
        answer: asyncio.Future[Event | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((address, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await answer

    async def _ask(self) -> None:
        """Ask in a separate task, so that a client that leaves cancels only its own question."""
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            questions = [each for each in self._waiting if not each[1].done()]
            self._waiting.clear()
            addresses = [address for address, _ in questions]
            loop = asyncio.get_running_loop()
            ends = await loop.run_in_executor(self._thread, self._ends_of, addresses)
            for (_, answer), end in zip(questions, ends, strict=True):
                if answer.done():
                    continue
                if isinstance(end, Exception):
                    answer.set_exception(end)
                else:
                    answer.set_result(end)
        self._asking = None

    def _ends_of(self, addresses: Sequence[Address]) -> list[Event | Exception | None]:
        """The answers in order; never raises, for whatever it was, streams go on."""
        ends: list[Event | Exception | None] = []
        try:
            ends.extend(map(self._end_of, addresses))
        except Exception as problem:
            # The rest are not asked: each would wait for the same connection to time out.
            logger.warning("Rows cannot be read: %s", problem)
            ends += [RecordUnavailable(str(problem))] * (len(addresses) - len(ends))
        try:
            self._disconnect()
        except Exception:
            logger.exception("A connection to the database was not closed.")
        return ends

    def _end_of(self, address: Address) -> Event | NoSuchEscalation | None:
        events = self._recorded_events(address.tenant_id, address.escalation_id)
        if events is None:
            return NoSuchEscalation(f"There is no row of {address}.")
        return next((event for event in events if event.ends), None)

    def close(self) -> None:
        """Ask no more."""
        if self._asking:
            self._asking.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)
