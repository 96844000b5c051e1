"""Leases and fences: who works on an escalation now, by the database's clock.

A lease runs out when its worker dies; whoever claims next gets a higher fence, and only the
holder of the newest fence may write an end. A worker that was stopped and woke up late finds its
fence stale and writes nothing.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Now

from delegation.conversations.models import Escalation, EscalationState

LEASE = timedelta(seconds=20)  # a dead worker's escalation waits this long, plus one sweep
MAX_ATTEMPTS = 3  # an escalation that killed three workers is poison
UNCLAIMED = timedelta(seconds=5)  # queued for longer: its wake-up was probably lost


class Overtaken(Exception):
    """Another claim is newer, or the escalation has ended: this one may begin nothing more."""


def claim(tenant_id: int, escalation_id: UUID) -> Escalation | None:
    """Take the escalation for one lease; None when there is nothing to do for this caller."""
    free = Q(state=EscalationState.QUEUED) | Q(state=EscalationState.RUNNING, lease_until__lt=Now())
    claimed = Escalation.objects.filter(
        free, tenant_id=tenant_id, pk=escalation_id, attempts__lt=MAX_ATTEMPTS
    ).update(
        state=EscalationState.RUNNING,
        attempts=F("attempts") + 1,
        fence=F("fence") + 1,
        lease_until=Now() + LEASE,
    )
    if claimed == 0:
        return None
    return Escalation.objects.select_related("tenant", "conversation").get(pk=escalation_id)


def renew(held: Iterable[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
    """Extend leases that are still held, as (escalation id, fence); those that were."""
    mine = Q(pk__in=[])
    for escalation_id, fence in held:
        mine |= Q(pk=escalation_id, fence=fence)
    running = Escalation.objects.filter(mine, state=EscalationState.RUNNING)
    running.update(lease_until=Now() + LEASE)
    return set(running.values_list("pk", "fence"))


def hold(escalation: Escalation) -> None:
    """Keep others from taking over until the transaction ends. Raises `Overtaken`."""
    mine = Escalation.objects.select_for_update(no_key=True).filter(
        pk=escalation.pk, fence=escalation.fence, state=EscalationState.RUNNING
    )
    if not mine.values_list("pk", flat=True):
        raise Overtaken


def end(
    escalation: Escalation, state: EscalationState, *, code: str = "", message: str = ""
) -> bool:
    """Write the end if this claim is still the newest; False: somebody else has it now."""
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


def give_back(escalation: Escalation) -> bool:
    """Put a claimed escalation back into the queue, for another attempt by anyone."""
    return (
        Escalation.objects.filter(
            pk=escalation.pk, fence=escalation.fence, state=EscalationState.RUNNING
        ).update(state=EscalationState.QUEUED, lease_until=None)
        == 1
    )


def overdue(*, limit: int) -> list[tuple[int, UUID]]:
    """(tenant id, id) of those that nobody works on although somebody should."""
    lost = Q(state=EscalationState.QUEUED, created_at__lt=Now() - UNCLAIMED)
    dead = Q(state=EscalationState.RUNNING, lease_until__lt=Now())
    return list(
        Escalation.objects.filter(lost | dead)
        .order_by("created_at")
        .values_list("tenant_id", "pk")[:limit]
    )


def exhausted() -> list[Escalation]:
    """Those whose last attempt is over without an end."""
    dead = Q(state=EscalationState.RUNNING, lease_until__lt=Now()) | Q(state=EscalationState.QUEUED)
    return list(
        Escalation.objects.select_related("tenant").filter(dead, attempts__gte=MAX_ATTEMPTS)
    )
