"""The stretches of time that a report may cover, in the tenant's own days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from delegation.domain.ledger.days import day_of, zone_of
from tenants.models import Tenant

LONGEST = 366  # days
YEARS = range(2000, 2101)  # of named days; hours before the first or after the last cannot be named


@dataclass(frozen=True)
class Period:
    days: int
    label: StrOrPromise


PERIODS = (
    Period(1, _("Today")),
    Period(7, _("7 days")),
    Period(30, _("30 days")),
    Period(90, _("90 days")),
    Period(365, _("A year")),
)
DEFAULT_PERIOD = PERIODS[2]


@dataclass(frozen=True)
class Chosen:
    """The days of a report, both included; `period` is None for days that were named one by one."""

    first_day: date
    last_day: date
    period: Period | None
    problem: str = ""  # why other days are shown than those in the address
    typed: tuple[str, str] | None = None  # what the form keeps of days that cannot be shown

    @property
    def query(self) -> str:
        """The same choice as an address has it, whatever day it is read."""
        return f"from={self.first_day}&to={self.last_day}"


def chosen(query: Mapping[str, str], tenant: Tenant, now: datetime) -> Chosen:
    """The named days, else whole days that end with today; the default for anything else."""
    today = day_of(now, zone_of(tenant.time_zone))
    first, last = _day(query.get("from")), _day(query.get("to"))
    if first and last and first <= last and (last - first).days < LONGEST:
        return Chosen(first, last, None)
    days = query.get("days")
    period = next((each for each in PERIODS if str(each.days) == days), DEFAULT_PERIOD)
    problem = _problem(query)
    typed = (query.get("from", "")[:10], query.get("to", "")[:10]) if problem else None
    return Chosen(today - timedelta(days=period.days - 1), today, period, problem, typed)


def _problem(query: Mapping[str, str]) -> str:
    """Say what is wrong with days that were asked for; empty where none were."""
    if not (query.get("from") or query.get("to")):
        return ""
    first, last = _day(query.get("from")), _day(query.get("to"))
    if first is None or last is None:
        why = gettext("Choose both days, from 2000 to 2100.")
    elif first > last:
        why = gettext("The first day is after the last one.")
    else:
        why = gettext("A report covers at most %(longest)s days.") % {"longest": LONGEST}
    shown = gettext("The last %(days)s days are shown instead.") % {"days": DEFAULT_PERIOD.days}
    return f"{why} {shown}"


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None
