"""The health of the platform for its operators: its processes, what waits, and what failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services.queue import queue_length
from delegation.conversations.services.worker_health import SCHEDULER, WITHIN_SECONDS, signs
from delegation.domain.language.plurals import counted
from delegation.notifications.models import Delivery
from delegation.queues import ANSWERS, SLOW
from delegation.valkey import AWAY, valkey
from tenants.models import OutgoingMail

DAY = timedelta(days=1)
LATE = timedelta(seconds=30)  # a message that no worker has taken by then waits too long
LATE_MAIL = timedelta(minutes=10)
STREAM_CLIENT = "stream"  # what each stream process calls its connections to Valkey
ERRORS_SHOWN = 12
KINDS = {
    ANSWERS: ("Workers that answer visitors", "messages wait, and browsers answer what they know"),
    SLOW: ("Workers for slow work", "emails, reports and checks wait"),
    SCHEDULER: ("Scheduler", "periodic work waits"),
}


@dataclass(frozen=True)
class ProcessLine:
    """One kind of process. `problem` is empty while it is well."""

    name: str
    state: str
    problem: str = ""


@dataclass(frozen=True)
class WaitingLine:
    """What waits in one place. `problem` is empty while nothing waits too long."""

    name: str
    count: int
    oldest: datetime | None
    problem: str = ""


@dataclass(frozen=True)
class ErrorLine:
    """How often messages ended with one error code in a day, and in how many workspaces."""

    code: str
    count: int
    tenants: int
    latest: datetime


def processes() -> list[ProcessLine]:
    """Return the state of Valkey and of each kind of process that reports to it."""
    try:
        streams = sum(each["name"] == STREAM_CLIENT for each in valkey().client_list())
        waiting = queue_length(ANSWERS), queue_length(SLOW)
        known = signs()
    except AWAY as problem:
        lost = "No answer. Messages are stored, and workers find them when it is back."
        return [ProcessLine("Valkey", "away", f"{lost} ({type(problem).__name__})")]
    queued = f"{counted(sum(waiting), 'task')} in its queues"
    lines = [ProcessLine("PostgreSQL", "answers"), ProcessLine("Valkey", f"answers; {queued}")]
    lines.append(
        ProcessLine("Stream processes", f"{counted(streams, 'connection')} to Valkey")
        if streams
        else ProcessLine("Stream processes", "none", "No stream process runs: answers arrive late.")
    )
    for kind, (name, consequence) in KINDS.items():
        ages = [age for queues, age in known if kind in queues]
        alive = sum(age <= WITHIN_SECONDS for age in ages)
        if alive:
            lines.append(ProcessLine(name, f"{alive} running"))
        else:
            since = f"for {min(ages):.0f} seconds" if ages else "in the last hour"
            lines.append(ProcessLine(name, "none", f"No sign of life {since}: {consequence}."))
    return lines


def waiting(now: datetime) -> list[WaitingLine]:
    """Return what waits in the database: messages, emails and webhooks."""
    open_now = Escalation.objects.order_by()
    queued = open_now.filter(state=EscalationState.QUEUED)
    return [
        _waiting("Messages that no worker has taken", queued, now, LATE),
        _waiting(
            "Messages that are being answered", open_now.filter(state=EscalationState.RUNNING)
        ),
        _waiting("Emails", OutgoingMail.objects.order_by(), now, LATE_MAIL),
        _waiting("Webhooks", Delivery.objects.filter(next_at__isnull=False).order_by()),
    ]


def errors_of_a_day(now: datetime) -> list[ErrorLine]:
    """Return the errors that ended visitors' messages in the last day, most frequent first."""
    failed = Escalation.objects.filter(state=EscalationState.FAILED, ended_at__gt=now - DAY)
    found = failed.values("error_code").annotate(
        number=Count("pk"), tenants=Count("tenant", distinct=True), latest=Max("ended_at")
    )
    rows = found.order_by("-number", "error_code")[:ERRORS_SHOWN]
    return [
        ErrorLine(row["error_code"], row["number"], row["tenants"], row["latest"]) for row in rows
    ]


def _waiting(
    name: str, rows: QuerySet[Any], now: datetime | None = None, patience: timedelta = DAY
) -> WaitingLine:
    found = rows.aggregate(count=Count("pk"), oldest=Min("created_at"))
    late = now is not None and found["oldest"] is not None and now - found["oldest"] > patience
    return WaitingLine(
        name, found["count"], found["oldest"], "The oldest waits too long." if late else ""
    )
