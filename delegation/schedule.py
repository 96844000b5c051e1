"""The scheduler of periodic work, which can tell whether it still runs."""

import time
from typing import Any

from celery.beat import PersistentScheduler

LATEST_TICK_SECONDS = 60.0  # the most frequent work is due every five


class CountedScheduler(PersistentScheduler):
    """Remembers when it last looked for work that is due."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.ticked_at = time.monotonic()

    def tick(self, *arguments: Any, **options: Any) -> float:
        self.ticked_at = time.monotonic()
        wait: float = super().tick(*arguments, **options)
        return wait

    def why_not_alive(self) -> str | None:
        """Return what is wrong; None while the scheduler looks for work in time."""
        silent = time.monotonic() - self.ticked_at
        if silent <= LATEST_TICK_SECONDS:
            return None
        return f"the scheduler has not looked for work for {silent:.0f} seconds"
