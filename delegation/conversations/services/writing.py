"""The writer of an escalation's events, where its stream reads them."""

from delegation.conversations.events import EventWriter
from delegation.conversations.models import Escalation
from delegation.errors import error_body
from delegation.valkey import event_store


def event_writer(escalation: Escalation) -> EventWriter:
    """Return a writer for the claim with which `escalation` was loaded."""
    return EventWriter(
        event_store(), escalation.tenant_id, escalation.pk, attempt=max(escalation.fence, 1)
    )


def write_error(escalation: Escalation, code: str, message: str) -> None:
    event_writer(escalation).error(error_body(code, message))
