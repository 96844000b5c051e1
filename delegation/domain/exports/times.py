"""Moments as exports write them, and which of two numbers is the day."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MILLISECONDS = 100_000_000_000  # as seconds, this is the year 5138
_DATE = re.compile(
    r"(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{2,4})"
    r"(?:[,\s]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?",
    re.IGNORECASE,
)


def read_time(text: str, *, day_first: bool = True) -> float | None:
    """Return Unix seconds of a date, an ISO time or a number of seconds or milliseconds."""
    text = text.strip()
    if _NUMBER.fullmatch(text) and len(text.partition(".")[0]) >= 9:
        number = float(text)
        return number / 1000 if number > _MILLISECONDS else number
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _written(text, day_first=day_first)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Whether dates such as 03/04/2026 begin with the day; None where all may be either."""
    for text in texts:
        found = _DATE.match(text.strip(" [\u200e\u200f"))
        if found is None or len(found["a"]) == 4:
            continue
        first, second = int(found["a"]), int(found["b"])
        if first > 12 >= second:
            return True
        if second > 12 >= first:
            return False
    return None


def _written(text: str, *, day_first: bool) -> float | None:
    found = _DATE.match(text)
    if found is None:
        return None
    first, second, third = (int(found[name]) for name in ("a", "b", "c"))
    if len(found["a"]) == 4:
        year, month, day = first, second, third
    else:
        year = third + 2000 if third < 100 else third
        day, month = (first, second) if day_first else (second, first)
    hour = int(found["hour"] or 0)
    half = (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return datetime(
            year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0), tzinfo=UTC
        ).timestamp()
    except ValueError:
        return None
