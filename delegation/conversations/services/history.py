"""What was said in a conversation before a message, as the teacher is told it."""

from collections.abc import Iterator

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services.teachers import persona_of
from delegation.domain.words import Awaiting
from delegation.teacher import TeacherRequest, Turn

MOST_ESCALATIONS = 30  # the prompt keeps fewer; older ones need not be read


def teacher_request(escalation: Escalation) -> TeacherRequest:
    """The message in its conversation, for this tenant's assistant."""
    tenant = escalation.tenant
    return TeacherRequest(persona_of(tenant), escalation.message, tuple(_turns(escalation)))


def _turns(escalation: Escalation) -> Iterator[Turn]:
    """Oldest first: answered escalations with what browsers answered in between."""
    earlier = (
        Escalation.objects.select_related("answer")
        .filter(
            tenant_id=escalation.tenant_id,
            conversation_id=escalation.conversation_id,
            created_at__lt=escalation.created_at,
            state=EscalationState.ANSWERED,
        )
        .order_by("-created_at")[:MOST_ESCALATIONS]
    )
    for before in reversed(earlier):
        yield from _local_turns(before)
        yield Turn(visitor=True, text=before.message)
        awaiting = Awaiting(before.answer.awaiting)
        yield Turn(visitor=False, text=before.answer.text, awaiting=awaiting)
    yield from _local_turns(escalation)


def _local_turns(escalation: Escalation) -> Iterator[Turn]:
    for turn in escalation.local_turns:
        yield Turn(visitor=True, text=turn["message"])
        yield Turn(visitor=False, text=turn["response"], awaiting=Awaiting.NOTHING, local=True)
