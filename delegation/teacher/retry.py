"""When to ask again: what Retry-After says, or a random pause that grows."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from delegation.teacher.limits import Limits

_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)


def read_pause(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds to wait by an answer's headers; OpenAI's may name milliseconds."""
    milliseconds = headers.get("retry-after-ms", "").strip()
    if _SECONDS.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    return parse_retry_after(headers.get("retry-after"), now=now)


def parse_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds to wait, from a count or an HTTP date; None when it is absent, past or nonsense."""
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = (moment - now).total_seconds()
    return seconds if seconds >= 0 else None


def backoff_seconds(attempt: int, *, limits: Limits, random: Callable[[], float]) -> float:
    """A pause with full jitter before the attempt after `attempt` (from 1).

    Full jitter spreads the clients of a teacher that comes back; equal pauses would meet again.
    """
    ceiling = min(limits.backoff_cap_seconds, limits.backoff_seconds * 2.0 ** (attempt - 1))
    return random() * ceiling
