"""Heartbeats of a worker, sent by its message loop, so that they stop when it hangs."""

import time
from typing import Any

from celery import bootsteps
from celery.worker import state

BEAT_SECONDS = 2.0


class SignsOfLife(bootsteps.StartStopStep):
    """A step of Celery's consumer. It restarts with every connection to Valkey."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._timer: Any = None
        self._taken = -1  # messages; fewer than any count, so that the first beat is not idle
        self._taken_at = 0.0

    def start(self, consumer: Any) -> None:
        self._timer = consumer.timer.call_repeatedly(BEAT_SECONDS, self.give, (consumer,))
        self.give(consumer)

    def stop(self, consumer: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def give(self, consumer: Any) -> None:
        """Send how long the worker has been idle and how many more messages it can take."""
        from delegation.conversations.services.worker_health import SignOfLife, give_sign

        now, taken = time.monotonic(), state.all_total_count[0]
        if taken != self._taken:
            self._taken, self._taken_at = taken, now
        room = consumer.pool.limit - len(state.active_requests)
        queues = tuple(queue.name for queue in consumer.task_consumer.queues)
        give_sign(consumer.hostname, SignOfLife(now - self._taken_at, room, queues))
