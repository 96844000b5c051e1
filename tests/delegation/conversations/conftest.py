"""Escalations as rows, and the queue that workers would take them from."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import cast
from uuid import uuid4

import pytest
from django.utils import timezone

from delegation.conversations.models import Conversation, Escalation
from delegation.conversations.services import queue
from delegation.valkey import valkey
from tenants.models import SiteKey, Tenant


@pytest.fixture
def own_queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No worker of other tests listens there, so what is queued stays."""
    name = f"queue-{uuid4()}"
    monkeypatch.setattr(queue, "QUEUE", name)
    yield
    valkey().delete(*queue.queue_lists())


def messages_for(escalation: Escalation) -> int:
    """How many messages wait for a worker of this escalation; others' may wait beside them."""
    lists = [valkey().lrange(name, 0, -1) for name in queue.queue_lists()]
    messages = [each for found in lists for each in cast("list[bytes]", found)]
    return sum(json.loads(each)["headers"]["id"] == str(escalation.pk) for each in messages)


@pytest.fixture
def queued(tenant: Tenant, site_key: SiteKey) -> Escalation:
    """An escalation that was queued a minute ago."""
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
    long_ago = timezone.now() - timedelta(minutes=1)
    Escalation.objects.filter(pk=made.pk).update(created_at=long_ago)
    return made
