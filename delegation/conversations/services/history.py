"""The turns of a conversation before a message, as the teacher receives them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Window

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services.teachers import persona_of
from delegation.domain.wire.page_context import page_note
from delegation.domain.words import Awaiting
from delegation.teacher import TeacherRequest, Turn

MOST_ESCALATIONS = 40  # the prompt keeps fewer; older ones need not be read
# Left out together, so that the request begins like the one before it and a provider's prefix
# cache holds it.
LEFT_OUT_TOGETHER = 20


def teacher_request(escalation: Escalation) -> TeacherRequest:
    """Build the request for a message: its conversation so far, and this tenant's persona."""
    tenant = escalation.tenant
    return TeacherRequest(
        persona_of(tenant),
        escalation.message,
        tuple(_turns(escalation)),
        page=page_note(escalation.page or {}),
    )


def _turns(escalation: Escalation) -> Iterator[Turn]:
    """Return the turns, oldest first: answered escalations and browsers' answers in between."""
    answered = Escalation.objects.filter(
        tenant_id=escalation.tenant_id,
        conversation_id=escalation.conversation_id,
        created_at__lt=escalation.created_at,
        state=EscalationState.ANSWERED,
    )
    # One question for the rows and their number: mostly there are few. Whole models would take
    # longer to make than the question itself.
    newest = list(
        answered.annotate(count=Window(Count("pk")))
        .order_by("-created_at")
        .values_list("count", "local_turns", "message", "answer__text", "answer__awaiting")[
            :MOST_ESCALATIONS
        ]
    )
    count = newest[0][0] if newest else 0
    for _, local_turns, message, text, awaiting in reversed(newest[: count - _first(count)]):
        yield from _local_turns(local_turns)
        yield Turn(visitor=True, text=message)
        yield Turn(visitor=False, text=text, awaiting=Awaiting(awaiting))
    yield from _local_turns(escalation.local_turns)


def _first(count: int) -> int:
    """Return the index of the turn with which the history begins."""
    too_many = max(0, count - MOST_ESCALATIONS)
    return -(-too_many // LEFT_OUT_TOGETHER) * LEFT_OUT_TOGETHER


def _local_turns(turns: list[dict[str, Any]]) -> Iterator[Turn]:
    for turn in turns:
        yield Turn(visitor=True, text=turn["message"])
        yield Turn(visitor=False, text=turn["response"], awaiting=Awaiting.NOTHING, local=True)
