"""The queues that workers take from, and the one way to put a task into them.

One queue, with its own processes, is only for answers to visitors. Slow work (webhooks, exams,
replays, audits, roll-ups, emails) goes into the other one, so that it cannot delay an answer.
"""

import logging
from typing import Any

from celery import current_app

from delegation.valkey import AWAY

logger = logging.getLogger(__name__)

ANSWERS = "celery"  # Celery's own name for the default: workers of a former release take it too
SLOW = "slow"
ROUTES = {
    "conversations.answer": {"queue": ANSWERS},
    "conversations.sweep": {"queue": ANSWERS},  # it repairs the queue of answers
    "*": {"queue": SLOW},
}


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
