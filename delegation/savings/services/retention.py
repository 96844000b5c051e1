"""How long receipts and messages are kept: a year's report can be checked to its last beacon.

Sums of hours and days stay for ever. Everything is deleted in short transactions, oldest first, so
that other work waits for no lock, and PostgreSQL uses the room of deleted rows again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from delegation.conversations import access as conversations
from delegation.conversations.models import Answer, Conversation, Escalation, TeacherCall
from delegation.conversations.models.escalation import ENDED
from delegation.savings.models import AnswerAudit, UsageBatch, UsageCount
from tenants.models import Tenant

KEPT = timedelta(days=400)
AT_ONCE = 5_000  # rows; short transactions let beacons in
MESSAGES_AT_ONCE = 1_000  # each with an answer, calls and perhaps a conversation


def oldest_kept(now: datetime) -> datetime:
    """Return the first hour whose receipts are kept; sums stay for ever."""
    return now - KEPT


def forget_old_usage(tenant: Tenant, now: datetime) -> int:
    """Delete receipts whose time is over; how many counts. Safe to run twice."""
    kept, usage = oldest_kept(now), UsageCount.objects.filter(tenant=tenant)
    count = _delete(usage.filter(hour__lt=kept))
    count += _delete(usage.filter(batch__received_at__lt=kept))  # of hours that were made up
    batches = UsageBatch.objects.filter(tenant=tenant, received_at__lt=kept, counts__isnull=True)
    _delete(batches)
    return count


def forget_old_messages(tenant: Tenant, now: datetime) -> int:
    """Delete messages whose time is over with all that belongs to them; how many messages.

    Safe to run twice, and to end at any moment. Lessons keep what was taught: they are no receipts.
    """
    kept, count = oldest_kept(now), 0
    old = conversations.escalations_of(tenant).filter(state__in=ENDED, created_at__lt=kept)
    some = _oldest(old)
    while some:
        count += len(some)
        _delete_messages(tenant, [pk for pk, _, _ in some], {of for _, of, _ in some})
        # Begun at the oldest again, each look would pass all that were deleted before it.
        some = _oldest(old.filter(created_at__gte=some[-1][2]))
    _delete(
        conversations.teacher_calls_of(tenant).filter(
            escalation=None, settled=True, created_at__lt=kept
        )
    )
    return count


def _oldest(messages: QuerySet[Escalation]) -> list[tuple[UUID, int, datetime]]:
    """Return (id, conversation, time) of the next messages to delete."""
    columns = ("pk", "conversation_id", "created_at")
    return list(messages.order_by("created_at").values_list(*columns)[:MESSAGES_AT_ONCE])


@transaction.atomic
def _delete_messages(tenant: Tenant, ids: Sequence[Any], conversation_ids: set[int]) -> None:
    for model in (AnswerAudit, TeacherCall, Answer):
        _delete_raw(model._default_manager.filter(tenant=tenant, escalation__in=ids))
    _delete_raw(Escalation.objects.filter(tenant=tenant, pk__in=ids))
    left = Escalation.objects.filter(conversation=OuterRef("pk"))
    mentioned = Conversation.objects.filter(tenant=tenant, pk__in=conversation_ids)
    _delete_raw(mentioned.filter(~Exists(left)))


def _delete_raw(rows: QuerySet[Any]) -> int:
    """Delete in one statement: Django would read the rows first, to look for others."""
    return rows._raw_delete(rows.db)


def _delete(old: QuerySet[Any]) -> int:
    model: type[Model] = old.model
    count = 0
    while True:
        some = model._default_manager.filter(pk__in=old.values("pk")[:AT_ONCE])
        deleted = _delete_raw(some)
        if not deleted:
            return count
        count += deleted
