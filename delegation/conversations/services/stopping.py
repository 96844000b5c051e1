"""The visitor stops the teacher: what was written so far is not an answer."""

from django.db.models import F
from django.db.models.functions import Now

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services.writing import write_error

STOPPED_CODE = "stopped"
STOPPED_MESSAGE = "Stopped."


def request_stop(escalation: Escalation) -> str:
    """End the escalation as stopped; the state it is in now. Stopping twice is harmless.

    The fence rises, so the worker that still writes finds itself overtaken and commits nothing.
    """
    stopped = Escalation.objects.filter(
        tenant_id=escalation.tenant_id,
        pk=escalation.pk,
        state__in=[EscalationState.QUEUED, EscalationState.RUNNING],
    ).update(
        state=EscalationState.STOPPED,
        stop_requested=True,
        fence=F("fence") + 1,
        error_code=STOPPED_CODE,
        error_message=STOPPED_MESSAGE,
        lease_until=None,
        ended_at=Now(),
    )
    if stopped:
        write_error(escalation, STOPPED_CODE, STOPPED_MESSAGE)
    escalation.refresh_from_db(fields=["state"])
    return escalation.state
