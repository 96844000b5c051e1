"""Delayed calls, on one thread for the whole process.

Pieces of text that arrive together are written together; the last of them must not wait for the
teacher's next piece, which may be seconds away. A separate timer for every writer would be a
thread for every answer.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from functools import cache

logger = logging.getLogger(__name__)


class Pacer:
    """A thread that makes calls when they are due, one by one. Started by the first call."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()  # calls due at the same instant are made in order
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def call_later(self, seconds: float, call: Callable[[], None]) -> None:
        """Make the call in `seconds`.

        It cannot be cancelled; it must check whether it is still wanted.
        """
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._numbers), call))
            # A forked child has the object without its thread.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="pacer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _run(self) -> None:
        while True:
            call = self._next()
            try:
                call()
            except Exception:
                logger.exception("A delayed call failed.")

    def _next(self) -> Callable[[], None]:
        with self._changed:
            while True:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)


@cache
def default_pacer() -> Pacer:
    """Return the pacer of this process."""
    return Pacer()
