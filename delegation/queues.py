"""Putting tasks into the queues that workers take from."""

import logging
from typing import Any

from celery import current_app

from delegation.valkey import AWAY

logger = logging.getLogger(__name__)


def send(task: str, *args: Any, **options: Any) -> bool:
    """Queue a task by its name; False while Valkey is away.

    What must be done has a row that a sweep finds, so most callers ignore the result. `options`
    are those of Celery's `send_task`.
    """
    try:
        current_app.send_task(task, args=list(args), **options)
    except AWAY as problem:
        logger.warning("Valkey is away, so %s was not queued: %s", task, problem)
        return False
    return True
