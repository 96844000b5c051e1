"""The stretches of time that a report may cover, in the tenant's own days."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenants.models import Tenant


@dataclass(frozen=True)
class Period:
    days: int
    label: str


PERIODS = (Period(1, "Today"), Period(7, "7 days"), Period(30, "30 days"), Period(365, "A year"))
DEFAULT_PERIOD = PERIODS[2]


def chosen_period(text: str | None) -> Period:
    """The period with that number of days; the default for anything else."""
    return next((period for period in PERIODS if str(period.days) == text), DEFAULT_PERIOD)


def midnight(tenant: Tenant, now: datetime, *, days_ago: int = 0) -> datetime:
    """When the tenant's day began, `days_ago` days before today."""
    zone = ZoneInfo(tenant.time_zone)
    day = now.astimezone(zone).date() - timedelta(days=days_ago)
    return datetime.combine(day, time.min, tzinfo=zone)


def start_of(period: Period, tenant: Tenant, now: datetime) -> datetime:
    """The first moment of a period of whole days that ends with today."""
    return midnight(tenant, now, days_ago=period.days - 1)
