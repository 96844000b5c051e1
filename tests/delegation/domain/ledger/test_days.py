"""A tenant's days: every hour is in exactly one, wherever and whenever."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.ledger.days import HOUR, day_of, hours_of, zone_of

ZONES = [
    "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "America/New_York",
    "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Africa/Cairo", "America/St_Johns",
]  # fmt: skip


@given(
    st.sampled_from(ZONES),
    st.integers(0, 20 * 365 * 24 * 60),
)
def test_every_hour_lies_in_the_day_that_it_is_counted_in(name: str, minutes: int) -> None:
    moment = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    zone = ZoneInfo(name)
    day = day_of(moment, zone)
    since, until = hours_of(day, zone)

    assert since <= moment < until
    assert hours_of(day + timedelta(days=1), zone)[0] == until


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Pacific/Kiritimati", date(2026, 3, 29), 24),
        ("Pacific/Pago_Pago", date(2026, 3, 29), 24),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # a day that never was
    ],
)
def test_days_have_the_hours_that_their_clocks_had(zone: str, day: date, hours: int) -> None:
    since, until = hours_of(day, ZoneInfo(zone))

    assert (until - since) / HOUR == hours


def test_days_begin_at_midnight_of_the_tenant() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    moment = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # still the first of March there

    assert day_of(moment, zone) == date(2026, 3, 1)
    assert hours_of(date(2026, 3, 1), zone)[0] == datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def test_a_name_that_means_nothing_is_utc() -> None:
    assert zone_of("Nowhere/Land") == ZoneInfo("UTC")
    assert zone_of("") == ZoneInfo("UTC")
