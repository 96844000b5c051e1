"""The page for the price of a tenant's teacher."""

from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from delegation.conversations.forms import PriceForm
from delegation.conversations.services.pricing import Prices, prices_of
from delegation.conversations.services.repricing import (
    calls_without_price,
    price_past_calls,
    set_tenant_price,
)
from delegation.conversations.services.teachers import endpoint_of
from delegation.languages import write_number
from delegation.teacher import Endpoint, OwnPrices, TeacherMisconfigured
from delegation.teacher.prices import listed_prices
from tenants import access
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page, owner_action


@require_safe
@member_page
def prices(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show what the teacher's tokens cost, and the form for an owner's own figures."""
    return _prices_page(request, membership)


@owner_action
def set_price(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Set the price of the tenant's own teacher."""
    endpoint = _endpoint(membership)
    if endpoint is None or not endpoint.guarded:
        return redirect("prices")
    form = PriceForm(request.POST)
    if not form.is_valid():
        return _prices_page(request, membership, form)
    set_tenant_price(membership.tenant, endpoint, form.figures(), by=membership.user)
    messages.success(request, gettext("The price is set. New calls are priced by it."))
    if form.cleaned_data["past_too"]:
        count = price_past_calls(membership.tenant, endpoint, by=membership.user)
        messages.success(
            request,
            ngettext(
                "%(number)s past call priced. Your reports show it within a few minutes.",
                "%(number)s past calls priced. Your reports show it within a few minutes.",
                count,
            )
            % {"number": write_number(count)},
        )
    return redirect("prices")


def _prices_page(
    request: HttpRequest, membership: Membership, form: PriceForm | None = None
) -> HttpResponse:
    tenant, endpoint, now = membership.tenant, _endpoint(membership), timezone.now()
    found = prices_of(tenant, endpoint) if endpoint else None
    shown = _shown(found, now)
    context = {
        "tenant": tenant,
        "endpoint": endpoint,
        "host": urlsplit(endpoint.base_url).netloc if endpoint else None,
        "shown": shown,
        "source": found.source(Decimal(0)) if found and shown else "unknown",
        "unpriced": calls_without_price(tenant, endpoint).count() if endpoint else 0,
        "may_change": access.may_change_settings(membership),
        "form": form or PriceForm(initial=_initial(shown)),
    }
    status = NOT_ACCEPTED if form else 200
    return render(request, "conversations/prices.html", context, status=status)


def _shown(found: Prices | None, now: datetime) -> OwnPrices | None:
    """Return the current prices of calls."""
    if found is None:
        return None
    return found.own or listed_prices(found.endpoint.base_url, found.endpoint.model, at=now)


def _initial(shown: OwnPrices | None) -> dict[str, object]:
    if shown is None:
        return {"past_too": True}
    return {
        "input_price": shown.input_per_million.normalize(),
        "cached_input_price": shown.cached_per_million,
        "output_price": shown.output_per_million.normalize(),
        "past_too": True,
    }


def _endpoint(membership: Membership) -> Endpoint | None:
    try:
        return endpoint_of(membership.tenant)
    except TeacherMisconfigured:
        return None
