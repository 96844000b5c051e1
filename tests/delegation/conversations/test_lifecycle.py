"""The sweep repairs what lost messages and dead workers left behind, and floods nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from celery import current_app
from django.utils import timezone

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services import queue
from delegation.conversations.services.lifecycle import POISON_CODE, sweep
from delegation.conversations.services.queue import wake_worker
from tests.delegation.conversations.conftest import messages_for
from tests.delegation.conversations.making import change

pytestmark = pytest.mark.usefixtures("own_queue")

LONG_AGO = timedelta(minutes=1)


def test_a_lost_message_is_queued_again(queued: Escalation) -> None:
    sweep()
    assert messages_for(queued) == 1


def test_what_waits_in_the_queue_is_not_queued_again(queued: Escalation) -> None:
    wake_worker(queued)
    for _ in range(3):
        sweep()
    assert messages_for(queued) == 1


def test_what_is_queued_again_goes_before_what_was_queued_first(queued: Escalation) -> None:
    for _ in range(3):
        wake_worker(Escalation(pk=uuid4(), tenant_id=queued.tenant_id))
    sweep()
    with current_app.connection() as broker, broker.SimpleQueue(queue.QUEUE) as waiting:
        assert waiting.get(timeout=5).headers["id"] == str(queued.pk)


def test_a_dead_workers_escalation_is_queued_again(queued: Escalation) -> None:
    over = timezone.now() - LONG_AGO
    change(queued, state=EscalationState.RUNNING, attempts=1, fence=1, lease_until=over)
    sweep()
    assert messages_for(queued) == 1


def test_what_a_worker_is_at_is_left_to_it(queued: Escalation) -> None:
    held = timezone.now() + LONG_AGO
    change(queued, state=EscalationState.RUNNING, attempts=1, fence=1, lease_until=held)
    sweep()
    assert messages_for(queued) == 0


@pytest.mark.parametrize("state", [EscalationState.RUNNING, EscalationState.QUEUED])
def test_an_escalation_that_outlived_three_workers_ends_honestly(
    queued: Escalation, state: EscalationState
) -> None:
    change(queued, state=state, attempts=3, fence=3, lease_until=timezone.now() - LONG_AGO)
    sweep()
    queued.refresh_from_db()
    assert (queued.state, queued.error_code) == (EscalationState.FAILED, POISON_CODE)
    assert queued.ended_at is not None
