"""The weekly email to owners: what the week saved, what changed, and what waits for a person."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.ledger.days import day_of, zone_of
from delegation.languages import write_day, write_day_without_year, write_number
from delegation.rules.services.desk.queue import proposals
from delegation.savings import access
from delegation.savings.models import WeeklyDigest
from delegation.savings.services.figures_in_words import rate
from delegation.savings.services.monthly_mail import note_of, verdict_text
from delegation.savings.services.reports import Before, Report, make_report
from tenants import audit
from tenants.mail import for_each_reader, tell_owners
from tenants.models import Tenant, User
from tenants.templatetags.figures import writer

MORNING = 8  # o'clock, where the tenant is
WEEK = timedelta(days=7)
Needs = Callable[[Tenant, datetime], Sequence[tuple[str, str]]]
"""What needs a person, as (a sentence, the path of the page that helps)."""
TEXT = _("""Did it pay for %(company)s from %(first)s to %(last)s?

%(verdict)s

%(figures)s

%(waiting)s

The report: %(link)s

Owners get this email once a week, when visitors wrote in the week before. Turn it off at the end
of %(page)s
%(note)s""")


def nothing(_tenant: Tenant, _now: datetime) -> Sequence[tuple[str, str]]:
    """Return no needs."""
    return ()


def mail_week(tenant: Tenant, now: datetime, needs: Needs = nothing) -> bool:
    """Write to the owners about the week before, from Monday morning on; whether this call did."""
    local = now.astimezone(zone_of(tenant.time_zone))
    today = day_of(now, zone_of(tenant.time_zone))
    monday = today - timedelta(days=today.weekday())
    if today == monday and local.hour < MORNING:
        return False
    with transaction.atomic():
        if not _claim(tenant, monday - WEEK):
            return False
        report = make_report(tenant, monday - WEEK, monday - timedelta(days=1))
        if not report.figures.messages:
            return False
        subject = for_each_reader(lambda: _subject(report))
        text = for_each_reader(lambda: week_text(tenant, report, needs(tenant, now)))
        transaction.on_commit(lambda: tell_owners(tenant, subject, text))
    return True


def _subject(report: Report) -> str:
    first = write_day_without_year(report.first_day)
    return gettext("The assistant’s week from %(day)s") % {"day": first}


@transaction.atomic
def set_weekly_mail(tenant: Tenant, *, wanted: bool, by: User) -> None:
    """Switch the email on or off."""
    if access.weekly_mail_wanted(tenant) == wanted:
        return
    WeeklyDigest.objects.update_or_create(tenant=tenant, defaults={"wanted": wanted})
    audit.record(tenant, "weekly_digest.changed", "on" if wanted else "off", by=by)


def week_text(tenant: Tenant, report: Report, needs: Sequence[tuple[str, str]]) -> str:
    """Return the email about the week of the report."""
    page = settings.PUBLIC_URL + reverse("savings")
    return TEXT % {
        "company": report.company,
        "first": write_day_without_year(report.first_day),
        "last": write_day(report.last_day),
        "verdict": verdict_text(report),
        "figures": "\n".join(_figures(report, report.before)),
        "waiting": "\n".join(_waiting(tenant, needs)),
        "link": f"{page}?from={report.first_day}&to={report.last_day}",
        "page": page,
        "note": note_of(report),
    }


def _claim(tenant: Tenant, week: date) -> bool:
    """Whether the email about this week is wanted and no other call has taken it."""
    WeeklyDigest.objects.get_or_create(tenant=tenant)
    open_now = WeeklyDigest.objects.filter(tenant=tenant, wanted=True)
    return bool(open_now.filter(Q(week__isnull=True) | Q(week__lt=week)).update(week=week))


def _figures(report: Report, before: Before | None) -> list[str]:
    """Return a line for each figure, with the week before where it is known."""
    found, write, unknown = report.figures, writer(report.exchange), gettext("not known yet")

    def money(amount: Decimal | None) -> str:
        return unknown if amount is None else write(amount) or ""

    lines = [
        (
            gettext("Messages"),
            write_number(found.messages),
            write_number(before.messages) if before else "",
        ),
        (
            gettext("Answered locally"),
            rate(found.share.value) or unknown,
            (rate(before.share) or unknown) if before else "",
        ),
        (gettext("Saved"), money(found.net.value), money(before.net) if before else ""),
    ]
    compared = gettext("%(name)s: %(now)s (the week before: %(was)s)")
    return [
        compared % {"name": name, "now": now, "was": was} if was else f"{name}: {now}"
        for name, now, was in lines
    ]


def _waiting(tenant: Tenant, needs: Sequence[tuple[str, str]]) -> list[str]:
    """Return what needs a person, each with the page that helps."""
    found = []
    if count := proposals(tenant).count():
        desk = settings.PUBLIC_URL + reverse("moderation:rules_rule_changelist")
        line = ngettext(
            "%(number)s proposal waits for a decision: %(desk)s",
            "%(number)s proposals wait for a decision: %(desk)s",
            count,
        )
        found.append("- " + line % {"number": write_number(count), "desk": desk})
    found += [f"- {text} {settings.PUBLIC_URL}{path}" for text, path in needs]
    return [gettext("Waiting for you:"), *found] if found else [gettext("Nothing waits for you.")]
