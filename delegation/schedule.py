"""The scheduler of periodic work, which can tell whether it still runs."""

import socket
import time
from typing import Any

from celery.beat import PersistentScheduler

LATEST_TICK_SECONDS = 60.0  # the most frequent work is due every five
SIGN_SECONDS = 5.0  # operators see within 30 that it is silent


class CountedScheduler(PersistentScheduler):
    """Remembers when it last looked for work that is due."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.ticked_at = time.monotonic()
        self._signed_at = -SIGN_SECONDS

    def tick(self, *arguments: Any, **options: Any) -> float:
        self.ticked_at = time.monotonic()
        wait: float = super().tick(*arguments, **options)
        self._give_sign()
        return wait

    def _give_sign(self) -> None:
        """Tell the operators' page that periodic work is started."""
        from delegation.conversations.services.worker_health import (
            SCHEDULER,
            SignOfLife,
            give_sign,
        )

        if self.ticked_at - self._signed_at >= SIGN_SECONDS:
            self._signed_at = self.ticked_at
            name = f"{SCHEDULER}@{socket.gethostname()}"
            give_sign(name, SignOfLife(idle_seconds=0, room=0, queues=(SCHEDULER,)))

    def why_not_alive(self) -> str | None:
        """Return what is wrong; None while the scheduler looks for work in time."""
        silent = time.monotonic() - self.ticked_at
        if silent <= LATEST_TICK_SECONDS:
            return None
        return f"the scheduler has not looked for work for {silent:.0f} seconds"
