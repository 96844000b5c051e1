"""The health of the platform for its operators: its processes, what waits, and what failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services.queue import queue_length
from delegation.conversations.services.worker_health import SCHEDULER, WITHIN_SECONDS, signs
from delegation.languages import write_number
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
    ANSWERS: (
        _("Workers that answer visitors"),
        _("messages wait, and browsers answer what they know"),
    ),
    SLOW: (_("Workers for slow work"), _("emails, reports and checks wait")),
    SCHEDULER: (_("Scheduler"), _("periodic work waits")),
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
        lost = gettext("No answer. Messages are stored, and workers find them when it is back.")
        return [ProcessLine("Valkey", gettext("away"), f"{lost} ({type(problem).__name__})")]
    queued = ngettext(
        "answers; %(number)s task in its queues",
        "answers; %(number)s tasks in its queues",
        sum(waiting),
    ) % {"number": write_number(sum(waiting))}
    lines = [ProcessLine("PostgreSQL", gettext("answers")), ProcessLine("Valkey", queued)]
    lines.append(_stream_line(streams))
    for kind, (name, consequence) in KINDS.items():
        ages = [age for queues, age in known if kind in queues]
        alive = sum(age <= WITHIN_SECONDS for age in ages)
        if alive:
            lines.append(ProcessLine(str(name), gettext("%(alive)s running") % {"alive": alive}))
        else:
            lines.append(ProcessLine(str(name), gettext("none"), _why_none(ages, str(consequence))))
    return lines


def _stream_line(streams: int) -> ProcessLine:
    name = gettext("Stream processes")
    if not streams:
        late = gettext("No stream process runs: answers arrive late.")
        return ProcessLine(name, gettext("none"), late)
    connections = ngettext(
        "%(number)s connection to Valkey", "%(number)s connections to Valkey", streams
    ) % {"number": write_number(streams)}
    return ProcessLine(name, connections)


def _why_none(ages: list[float], consequence: str) -> str:
    if not ages:
        return gettext("No sign of life in the last hour: %(consequence)s.") % {
            "consequence": consequence
        }
    return gettext("No sign of life for %(seconds)s seconds: %(consequence)s.") % {
        "seconds": f"{min(ages):.0f}",
        "consequence": consequence,
    }


def waiting(now: datetime) -> list[WaitingLine]:
    """Return what waits in the database: messages, emails and webhooks."""
    open_now = Escalation.objects.order_by()
    queued = open_now.filter(state=EscalationState.QUEUED)
    return [
        _waiting(gettext("Messages that no worker has taken"), queued, now, LATE),
        _waiting(
            gettext("Messages that are being answered"),
            open_now.filter(state=EscalationState.RUNNING),
        ),
        _waiting(gettext("Emails"), OutgoingMail.objects.order_by(), now, LATE_MAIL),
        _waiting(gettext("Webhooks"), Delivery.objects.filter(next_at__isnull=False).order_by()),
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
        name, found["count"], found["oldest"], gettext("The oldest waits too long.") if late else ""
    )
