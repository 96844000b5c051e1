"""Writing an escalation's events to Valkey while the teacher speaks; the stream process reads them.

Valkey is only the wake-up: the row is the record. So nothing here raises when Valkey is away.
Text that could not be written goes with the next write, and the end is found in the row by
readers for whom Valkey stays silent.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import redis

from delegation.conversations.pacing import Pacer, default_pacer
from delegation.domain.wire.events import Address, Kind, compact_json, entry_fields, utf16_length
from delegation.valkey import AWAY

logger = logging.getLogger(__name__)

KEEP_SECONDS = 3600  # while the answer is written; a worker that died wrote no end
# After the end. A client that lost its connection comes back within seconds; later the row answers.
KEEP_ENDED_SECONDS = 60
PAUSE_SECONDS = 0.03  # between writes: two frames of a screen, so the delay is invisible
RETRY_SECONDS = (
    1.0  # between writes while Valkey is away, so that the teacher's stream is not held up
)
END_TRIES = 5  # readers ask the row after some seconds of silence; mostly this is sooner
PIECE_UNITS = 4_096  # UTF-16 units in one event; what a reader holds at once is a few of these
TEXT_UNITS = 65_536  # UTF-16 units of one attempt; the rest comes with the answer
END_BYTES = (
    262_144  # of an answer as JSON, twice the longest possible; what is larger stays in the row
)


def forget_events(client: redis.Redis, addresses: Iterable[Address]) -> None:
    """Delete the events of these escalations. Without Valkey they expire by themselves."""
    keys = [address.key for address in addresses]
    try:
        if keys:
            client.delete(*keys)
    except AWAY as problem:
        logger.warning("Events of %d escalations expire by themselves: %s", len(keys), problem)


class EventWriter:
    """Writes the events of one attempt at an escalation.

    One thread writes; the pacer's may flush.
    """

    def __init__(
        self,
        client: redis.Redis,
        tenant_id: int,
        escalation_id: UUID,
        *,
        attempt: int = 1,
        clock: Callable[[], float] = time.monotonic,
        pacer: Pacer | None = None,
    ) -> None:
        self._client = client
        self._address = Address(tenant_id, escalation_id)
        self._attempt = attempt
        self._clock = clock
        self._pacer = pacer or default_pacer()
        self._lock = threading.Lock()
        self._pending = ""
        self._offset = 0  # UTF-16 units of this attempt that are written
        self._next_write = float("-inf")
        self._ended = False

    def delta(self, text: str) -> None:
        """Append a piece of the visible text. The first is written at once, later ones joined."""
        if not text:
            return
        with self._lock:
            if self._ended:
                return
            was_empty, self._pending = not self._pending, self._pending + text
            wait = self._next_write - self._clock()
            if wait <= 0:
                self._write_pending()
            elif was_empty:
                self._pacer.call_later(wait, self.flush)

    def flush(self) -> None:
        """Write what is pending now."""
        with self._lock:
            if not self._ended:
                self._write_pending()

    def answer(self, payload: Mapping[str, Any]) -> None:
        """Write the end: the payload that was committed. Later calls do nothing."""
        self._end("answer", payload)

    def error(self, payload: Mapping[str, Any]) -> None:
        """Write the end: {code, message, fields}. Later calls do nothing."""
        self._end("error", payload)

    def _end(self, kind: Kind, payload: Mapping[str, Any]) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = True
            events = self._pieces()
            size = len(compact_json(payload))
            if size <= END_BYTES:
                events.append((kind, payload))
            else:
                logger.error("The %s of %s is left to the row: %d bytes", kind, self._address, size)
            self._write_end(events, tries=END_TRIES)

    def _write_end(self, events: list[tuple[Kind, Mapping[str, Any]]], *, tries: int) -> None:
        """Write the last events, later if Valkey is away.

        After that readers find the end in the row.
        """
        if not self._write(events) and tries > 1:
            again = partial(self._write_end, events, tries=tries - 1)
            self._pacer.call_later(RETRY_SECONDS, again)

    def _write_pending(self) -> None:
        if not self._pending:
            return
        pieces = self._pieces()
        if self._write(pieces):
            self._offset += utf16_length(self._pending)
            self._pending = ""
            self._next_write = self._clock() + PAUSE_SECONDS
        else:
            self._next_write = self._clock() + RETRY_SECONDS
            self._pacer.call_later(RETRY_SECONDS, self.flush)

    def _pieces(self) -> list[tuple[Kind, Mapping[str, Any]]]:
        """Return the pending text in deltas of at most PIECE_UNITS, up to the attempt's cap."""
        pieces: list[tuple[Kind, Mapping[str, Any]]] = []
        offset, rest = self._offset, self._pending
        while rest and offset < TEXT_UNITS:
            # Half as many code points never make more units than fit, and split no surrogate pair.
            text, rest = rest[: PIECE_UNITS // 2], rest[PIECE_UNITS // 2 :]
            pieces.append(("delta", {"text": text, "offset": offset, "attempt": self._attempt}))
            offset += utf16_length(text)
        return pieces

    def _write(self, events: list[tuple[Kind, Mapping[str, Any]]]) -> bool:
        """Add the events and wake the readers in one round trip; return False if Valkey is away."""
        if not events:
            return True
        # A transaction, so that no connection can die between the entries and their expiry.
        pipeline = self._client.pipeline(transaction=True)
        for kind, data in events:
            fields: dict[Any, Any] = {**entry_fields(self._address, kind, data)}
            pipeline.xadd(self._address.key, fields)
        pipeline.expire(self._address.key, KEEP_ENDED_SECONDS if self._ended else KEEP_SECONDS)
        pipeline.publish(self._address.channel, b"")
        try:
            pipeline.execute()
        except AWAY as problem:
            logger.warning("Events of %s wait for Valkey: %s", self._address, problem)
            return False
        return True
