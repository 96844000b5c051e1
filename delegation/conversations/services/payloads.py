"""The payload and the events that a visitor gets of an ended escalation."""

from typing import Any
from uuid import UUID

from django.http import Http404

from delegation.conversations import access
from delegation.conversations.models import Answer, Escalation, EscalationState
from delegation.domain.wire.events import START, Event, id_of_the_end
from delegation.domain.words import Awaiting
from delegation.errors import error_body
from tenants.row_security import acting_for


def answer_payload(answer: Answer) -> dict[str, Any]:
    """Return what the browser gets: the seed's shape, extended.

    The browser of a visitor in the holdout receives an unknown awaiting state, and
    nothing to learn: then its gatekeeper stays silent without a separate rule for that.
    """
    held_out = answer.escalation.conversation.held_out
    payload: dict[str, Any] = {
        "userResponse": answer.text,
        "awaiting": Awaiting.UNKNOWN.value if held_out else answer.awaiting,
        "source": answer.source,
    }
    if answer.options:
        payload["options"] = answer.options
    if answer.instruction is not None and not held_out:
        payload["learningInstruction"] = answer.instruction
    return payload


def error_payload(escalation: Escalation) -> dict[str, Any]:
    return error_body(escalation.error_code, escalation.error_message)


def recorded_events(tenant_id: int, escalation_id: UUID) -> list[Event] | None:
    """Return the last event, read from the row; [] while it has not ended, None without a row."""
    try:
        with acting_for(tenant_id):  # which the token names; streams are no requests of Django's
            escalation = access.get_escalation(tenant_id, escalation_id)
    except Http404:
        return None
    if not escalation.ended:
        return []
    end = id_of_the_end(START)
    if escalation.state == EscalationState.ANSWERED:
        return [Event(end, "answer", answer_payload(escalation.answer))]
    return [Event(end, "error", error_payload(escalation))]
