"""The whole life of an escalation: queued, claimed, given back, ended, stopped, swept.

Every change of an escalation's state is in this file. Who works on one is decided by the
database's clock: a lease runs out when its worker dies, the next claim gets a higher fence, and
only the holder of the newest fence may write an end. A worker that was paused and wakes up late
finds its fence stale and writes nothing.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from delegation import counters
from delegation.conversations.models import Conversation, Escalation, EscalationState
from delegation.conversations.services import budget
from delegation.conversations.services.queue import (
    may_be_left_waiting,
    note_left_waiting,
    waiting,
    wake_worker,
)
from delegation.conversations.services.writing import write_error

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)  # a dead worker's escalation waits this long, plus one sweep
MAX_ATTEMPTS = 3  # an escalation that killed three workers is poison
UNCLAIMED = timedelta(seconds=5)  # queued for longer: its wake-up was probably lost
# Messages of one tenant that stand in the queue of workers at a time. Others wait as rows, and each
# claim calls the next one: tenants take turns, however many messages one of them has.
IN_LINE = 4
SWEPT_AT_ONCE = 2_000  # as many as may wait; the next sweep comes in seconds
STOPPED_CODE = "stopped"
STOPPED_MESSAGE = "Stopped."
POISON_CODE = "attempts_exhausted"
POISON_MESSAGE = "The assistant could not answer this message. Please try writing it differently."


# In one statement: where two claims meet, the second waits for the first one's row and then sees
# that it is not free any more.
CLAIM = """
UPDATE conversations_escalation SET
    state = 'running', attempts = attempts + 1, fence = fence + 1,
    lease_until = statement_timestamp() + %(lease)s
WHERE tenant_id = %(tenant)s AND id = %(escalation)s AND attempts < %(most_attempts)s
    AND (state = 'queued' OR (state = 'running' AND lease_until < statement_timestamp()))
    AND (
        SELECT count(*) FROM conversations_escalation
        WHERE tenant_id = %(tenant)s AND state = 'running' AND lease_until >= statement_timestamp()
    ) < %(most_running)s
RETURNING *
"""


END_WITH_ANSWER = """
WITH ended AS (
    UPDATE conversations_escalation SET
        state = 'answered', error_code = '', error_message = '', lease_until = NULL,
        ended_at = statement_timestamp()
    WHERE tenant_id = %(tenant)s AND id = %(escalation)s AND fence = %(fence)s AND state = 'running'
    RETURNING id
), conversation AS (
    UPDATE conversations_conversation SET awaiting = %(awaiting)s
    WHERE tenant_id = %(tenant)s AND id = %(conversation)s AND EXISTS (SELECT FROM ended)
)
INSERT INTO conversations_answer
    (escalation_id, tenant_id, text, awaiting, source, lesson_problem, created_at)
SELECT id, %(tenant)s, %(text)s, %(awaiting)s, 'teacher', %(problem)s, %(now)s FROM ended
RETURNING escalation_id
"""


class Overtaken(Exception):
    """Another claim is newer, or the escalation has ended: this claim may start nothing more."""


def running_of(tenant_id: int) -> int:
    """Return how many answers workers are writing for the tenant now."""
    running = Escalation.objects.filter(tenant_id=tenant_id, state=EscalationState.RUNNING)
    return running.filter(lease_until__gte=Now()).count()


def load_of(tenant_id: int) -> tuple[int, int]:
    """Return how many of the tenant's messages wait for a worker, and how many have one."""
    not_ended = [EscalationState.QUEUED, EscalationState.RUNNING]
    of_tenant = Escalation.objects.filter(tenant_id=tenant_id, state__in=not_ended)
    queued = Count("pk", filter=Q(state=EscalationState.QUEUED))
    found = of_tenant.aggregate(queued=queued, all=Count("pk"))
    return found["queued"], found["all"] - found["queued"]


def join_queue(escalation: Escalation, *, ahead: int) -> None:
    """Put a new, committed message into the queue of workers if the tenant has room in it.

    `ahead`: how many messages of the tenant waited before it. Where there was no room, a claim of
    one of those calls this one later. The note comes before the second look, and a claim before its
    look at the note, so that one of the two sees the other.
    """
    tenant_id = escalation.tenant_id
    if ahead >= IN_LINE:
        note_left_waiting(tenant_id)
        if _queued(tenant_id).count() > IN_LINE:
            return
    wake_worker(escalation)


def wake_next(tenant_id: int) -> None:
    """Wake a worker for the message that waits longest for the tenant's share of the workers.

    Call this when an answer ends. Otherwise a message that waits because the tenant's share was
    taken stays there until the sweep.
    """
    if not may_be_left_waiting(tenant_id):
        return
    if running_of(tenant_id) >= settings.ANSWERS_OF_A_TENANT - 1:  # else it was woken already
        _call_next(tenant_id)


def _call_next(tenant_id: int, *, after: int = 0) -> None:
    """Put the tenant's next message at the end of the queue, behind those of other tenants.

    `after`: so many that wait longer are in the queue already.
    """
    for following in _queued(tenant_id).order_by("created_at")[after : after + 1]:
        note_left_waiting(tenant_id)  # others may wait behind it
        wake_worker(following)


def _queued(tenant_id: int) -> QuerySet[Escalation]:
    return Escalation.objects.filter(tenant_id=tenant_id, state=EscalationState.QUEUED)


def take(tenant_id: int, escalation_id: UUID) -> Escalation | None:
    """Claim the escalation, or the tenant's longest waiting one where it is taken already.

    A message in the queue is the tenant's turn. The next one is called before the answer begins.
    """
    claimed = claim(tenant_id, escalation_id)
    if not may_be_left_waiting(tenant_id):
        return claimed
    if claimed is None:
        longest = _queued(tenant_id).order_by("created_at").first()
        claimed = claim(tenant_id, longest.pk) if longest is not None else None
    if claimed is not None:
        _call_next(tenant_id, after=IN_LINE - 1)
    return claimed


def claim(tenant_id: int, escalation_id: UUID) -> Escalation | None:
    """Claim the escalation for one lease; return None if this caller has nothing to do.

    Also None while workers write as many answers for this tenant as they may: then the row waits,
    and one that ends wakes the next. Claims that come at the same moment may go a little over.
    """
    claimed = Escalation.objects.raw(
        CLAIM,
        {
            "tenant": tenant_id,
            "escalation": escalation_id,
            "lease": LEASE,
            "most_attempts": MAX_ATTEMPTS,
            "most_running": settings.ANSWERS_OF_A_TENANT,
        },
    )
    escalation = next(iter(claimed), None)
    if escalation is None:
        if running_of(tenant_id) >= settings.ANSWERS_OF_A_TENANT:
            note_left_waiting(tenant_id)
        return None
    escalation.conversation = read_conversation(tenant_id, escalation.conversation_id)
    escalation.tenant = escalation.conversation.tenant
    if escalation.attempts > 1:
        counters.AGAIN.inc()
    return escalation


def read_conversation(tenant_id: int, conversation_id: int) -> Conversation:
    """Return the conversation with what an answer in it needs: the tenant and its teacher."""
    conversations = Conversation.objects.select_related("tenant__own_teacher")
    return conversations.get(tenant_id=tenant_id, pk=conversation_id)


def renew(held: Iterable[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
    """Extend the leases, given as (escalation id, fence), and return those that are still held."""
    mine = Q(pk__in=[])
    for escalation_id, fence in held:
        mine |= Q(pk=escalation_id, fence=fence)
    running = Escalation.objects.filter(mine, state=EscalationState.RUNNING)
    running.update(lease_until=Now() + LEASE)
    return set(running.values_list("pk", "fence"))


def hold(escalation: Escalation) -> None:
    """Prevent a takeover until the transaction ends. Raises `Overtaken`."""
    mine = Escalation.objects.select_for_update(no_key=True).filter(
        pk=escalation.pk, fence=escalation.fence, state=EscalationState.RUNNING
    )
    if not mine.values_list("pk", flat=True):
        raise Overtaken


def end(
    escalation: Escalation, state: EscalationState, *, code: str = "", message: str = ""
) -> bool:
    """Write the end if this claim is still the newest; return whether it was."""
    return (
        Escalation.objects.filter(
            pk=escalation.pk, fence=escalation.fence, state=EscalationState.RUNNING
        ).update(
            state=state,
            error_code=code,
            error_message=message[:300],
            ended_at=Now(),
            lease_until=None,
        )
        == 1
    )


def end_with_answer(escalation: Escalation, *, text: str, awaiting: str, problem: str) -> bool:
    """Write the end, what the conversation awaits and the answer, where this claim is the newest.

    `problem` names why the reply's lesson teaches nothing. Return whether it was written.
    """
    values: dict[str, Any] = {
        "tenant": escalation.tenant_id,
        "escalation": escalation.pk,
        "conversation": escalation.conversation_id,
        "fence": escalation.fence,
        "text": text,
        "awaiting": awaiting,
        "problem": problem,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(END_WITH_ANSWER, values)
        return cursor.fetchone() is not None


def give_back(escalation: Escalation) -> bool:
    """Put a claimed escalation back into the queue, for another attempt by anyone."""
    return (
        Escalation.objects.filter(
            pk=escalation.pk, fence=escalation.fence, state=EscalationState.RUNNING
        ).update(state=EscalationState.QUEUED, lease_until=None)
        == 1
    )


def end_unclaimed(escalation: Escalation) -> bool:
    """End an unclaimed escalation as answered; return False if it was claimed or has ended."""
    queued = Escalation.objects.filter(
        tenant_id=escalation.tenant_id, pk=escalation.pk, state=EscalationState.QUEUED
    )
    return queued.update(state=EscalationState.ANSWERED, ended_at=Now()) == 1


def stop(escalation: Escalation) -> str:
    """End the escalation as stopped, and return the state it is in now. Safe to call twice.

    What was written so far is no answer. The fence rises, so the worker that still writes finds
    itself overtaken and commits nothing.
    """
    stopped = Escalation.objects.filter(
        tenant_id=escalation.tenant_id,
        pk=escalation.pk,
        state__in=[EscalationState.QUEUED, EscalationState.RUNNING],
    ).update(
        state=EscalationState.STOPPED,
        fence=F("fence") + 1,
        error_code=STOPPED_CODE,
        error_message=STOPPED_MESSAGE,
        lease_until=None,
        ended_at=Now(),
    )
    if stopped:
        counters.STOPPED.inc()
        write_error(escalation, STOPPED_CODE, STOPPED_MESSAGE)
    escalation.refresh_from_db(fields=["state"])
    return escalation.state


def sweep() -> None:
    """Repair what lost messages and dead workers left behind.

    Safe to run twice, on two schedulers, or not for an hour.
    """
    _wake_workers_for_the_overdue()
    for escalation in _exhausted():
        _end_poison(escalation)
    budget.settle_left_behind(limit=SWEPT_AT_ONCE)


def _wake_workers_for_the_overdue() -> None:
    """Skip those with a message in the queue: a sweep must not make a long queue longer.

    Note again whose messages are left waiting. The note may be lost with the cache, and without it
    no claim calls the next one: a tenant would get no more answers than its places at each sweep.
    """
    lost = Q(state=EscalationState.QUEUED, created_at__lt=Now() - UNCLAIMED)
    dead = Q(state=EscalationState.RUNNING, lease_until__lt=Now())
    overdue = list(Escalation.objects.filter(lost | dead).order_by("created_at")[:SWEPT_AT_ONCE])
    if not overdue:
        return
    held, running = waiting(), Counter(_running_by_tenant())
    in_line = Counter(each.tenant_id for each in overdue if str(each.pk) in held)
    left_waiting = set()
    for escalation in overdue:
        tenant_id, is_lost = escalation.tenant_id, escalation.state == EscalationState.QUEUED
        if str(escalation.pk) in held:
            continue
        has_share = running[tenant_id] < settings.ANSWERS_OF_A_TENANT
        if not has_share or (is_lost and in_line[tenant_id] >= IN_LINE):
            left_waiting.add(tenant_id)
            continue
        in_line[tenant_id] += is_lost
        running[tenant_id] += 1
        wake_worker(escalation, again=True)
    for tenant_id in left_waiting:
        note_left_waiting(tenant_id)


def _running_by_tenant() -> dict[int, int]:
    running = Escalation.objects.filter(state=EscalationState.RUNNING, lease_until__gte=Now())
    rows = running.order_by().values_list("tenant_id").annotate(count=Count("pk"))
    return dict(rows)


def _exhausted() -> list[Escalation]:
    """Return escalations whose last attempt is over without an end."""
    dead = Q(state=EscalationState.RUNNING, lease_until__lt=Now()) | Q(state=EscalationState.QUEUED)
    return list(
        Escalation.objects.select_related("tenant").filter(dead, attempts__gte=MAX_ATTEMPTS)
    )


def _end_poison(escalation: Escalation) -> None:
    ended = Escalation.objects.filter(
        pk=escalation.pk,
        fence=escalation.fence,
        state__in=[EscalationState.RUNNING, EscalationState.QUEUED],
    ).update(
        fence=escalation.fence + 1,
        state=EscalationState.RUNNING,
        lease_until=Now(),  # over at once: should this sweep die here, the next one goes on
    )
    if not ended:
        return
    escalation.fence += 1
    budget.settle_abandoned(escalation)
    if end(escalation, EscalationState.FAILED, code=POISON_CODE, message=POISON_MESSAGE):
        logger.warning("Escalation %s ended after %s attempts", escalation.pk, escalation.attempts)
        counters.FAILED.labels(POISON_CODE).inc()
        write_error(escalation, POISON_CODE, POISON_MESSAGE)
