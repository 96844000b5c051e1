"""What the dashboard shows of savings: the month, the share answered locally, and the day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from delegation.domain.ledger.days import day_of, zone_of
from delegation.domain.ledger.figures import Figures
from delegation.languages import write_number
from delegation.savings.services.figures_in_words import between
from delegation.savings.services.reports import (
    Before,
    Step,
    figures_of,
    make_report,
    own_until,
    series_of,
)
from delegation.savings.services.today import figures_of_today
from delegation.savings.services.verdict import Verdict, verdict_of
from tenants.models import Membership, Tenant
from tenants.panels import Figure, Panel
from tenants.templatetags.figures import money, percent

DAYS, WEEK = 30, 7
LINE_WIDTH, LINE_HEIGHT = 300, 64  # of the small chart's view box


@dataclass(frozen=True)
class Month:
    """This month's saving and the last thirty days' share. Amounts are written for reading."""

    saved: str | None
    interval: str
    verdict: Verdict
    share: str | None
    line: str  # points of the chart, as SVG writes them
    first: str | None  # the share of the first and the last day with messages
    last: str | None
    week: "Week | None"


@dataclass(frozen=True)
class Week:
    """The last seven days and the seven before."""

    messages: int
    share: str | None
    saved: str | None
    before: Before | None
    share_before: str | None
    saved_before: str | None


def month(membership: Membership, now: datetime) -> list[Panel]:
    """Return this month's saving; nothing for a workspace without messages."""
    tenant = membership.tenant
    day = day_of(now, zone_of(tenant.time_zone))
    first, own = day - timedelta(days=DAYS - 1), own_until(tenant, day)
    days, _ = figures_of(tenant, first, day, own=own)
    if not days.messages:
        return []
    report = make_report(tenant, day.replace(day=1), day, own=own)
    saved = report.figures.net
    series = series_of(tenant, first, day, "day", days)
    known = [step for step in series if step.share is not None and step.day < day]
    shows = Month(
        saved=money(saved.value),
        interval=between(saved, money) if saved.value is not None else "",
        verdict=verdict_of(report),
        share=percent_of(days.share.value),
        line=line_of(known, first),
        first=percent_of(known[0].share) if known else None,
        last=percent_of(known[-1].share) if known else None,
        week=_week(*figures_of(tenant, day - timedelta(days=WEEK - 1), day, own=own)),
    )
    return [Panel("savings/panels/month.html", shows)]


def line_of(steps: list[Step], first: date) -> str:
    """Return the points of the share's line over thirty days; empty for fewer than two."""
    if len(steps) < 2:
        return ""
    points = []
    for step in steps:
        x = (step.day - first).days * LINE_WIDTH / (DAYS - 1)
        y = LINE_HEIGHT * (1 - float(step.share or 0))
        points.append(f"{x:.1f},{y:.1f}")
    return " ".join(points)


def percent_of(share: object) -> str | None:
    return None if share is None else percent(float(str(share)))


def _week(figures: Figures, before: Before | None) -> Week | None:
    if not figures.messages:
        return None
    return Week(
        messages=figures.messages,
        share=percent_of(figures.share.value),
        saved=money(figures.net.value),
        before=before,
        share_before=percent_of(before.share) if before else None,
        saved_before=money(before.net) if before else None,
    )


def today(tenant: Tenant, now: datetime) -> list[Figure]:
    """The figures since midnight in the tenant's time zone."""
    day = figures_of_today(tenant, day_of(now, zone_of(tenant.time_zone)))
    share = percent(day.share)
    spent = money(day.spent)
    return [
        Figure(gettext("Messages"), write_number(day.messages)),
        Figure(
            gettext("Answered locally"),
            write_number(day.local),
            note=gettext("%(share)s of all messages") % {"share": share} if share else "",
            hue="local",
        ),
        Figure(
            gettext("Teacher calls"),
            write_number(day.calls),
            note=gettext("%(amount)s spent") % {"amount": spent} if spent else "",
            hue="teacher",
        ),
    ]
