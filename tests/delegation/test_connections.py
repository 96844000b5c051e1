"""No connection to the database is held while a worker waits for a network."""

import smtplib
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import connections
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from delegation.conversations.models import Conversation, Escalation, EscalationState
from delegation.conversations.services.answering import answer
from tenants.models import Tenant, User
from tenants.services import create_tenant, outbox
from tests.attacks import Figure
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

ATTACK = (
    "models and mail servers that answer slowly hold every database connection",
    "no connection is held across a wait for a network",
)
PACE = Script(pieces=4, first_seconds=0.3, piece_seconds=0.1)


def held(wrappers: list[Any]) -> list[str]:
    return [each.alias for each in wrappers if each.connection is not None]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tenant]:
    """A tenant whose rows are really committed: a transaction keeps its connection."""
    with django_db_blocker.unblock():
        person = User.objects.create_user(f"owner-{uuid4().hex[:8]}@shop.example")
        yield create_tenant("Patient", owner=person)
        connections.close_all()


@pytest.fixture
def server(settings: Settings) -> Iterator[FaultTeacher]:
    with FaultTeacher(PACE) as running:
        settings.TEACHER_BASE_URL, settings.TEACHER_API_KEY = running.base_url, "sk"
        settings.TEACHER_MODEL = f"model-{uuid4()}"
        yield running


@pytest.mark.attack(*ATTACK)
def test_none_is_held_while_the_teacher_answers(
    committed: Tenant, server: FaultTeacher, figure: Figure
) -> None:
    name = uuid4().hex
    made = Escalation.objects.create(
        tenant=committed,
        site_key=committed.site_keys.get(),
        conversation=Conversation.objects.create(tenant=committed, visitor=name, client_id=name),
        client_id=name,
        message="Where is my parcel?",
        awaiting="nothing",
        address_prefix="n",
    )
    wrappers = list(connections.all())
    seen: list[list[str]] = []

    def look() -> None:
        give_up = time.monotonic() + 20
        while not server.calls and time.monotonic() < give_up:
            time.sleep(0.01)
        time.sleep(0.15)  # the answer takes half a second more
        seen.append(held(wrappers))

    looking = threading.Thread(target=look)
    looking.start()
    answer(committed.pk, made.pk)
    looking.join()
    made.refresh_from_db()
    figure(f"{len(seen[0])} held")
    assert made.state == EscalationState.ANSWERED
    assert seen == [[]]


@pytest.mark.attack(*ATTACK)
def test_none_is_held_while_mail_is_handed_over(
    committed: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def hand_over(*_: object) -> None:
        seen.append(held(list(connections.all())))
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr(outbox, "_hand_over", hand_over)
    # The product's own workers may run beside this test, and must not take the message.
    monkeypatch.setattr(outbox, "send", lambda *_: None)
    outbox.enqueue(EmailMessage("Subject", "Text", to=["a@b.example"]))
    outbox.send_due(timezone.now())
    assert seen
    assert not any(seen)
