"""Repair: what a lost message or a dead worker left behind is queued again, or ended honestly."""

import logging

from django.db.models.functions import Now

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services import budget, claiming
from delegation.conversations.services.queue import waiting, wake_worker
from delegation.conversations.services.writing import write_error

logger = logging.getLogger(__name__)

SWEPT_AT_ONCE = 2_000  # as many as may wait; the next sweep comes in seconds
POISON_CODE = "attempts_exhausted"
POISON_MESSAGE = "The assistant could not answer this message. Please try writing it differently."


def sweep() -> None:
    """Safe to run twice, by two beats, or not for an hour."""
    _wake_workers_for_the_overdue()
    for escalation in claiming.exhausted():
        _end_poison(escalation)
    budget.settle_left_behind(limit=SWEPT_AT_ONCE)


def _wake_workers_for_the_overdue() -> None:
    """Only where the queue holds no message: a long queue must not grow by being swept."""
    overdue = {pk for _, pk in claiming.overdue(limit=SWEPT_AT_ONCE)}
    if not overdue:
        return
    held = waiting()
    missing = [pk for pk in overdue if str(pk) not in held]
    for escalation in Escalation.objects.filter(pk__in=missing).order_by("created_at"):
        wake_worker(escalation, again=True)


def _end_poison(escalation: Escalation) -> None:
    ended = Escalation.objects.filter(
        pk=escalation.pk,
        fence=escalation.fence,
        state__in=[EscalationState.RUNNING, EscalationState.QUEUED],
    ).update(
        fence=escalation.fence + 1,
        state=EscalationState.RUNNING,
        lease_until=Now(),  # over at once: should this sweep die here, the next one goes on
    )
    if not ended:
        return
    escalation.fence += 1
    budget.settle_abandoned(escalation)
    if claiming.end(escalation, EscalationState.FAILED, code=POISON_CODE, message=POISON_MESSAGE):
        logger.warning("Escalation %s ended after %s attempts", escalation.pk, escalation.attempts)
        write_error(escalation, POISON_CODE, POISON_MESSAGE)
