"""Sharing a kept report by a link, and the page behind such a link."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from delegation.savings import access, charts
from delegation.savings.services.headlines import headlines
from delegation.savings.services.kept_reports import report_of
from delegation.savings.services.report_links import (
    LIFETIMES,
    LinkRefused,
    end_link,
    read_address,
    share_report,
)
from delegation.savings.services.verdict import verdict_of
from tenants.exchange import shown_at
from tenants.models import Membership
from tenants.pages import owner_action


class ShareForm(forms.Form):
    """How long the link works."""

    days = forms.TypedChoiceField(
        label=_("The link works for"),
        choices=list(LIFETIMES.items()),
        coerce=int,
        initial=30,
        error_messages={"invalid_choice": _("Choose how long the link works: 7, 30 or 90 days.")},
    )


@owner_action
def share(request: HttpRequest, membership: Membership, report_id: UUID) -> HttpResponse:
    """Make a link to a kept report for people without an account."""
    report = access.get_kept_report(membership.tenant, report_id)
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["days"][0]))
    else:
        try:
            share_report(report, days=form.cleaned_data["days"], by=membership.user)
        except LinkRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, gettext("The link is ready. Anyone who has it can read this report.")
            )
    return redirect("kept_report", report.pk)


@owner_action
def unshare(request: HttpRequest, membership: Membership, link_id: UUID) -> HttpResponse:
    """End a link before its time."""
    link = access.get_link(membership.tenant, link_id)
    end_link(link, by=membership.user)
    messages.success(request, gettext("The link has ended. It shows nothing from now on."))
    return redirect("kept_report", link.report_id)


@never_cache
@require_safe
def shared_report(request: HttpRequest, token: str) -> HttpResponse:
    """Show a kept report to anyone who has the link, without the records behind it."""
    try:
        link = read_address(token)
    except LinkRefused as refused:
        refusal = {"refusal": str(refused)}
        return _not_to_be_found(render(request, "savings/shared.html", refusal, status=404))
    report = report_of(link.report)
    context = {
        "link": link,
        "report": report,
        "figures": report.figures,
        "headlines": headlines(report),
        "bars": charts.bars_of(report.series, report.grain),
        "verdict": verdict_of(report) if report.is_against_plain_chat else None,
        "shared": True,
    }
    with shown_at(report.exchange):
        return _not_to_be_found(render(request, "savings/shared.html", context))


def _not_to_be_found(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is the permission to read, from search engines and other sites."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
