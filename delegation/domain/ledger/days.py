"""A tenant's own days, in whole hours of UTC: what browsers report is counted by such hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOUR = timedelta(hours=1)


def zone_of(name: str) -> ZoneInfo:
    """Return the named time zone, or UTC if this machine does not know the name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def hour_of(moment: datetime) -> datetime:
    """The start of the moment's hour, UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day in which the moment's hour is counted.

    Where midnight is at half past an hour of UTC (India), the hour that holds midnight belongs to
    the day that it began in: an hour cannot be split.
    """
    return hour_of(moment).astimezone(zone).date()


def hours_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first hour of a day, and the first of the next one: 23 to 25 hours, UTC."""
    return _first_hour(day, zone), _first_hour(day + timedelta(days=1), zone)


def _first_hour(day: date, zone: ZoneInfo) -> datetime:
    """The first whole hour of UTC that starts within the day."""
    hour = hour_of(datetime.combine(day, time.min, tzinfo=zone))
    while hour.astimezone(zone).date() < day:  # at half past, or in a gap of the clocks
        hour += HOUR
    return hour
