"""The sweep repairs what lost messages and dead workers left behind, and floods nothing."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from delegation.conversations.models import Conversation, Escalation, EscalationState
from delegation.conversations.services import waking
from delegation.conversations.services.sweeping import POISON_CODE, sweep
from delegation.conversations.services.waking import QUEUE, wake_worker
from delegation.conversations.services.writing import connection
from tenants.models import SiteKey, Tenant

LONG_AGO = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    """No worker listens here, so what is queued stays."""
    connection().delete(QUEUE)
    yield
    connection().delete(QUEUE)


@pytest.fixture
def escalation(tenant: Tenant, site_key: SiteKey) -> Escalation:
    """Queued a minute ago."""
    made = Escalation.objects.create(
        tenant=tenant,
        site_key=site_key,
        conversation=Conversation.objects.create(tenant=tenant, visitor="v", client_id="c"),
        client_id=str(uuid4()),
        body_hash="",
        message="Hello",
        claimed_awaiting="nothing",
        awaiting="nothing",
        address_prefix="n",
    )
    change(made, created_at=timezone.now() - LONG_AGO)
    return made


def change(escalation: Escalation, **fields: object) -> None:
    Escalation.objects.filter(pk=escalation.pk).update(**fields)


def queue_length() -> object:
    return connection().llen(QUEUE)


def test_a_lost_message_is_queued_again(escalation: Escalation) -> None:
    sweep()
    assert waking.waiting() == {str(escalation.pk)}


def test_what_waits_in_the_queue_is_not_queued_again(escalation: Escalation) -> None:
    wake_worker(escalation)
    for _ in range(3):
        sweep()
    assert queue_length() == 1


def test_a_dead_workers_escalation_is_queued_again(escalation: Escalation) -> None:
    over = timezone.now() - LONG_AGO
    change(escalation, state=EscalationState.RUNNING, attempts=1, fence=1, lease_until=over)
    sweep()
    assert waking.waiting() == {str(escalation.pk)}


def test_what_a_worker_is_at_is_left_to_it(escalation: Escalation) -> None:
    held = timezone.now() + LONG_AGO
    change(escalation, state=EscalationState.RUNNING, attempts=1, fence=1, lease_until=held)
    sweep()
    assert queue_length() == 0


@pytest.mark.parametrize("state", [EscalationState.RUNNING, EscalationState.QUEUED])
def test_an_escalation_that_outlived_three_workers_ends_honestly(
    escalation: Escalation, state: EscalationState
) -> None:
    change(escalation, state=state, attempts=3, fence=3, lease_until=timezone.now() - LONG_AGO)
    sweep()
    escalation.refresh_from_db()
    assert (escalation.state, escalation.error_code) == (EscalationState.FAILED, POISON_CODE)
    assert escalation.ended_at is not None
