"""Events of an escalation, written where its stream reads them."""

from functools import cache
from typing import Any

from django.conf import settings

from delegation.conversations.events import EventWriter, Redis, connect
from delegation.conversations.models import Escalation
from delegation.errors import error_body


@cache
def connection() -> Redis:
    """One pool of connections per process."""
    return connect(settings.REDIS_URL)


def event_writer(escalation: Escalation) -> EventWriter:
    """A writer for the claim that `escalation` was loaded with."""
    return EventWriter(
        connection(), escalation.tenant_id, escalation.pk, attempt=max(escalation.fence, 1)
    )


def write_answer(writer: EventWriter, payload: dict[str, Any]) -> None:
    """The end, after it was committed. Readers find it in the row where Valkey misses it."""
    writer.answer(payload)


def write_error(escalation: Escalation, code: str, message: str) -> None:
    event_writer(escalation).error(error_body(code, message))
