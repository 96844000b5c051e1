"""The monthly email to owners: the page's figures, sent once even if the task runs twice."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.ledger.days import day_of, zone_of
from delegation.languages import in_words, write_day, write_day_without_year, write_month
from delegation.savings.services.headlines import headlines
from delegation.savings.services.kept_reports import keep_monthly_report, report_of
from delegation.savings.services.reports import Report
from delegation.savings.services.verdict import verdict_of
from tenants.mail import for_each_reader, tell_owners
from tenants.models import Tenant

FIRST_DAY = 3  # of the month after: browsers that were offline have reported by then
TEXT = _("""Did it pay for %(company)s from %(first)s to %(last)s?

%(verdict)s

%(figures)s

The report, with the records behind each figure: %(link)s
It always shows these figures.
%(note)s""")
FIGURE = "{label}: {value}\n{interval}{how}"


def mail_month(tenant: Tenant, now: datetime) -> bool:
    """Write to the owners about the month before; whether this call did."""
    today = day_of(now, zone_of(tenant.time_zone))
    if today.day < FIRST_DAY:
        return False
    first, last = month_before(today)
    with transaction.atomic():
        kept, is_new = keep_monthly_report(tenant, first, last)
        report = report_of(kept)
        if not is_new or not report.figures.messages:
            return False
        link = settings.PUBLIC_URL + reverse("kept_report", args=[kept.pk])
        subject = for_each_reader(lambda: _subject(first))
        text = for_each_reader(lambda: month_text(report, link))
        transaction.on_commit(lambda: tell_owners(tenant, subject, text))
    return True


def _subject(first: date) -> str:
    return gettext("What the assistant saved in %(month)s") % {"month": write_month(first)}


def month_before(day: date) -> tuple[date, date]:
    """The first and the last day of the month before that day's."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def verdict_text(report: Report) -> str:
    """The answer, its sentence, and what to change."""
    found = verdict_of(report)
    if not found.advice:
        return f"{found.answer}. {found.sentence}"
    advice = gettext("What to change: %(advice)s") % {"advice": found.advice}
    return f"{found.answer}. {found.sentence} {advice}"


def month_text(report: Report, link: str) -> str:
    figures = [
        FIGURE.format(
            label=each.label,
            value=each.value or gettext("not known yet"),
            interval=f"({each.interval})\n" if each.interval else "",
            how=each.how,
        )
        for each in headlines(report)
    ]
    return TEXT % {
        "company": report.company,
        "first": write_day_without_year(report.first_day),
        "last": write_day(report.last_day),
        "verdict": verdict_text(report),
        "figures": "\n\n".join(figures),
        "link": link,
        "note": note_of(report),
    }


def note_of(report: Report) -> str:
    """Return the line about the currency; empty where amounts are in USD."""
    note = report.exchange.note
    return f"{in_words(note)}\n" if note else ""
