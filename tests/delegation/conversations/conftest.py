"""Escalations as rows, and the queue that workers would take them from."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from decimal import Decimal
from typing import cast
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.conversations.models import Conversation, Escalation
from delegation.conversations.services import lifecycle, queue, teachers
from delegation.conversations.services.answering import answer
from delegation.conversations.services.leases import Keeper, Lease
from delegation.domain.phrases import canonical
from delegation.valkey import valkey
from tenants.models import SiteKey, Tenant
from tests.delegation.conversations.chatting import PERSONA, Chat, set_price
from tests.delegation.conversations.making import Say, message_of
from tests.delegation.teacher.providers import ProviderServer
from tests.faults.teacher_server import FaultTeacher


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
def queued(tenant: Tenant) -> Escalation:
    """An escalation that was queued a minute ago."""
    conversation = Conversation.objects.create(tenant=tenant, visitor="v", client_id="c")
    return message_of(tenant, conversation=conversation)


@pytest.fixture
def claimed(queued: Escalation) -> Escalation:
    """As the worker has it that claimed it first."""
    first = lifecycle.claim(queued.tenant_id, queued.pk)
    assert first is not None
    return first


@pytest.fixture
def overtaken(claimed: Escalation) -> Escalation:
    """As the first worker has it, when its lease ran out and a second one is at it."""
    Escalation.objects.filter(pk=claimed.pk).update(
        lease_until=timezone.now() - timedelta(minutes=1)
    )
    assert lifecycle.claim(claimed.tenant_id, claimed.pk) is not None
    return claimed


@pytest.fixture
def scripted(settings: Settings) -> Iterator[FaultTeacher]:
    with FaultTeacher() as running:
        settings.TEACHER_BASE_URL, settings.TEACHER_API_KEY = running.base_url, "sk"
        settings.TEACHER_MODEL = f"model-{uuid4()}"
        yield running


@pytest.fixture
def kept_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper's own connection does not see the rows of a test's transaction."""
    monkeypatch.setattr(Keeper, "holding", lambda _, row: nullcontext(Lease(row.pk, row.fence)))


@pytest.fixture
def say(tenant: Tenant, site_key: SiteKey, scripted: FaultTeacher, kept_lease: None) -> Say:
    """A visitor's message, answered as a worker does."""

    def answered(
        message: str, *, awaiting: str = "nothing", held_out: bool = False, **fields: object
    ) -> Escalation:
        name = str(uuid4())
        conversation = Conversation.objects.create(
            tenant=tenant, visitor=name, client_id=name, held_out=held_out
        )
        escalation = Escalation.objects.create(
            tenant=tenant,
            site_key=site_key,
            conversation=conversation,
            client_id=name,
            body_hash="",
            message=message,
            phrase=canonical(message),
            awaiting=awaiting,
            address_prefix=name,
            **fields,
        )
        answer(tenant.pk, escalation.pk)
        return Escalation.objects.select_related("answer").get(pk=escalation.pk)

    return answered


@pytest.fixture
def provider_server(settings: Settings) -> Iterator[ProviderServer]:
    """The platform's teacher, byte for byte."""
    with ProviderServer() as running:
        settings.TEACHER_BASE_URL, settings.TEACHER_API_KEY = running.base_url, "sk"
        settings.TEACHER_MODEL = f"model-{uuid4()}"
        yield running


@pytest.fixture
def fresh_teacher() -> Iterator[None]:
    """The process makes its connections by the settings that a test changes."""
    teachers.teacher.cache_clear()
    yield
    teachers.teacher.cache_clear()


@pytest.fixture
def chat(
    tenant: Tenant, site_key: SiteKey, provider_server: ProviderServer, kept_lease: None
) -> Chat:
    """With a teacher that nobody has asked before, at the prices of gpt-5-mini."""
    tenant.instructions, tenant.monthly_budget = PERSONA, Decimal(10)
    tenant.save()
    set_price("0.25", "2", cached="0.025", at=provider_server.base_url)
    return Chat(tenant, site_key, provider_server)
