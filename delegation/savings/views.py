"""What a tenant reads about its savings: the report, its files, and reports that were kept."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from delegation.savings import access, charts
from delegation.savings.periods import PERIODS, Chosen, chosen
from delegation.savings.services.agreement import agreement_of
from delegation.savings.services.headlines import headlines
from delegation.savings.services.kept_reports import (
    TooManyKept,
    keep_report,
    report_csv,
    report_json,
    report_of,
)
from delegation.savings.services.report_links import address_of
from delegation.savings.services.reports import Report, make_report
from delegation.savings.services.verdict import verdict_of
from delegation.savings.services.weekly_mail import set_weekly_mail
from delegation.savings.shared_reports import ShareForm
from tenants.access import may_change_settings
from tenants.exchange import shown_at
from tenants.models import Membership
from tenants.pages import member_page, owner_action

LEAST_DAYS_FOR_A_YEAR = 7  # fewer say nothing about a year
KEPT_SHOWN = 12  # a year of monthly reports
RULES_SHOWN = 100  # the files hold the rest; a page of thousands is not read


@require_safe
@member_page
def savings(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The report of a period."""
    days = _chosen(request, membership)
    report = make_report(membership.tenant, days.first_day, days.last_day)
    kept_reports = access.kept_reports_of(membership.tenant)[:KEPT_SHOWN]
    weekly = access.weekly_mail_wanted(membership.tenant)
    more = {"kept_reports": kept_reports, "gets_weekly": weekly}
    return _page(request, membership, report, days=days, **more)


@require_safe
@member_page
def report_file(request: HttpRequest, membership: Membership, form: str) -> HttpResponse:
    """Every number of the report, as CSV or JSON."""
    days = _chosen(request, membership)
    return _file(make_report(membership.tenant, days.first_day, days.last_day), form)


@require_POST
@member_page
def keep(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Keep the report as it is now, and lead to its own address."""
    days = chosen(request.POST, membership.tenant, timezone.now())
    try:
        kept = keep_report(membership.tenant, days.first_day, days.last_day, by=membership.user)
    except TooManyKept as refused:
        messages.error(request, str(refused))
        return redirect("savings")
    return redirect("kept_report", kept.pk)


@owner_action
def switch_weekly_mail(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Turn the weekly email to the owners on or off."""
    wanted = request.POST.get("wanted") == "on"
    set_weekly_mail(membership.tenant, wanted=wanted, by=membership.user)
    text = (
        gettext("Owners get an email every week.")
        if wanted
        else gettext("The weekly email is off.")
    )
    messages.success(request, text)
    return redirect("savings")


@require_safe
@member_page
def kept_report(request: HttpRequest, membership: Membership, report_id: UUID) -> HttpResponse:
    """A report as it was when it was kept: the same figures for ever."""
    kept = access.get_kept_report(membership.tenant, report_id)
    return _page(request, membership, report_of(kept), kept=kept, **_sharing(membership))


@require_safe
@member_page
def kept_report_file(
    request: HttpRequest, membership: Membership, report_id: UUID, form: str
) -> HttpResponse:
    return _file(report_of(access.get_kept_report(membership.tenant, report_id)), form)


def _sharing(membership: Membership) -> dict[str, Any]:
    """Return what owners need to share a report: the form, and the links that work now."""
    if not may_change_settings(membership):
        return {}
    links = access.open_links_of(membership.tenant, timezone.now())
    return {"share_form": ShareForm(), "links": [(each, address_of(each)) for each in links]}


def _chosen(request: HttpRequest, membership: Membership) -> Chosen:
    return chosen(request.GET, membership.tenant, timezone.now())


def _page(
    request: HttpRequest, membership: Membership, report: Report, **more: Any
) -> HttpResponse:
    rules = [line for line in report.figures.rules if line.answers or line.set_aside]
    context = {
        "tenant": membership.tenant,
        "periods": PERIODS,
        "report": report,
        "figures": report.figures,
        "headlines": headlines(report),
        "rules": rules[:RULES_SHOWN],
        "rules_left_out": max(0, len(rules) - RULES_SHOWN),
        "bars": charts.bars_of(report.series, report.grain),
        "curve": charts.curve_of(report.curve),
        "teaching": charts.overhead_of(report.series, report.grain),
        "verdict": verdict_of(report) if report.is_against_plain_chat else None,
        "pace": _pace(report),
        "before": report.before,
        "agreement": agreement_of(report) if report.is_against_plain_chat else None,
        "shown": {
            "cached": any(line.cached for line in report.figures.calls),
            "reasoning": any(line.reasoning for line in report.figures.calls),
        },
        "range": f"from={report.first_day}&to={report.last_day}",
        **more,
    }
    with shown_at(report.exchange):  # of a kept one, what it was when it was kept
        return render(request, "savings/savings.html", context)


@dataclass(frozen=True)
class Pace:
    """What a saving is in handier units, USD."""

    per_messages: Decimal  # for 10,000 messages
    per_year: Decimal | None


def _pace(report: Report) -> Pace | None:
    net, messages = report.figures.net.value, report.figures.messages
    if not report.is_against_plain_chat or net is None or not messages:
        return None
    begin = next((step.day for step in report.series if step.local + step.escalations), None)
    days = (report.last_day - max(begin or report.last_day, report.first_day)).days + 1
    per_year = net / days * 365 if days >= LEAST_DAYS_FOR_A_YEAR else None
    return Pace(net * 10_000 / messages, per_year)


def _file(report: Report, form: str) -> HttpResponse:
    kinds = {"csv": ("text/csv", report_csv), "json": ("application/json", report_json)}
    if form not in kinds:
        raise Http404
    content_type, write = kinds[form]
    name = f"savings-{report.first_day}-{report.last_day}.{form}"
    return HttpResponse(
        write(report),
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
