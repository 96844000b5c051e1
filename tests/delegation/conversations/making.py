"""Messages and replies for tests of conversations, and the teacher's requests and metrics."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client import REGISTRY

from delegation.conversations.models import Conversation, Escalation
from delegation.conversations.services import answering
from delegation.domain.teaching.marks import MARK_LINE
from delegation.domain.teaching.replies import ParsedReply
from delegation.domain.teaching.ways import NOTE
from tenants.models import SiteKey, Tenant
from tests.conftest import SHOP
from tests.faults.teacher_server import FaultTeacher

Say = Callable[..., Escalation]
"""A visitor's message, answered as a worker does."""


def asked(server: FaultTeacher) -> list[str]:
    """Return what each request so far carried: plain, mark or lesson."""
    found = []
    for call in server.calls:
        messages = call.body["messages"]
        lesson = NOTE in messages[-1]["content"]
        mark = MARK_LINE in messages[0]["content"]
        found.append("lesson" if lesson else "mark" if mark else "plain")
    return found


def post_message(client: Client, site_key: SiteKey, *, visitor: str = "") -> Any:
    """A message that needs the model, from a visitor of this name or a new one."""
    name = visitor or uuid4().hex
    body = {
        "key": site_key.key,
        "visitor": name,
        "conversation": f"talk-{name}",
        "id": uuid4().hex,
        "message": "Where is my parcel?",
    }
    return client.post(
        "/api/v1/escalations",
        json.dumps(body),
        content_type="text/plain",
        headers={"origin": SHOP},
    )


def change(row: Escalation, **fields: object) -> None:
    """Write these fields past all services."""
    Escalation.objects.filter(pk=row.pk).update(**fields)


def stored(row: Escalation) -> Escalation:
    """Return the message as the database has it."""
    return Escalation.objects.get(pk=row.pk)


def reply_with(monkeypatch: pytest.MonkeyPatch, reply: ParsedReply | Exception) -> None:
    """Let every attempt end with this reply or failure; no lesson is recorded."""

    def ask(*_: object) -> ParsedReply:
        if isinstance(reply, Exception):
            raise reply
        return reply

    monkeypatch.setattr(answering, "_ask_and_remember", ask)
    monkeypatch.setattr(answering, "_learn", lambda *_: (None, ""))


def ago(seconds: float) -> datetime:
    """Return the moment this many seconds before now."""
    return timezone.now() - timedelta(seconds=seconds)


def sample(name: str, **labels: str) -> float:
    """Return a metric of this process as operators read it; 0 before it is first counted."""
    return REGISTRY.get_sample_value(name, labels) or 0


def message_of(tenant: Tenant, *, age: float = 60, **columns: Any) -> Escalation:
    """Create a message from a new visitor, `age` seconds ago, and return it as it is stored."""
    name = uuid4().hex
    columns = {
        "conversation": Conversation.objects.create(tenant=tenant, visitor=name, client_id="c"),
        "message": "Hello",
    } | columns
    made = Escalation.objects.create(
        tenant=tenant, site_key=SiteKey.objects.filter(tenant=tenant)[0], client_id=name,
        body_hash="", awaiting="nothing", address_prefix="n", **columns,
    )  # fmt: skip
    change(made, created_at=ago(age))
    return stored(made)
