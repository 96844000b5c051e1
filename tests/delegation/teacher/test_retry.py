"""How long to wait before asking again."""

from datetime import UTC, datetime

import pytest

from delegation.teacher.limits import Limits
from delegation.teacher.retry import backoff_seconds, parse_retry_after, read_pause

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1", 1.0),
        ("30", 30.0),
        ("3600", 3600.0),
        (" 2.5 ", 2.5),
        ("0", 0.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 12:00:30", 30.0),  # without a zone: GMT, as HTTP has it
        ("Sun, 22 Nov 2026 13:00:30 +0100", 30.0),
        ("Sun, 22 Nov 2026 12:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2026 11:59:59 GMT", None),
        ("Sun, 22 Nov 2026 11:59:00 GMT", None),
        ("-1", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("\u0663", None),
        ("9" * 400, None),
        ("", None),
        (None, None),
    ],
)
def test_it_obeys_what_makes_sense(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, now=NOON) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "2"}, 2.0),
        ({"retry-after-ms": " 1500 "}, 1.5),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, 30.0),
        ({}, None),
    ],
)
def test_milliseconds_say_it_more_exactly(headers: dict[str, str], seconds: float | None) -> None:
    assert read_pause(headers, now=NOON) == seconds


def test_pauses_double_up_to_a_cap_and_are_random_below() -> None:
    limits = Limits(backoff_seconds=1, backoff_cap_seconds=5)
    longest = [backoff_seconds(n, limits=limits, random=lambda: 1.0) for n in (1, 2, 3, 4, 5)]
    assert longest == [1, 2, 4, 5, 5]
    assert backoff_seconds(3, limits=limits, random=lambda: 0.25) == 1
