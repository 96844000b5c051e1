"""Database work that a short outage must not undo: Postgres restarts in a second or two."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connections

Result = TypeVar("Result")

PATIENCE_SECONDS = 12.0  # less than a lease, so that no other worker has taken over
PAUSE_SECONDS = 0.25


def release_connection() -> None:
    """Return this thread's connections to their pools before waiting for a network.

    Dozens of threads wait on teachers; a connection each would leave none for those who work.
    """
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close()


def patiently(work: Callable[[], Result]) -> Result:
    """Do the work, and again if the connection broke.

    `work` must be safe to repeat: fenced or claimed.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError):
            if time.monotonic() >= deadline:
                raise
        close_old_connections()
        time.sleep(PAUSE_SECONDS)
