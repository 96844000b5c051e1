"""Telling a worker that there is something to do. The row does not depend on it."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

from delegation.conversations.models import Escalation

logger = logging.getLogger(__name__)

ANSWER_TASK = "conversations.answer"


def wake_worker(escalation: Escalation) -> None:
    """Put the id into the queue. If Valkey is away the sweeper will, when it is back."""
    try:
        current_app.send_task(ANSWER_TASK, args=[escalation.tenant_id, str(escalation.pk)])
    except (OperationalError, OSError):
        logger.warning("Valkey is away; the sweeper will queue escalation %s", escalation.pk)
