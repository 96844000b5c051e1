"""What the database says of an escalation, for when Valkey has nothing to say.

The database is asked in threads of our own and no connection outlives its question: a thousand
streams hold none.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from delegation.domain.events import Address, Event

logger = logging.getLogger(__name__)

QUESTIONS_AT_ONCE = 2  # after a FLUSHALL every open stream asks; the database must not notice

# The events of an ended escalation (their ids are ignored), none while it runs, None when there is
# no such row.
RecordedEvents = Callable[[int, UUID], Sequence[Event] | None]


class NoSuchEscalation(Exception):
    """There is no such row, or no longer."""


class RecordUnavailable(Exception):
    """The database did not answer. Trying again may help."""


class Record:
    """Asks `recorded_events`, a few at a time."""

    def __init__(self, recorded_events: RecordedEvents) -> None:
        self._recorded_events = recorded_events
        self._threads = ThreadPoolExecutor(QUESTIONS_AT_ONCE, thread_name_prefix="record")
        self.questions = 0

    async def end_of(self, address: Address) -> Event | None:
        """The last event of an escalation that has ended; None while it runs.

        Raises NoSuchEscalation and RecordUnavailable.
        """
        self.questions += 1
        loop = asyncio.get_running_loop()
        try:
            events = await loop.run_in_executor(
                self._threads, self._recorded_events, address.tenant_id, address.escalation_id
            )
        except Exception as problem:
            # Whatever it was, the stream goes on: Valkey may still have the answer.
            logger.warning("The row of %s cannot be read: %s", address, problem)
            raise RecordUnavailable(str(problem)) from problem
        if events is None:
            raise NoSuchEscalation(f"There is no row of {address}.")
        return next((event for event in events if event.ends), None)

    def close(self) -> None:
        """Ask no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
