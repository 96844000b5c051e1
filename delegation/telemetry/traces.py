"""One trace for each message: from its POST through a worker and the teacher to its events.

A trace's id is the escalation's, and the id of its first span is the first half of that. Every
process knows both from the row, the task or the stream's token. So no trace context travels with a
queue message that may be lost, and log lines name the same trace (see `delegation.logs`).

Traces are off until `use` is called. Then nothing of OpenTelemetry is imported, and each function
here returns at once. Attributes are ids, names, numbers and codes: never a text or a secret.
"""

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Protocol
from uuid import UUID

ACCEPT = "accept"
WAIT = "wait in line"
ANSWER = "answer"
CLAIM = "claim"
ATTEMPT = "teacher attempt"
COMMIT = "commit"
DELIVER = "deliver"

Values = Mapping[str, str | int | float | bool]

NO_SPAN = nullcontext()


class Tracing(Protocol):
    """What makes spans while traces are on. Times are nanoseconds since 1970."""

    def record_first(self, escalation_id: UUID, *, since: int, values: Values, fault: str) -> None:
        """Add the first span of a message's trace, which ends now."""

    def record(
        self,
        name: str,
        *,
        since: int,
        until: int | None,
        of: UUID | None,
        values: Values,
        moments: Mapping[str, int],
        fault: str,
    ) -> None:
        """Add a span that is over; `moments` are named times in it."""

    def span(
        self, name: str, *, of: UUID | None, since: int | None, values: Values
    ) -> AbstractContextManager[None]:
        """Return a span around a block of code."""

    def note(self, values: Values, *, fault: str) -> None:
        """Add to the innermost span."""

    def mark(self, name: str) -> None:
        """Note that something happens now in the innermost span."""

    def finish(self) -> None:
        """Send what waits to be sent."""


_tracing: Tracing | None = None


def use(tracing: Tracing | None) -> None:
    """Switch traces on for this process; None switches them off."""
    global _tracing  # noqa: PLW0603  # one process traces in one way
    _tracing = tracing


def is_on() -> bool:
    return _tracing is not None


def now() -> int:
    """Return the time for `since`."""
    return time.time_ns()


def moment_of(moment: datetime) -> int:
    """Return the time for `since` of a row's moment."""
    return round(moment.timestamp() * 1_000_000) * 1_000


def record_first(escalation_id: str | None, *, since: int, values: Values, fault: str = "") -> None:
    """Add the span of a request, if it brought a new message. `fault` is an error's code."""
    if _tracing is not None and escalation_id is not None:
        _tracing.record_first(UUID(escalation_id), since=since, values=values, fault=fault)


def record(
    name: str,
    *,
    since: int,
    until: int | None = None,
    of: UUID | None = None,
    values: Values = {},  # noqa: B006  # never changed
    moments: Mapping[str, int] = {},
    fault: str = "",
) -> None:
    """Add a span that is over: below the message's first one, or below the innermost span."""
    if _tracing is not None:
        _tracing.record(
            name, since=since, until=until, of=of, values=values, moments=moments, fault=fault
        )


def span(
    name: str,
    *,
    of: UUID | None = None,
    since: int | None = None,
    values: Values = {},  # noqa: B006  # never changed
) -> AbstractContextManager[None]:
    """Return a span around a block of code; without `of` only inside of another span."""
    if _tracing is None:
        return NO_SPAN
    return _tracing.span(name, of=of, since=since, values=values)


def note(values: Values, *, fault: str = "") -> None:
    """Add attributes to the innermost span. With `fault`, an error's code, it has failed."""
    if _tracing is not None:
        _tracing.note(values, fault=fault)


def mark(name: str) -> None:
    """Note that something happens now in the innermost span."""
    if _tracing is not None:
        _tracing.mark(name)


def finish() -> None:
    """Send what waits to be sent and switch traces off, before the process ends.

    Takes three seconds without a collector.
    """
    if _tracing is not None:
        ended = _tracing
        use(None)
        ended.finish()
