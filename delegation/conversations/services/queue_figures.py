"""What waits, for Prometheus: read when it is asked for."""

from dataclasses import dataclass

from django.db.models import Count, F, Min
from django.db.models.functions import Now

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services.queue import queue_length
from delegation.queues import ANSWERS, SLOW
from tenants.row_security import as_platform


@dataclass(frozen=True)
class QueueFigures:
    """`oldest_seconds` is 0 where no message waits for a worker."""

    oldest_seconds: float
    unended: dict[str, int]  # messages by state
    tasks: dict[str, int]  # by queue


def queue_figures() -> QueueFigures:
    """Raises django.db.DatabaseError, or one of `AWAY`."""
    states = [EscalationState.QUEUED, EscalationState.RUNNING]
    with as_platform("operators see what waits for all tenants"):
        rows = (
            Escalation.objects.filter(state__in=states)
            .order_by()
            .values("state")
            .annotate(count=Count("pk"), oldest=Now() - Min(F("created_at")))
        )
        found = {row["state"]: row for row in rows}
    queued = found.get(EscalationState.QUEUED)
    return QueueFigures(
        queued["oldest"].total_seconds() if queued else 0.0,
        {state.value: found[state]["count"] if state in found else 0 for state in states},
        {queue: queue_length(queue) for queue in (ANSWERS, SLOW)},
    )
