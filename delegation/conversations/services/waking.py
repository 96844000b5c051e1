"""Telling a worker that there is something to do. The row does not depend on it."""

import json
import logging
from typing import cast

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from delegation.conversations.models import Escalation
from delegation.conversations.services.writing import connection
from delegation.errors import Busy

logger = logging.getLogger(__name__)

ANSWER_TASK = "conversations.answer"

QUEUE = "celery"  # the list in Valkey that workers take from
BUSY_SECONDS = 5  # what a client is asked to wait: a worker answers dozens in that time


def refuse_while_overloaded() -> None:
    """Raises `Busy` while more wait than can be answered soon. Nothing is stored of those."""
    try:
        waiting = connection().llen(QUEUE)
    except RedisError:
        return  # not known; the sweeper will feed the workers
    if isinstance(waiting, int) and waiting >= settings.LONGEST_QUEUE:
        raise Busy(retry_after_seconds=BUSY_SECONDS)


def wake_worker(escalation: Escalation) -> None:
    """Put the id into the queue. If Valkey is away the sweeper will, when it is back."""
    try:
        current_app.send_task(
            ANSWER_TASK,
            args=[escalation.tenant_id, str(escalation.pk)],
            queue=QUEUE,
            task_id=str(escalation.pk),  # so that `waiting` can tell whose message it is
        )
    except (OperationalError, RedisError, OSError):
        logger.warning("Valkey is away; the sweeper will queue escalation %s", escalation.pk)


def waiting() -> set[str]:
    """The ids of escalations that the queue holds a message for, with those of other tasks."""
    try:
        messages = connection().lrange(QUEUE, 0, -1)
    except RedisError:
        return set()
    return {str(json.loads(message)["headers"]["id"]) for message in cast("list[bytes]", messages)}
