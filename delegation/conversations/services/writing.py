"""Events of an escalation, written where its stream reads them."""

from delegation.conversations.events import EventWriter
from delegation.conversations.models import Escalation
from delegation.errors import error_body
from delegation.valkey import event_store


def event_writer(escalation: Escalation) -> EventWriter:
    """A writer for the claim that `escalation` was loaded with."""
    return EventWriter(
        event_store(), escalation.tenant_id, escalation.pk, attempt=max(escalation.fence, 1)
    )


def write_error(escalation: Escalation, code: str, message: str) -> None:
    event_writer(escalation).error(error_body(code, message))
