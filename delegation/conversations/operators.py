"""The operators' page: whether the platform is well, who spends its money, and the switches."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from delegation.amounts import AmountField
from delegation.conversations.services.platform_health import (
    errors_of_a_day,
    processes,
    waiting,
)
from delegation.conversations.services.platform_use import find_tenants, platform_today, use_of
from tenants.access import find_tenant
from tenants.models import Tenant, User
from tenants.pages import NOT_ACCEPTED, typed
from tenants.services.standing import resume_tenant, set_allowance, suspend_tenant

TENANTS_A_PAGE = 50
LONGEST_QUERY = 80  # characters, as long as a workspace's name
ALLOWANCE = _("An allowance is an amount of USD from 0 to 1,000,000, for example 20 or 20.50.")


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        error_messages={
            "required": _("Give a reason. The workspace’s owners read it."),
            "max_length": _("Write a reason of at most 200 characters."),
        },
    )


class AllowanceForm(forms.Form):
    """An empty allowance means the default."""

    allowance = AmountField(
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(1_000_000),
        decimal_places=2,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places"), ALLOWANCE
        ),
    )


FORMS: dict[str, type[forms.Form]] = {"suspend": SuspensionForm, "allowance": AllowanceForm}


@require_safe
def platform(request: HttpRequest) -> HttpResponse:
    """Show the platform's health, and the workspaces, those that spend most of its money first."""
    return _platform_page(request)


@require_POST
def act_on_tenant(request: HttpRequest, tenant_id: int, action: str) -> HttpResponse:
    """Suspend or resume a workspace, or set its allowance."""
    tenant, by = find_tenant(tenant_id), request.user
    if tenant is None or not isinstance(by, User) or action not in (*FORMS, "resume"):
        raise Http404
    if action == "resume":
        resume_tenant(tenant, by=by)
        messages.success(request, gettext("%(tenant)s works again.") % {"tenant": tenant})
        return redirect("platform")
    form = FORMS[action](request.POST)
    if not form.is_valid():
        return _platform_page(request, refused=(tenant, action, form))
    if action == "suspend":
        suspend_tenant(tenant, reason=form.cleaned_data["reason"], by=by)
        messages.success(
            request,
            gettext("%(tenant)s is suspended. Its keys stop working now.") % {"tenant": tenant},
        )
    else:
        set_allowance(tenant, form.cleaned_data["allowance"], by=by)
        messages.success(
            request, gettext("The allowance of %(tenant)s was changed.") % {"tenant": tenant}
        )
    return redirect("platform")


def _platform_page(
    request: HttpRequest, *, refused: tuple[Tenant, str, forms.Form] | None = None
) -> HttpResponse:
    """`refused` is a form that could not be accepted: its workspace comes first, as it was sent."""
    now, query = timezone.now(), typed(request.GET, "q", most=LONGEST_QUERY)
    page = Paginator(find_tenants(query), TENANTS_A_PAGE).get_page(request.GET.get("p"))
    tenants = list(page.object_list)
    if refused:
        tenants = [refused[0], *(each for each in tenants if each != refused[0])]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "query": query,
        "today": platform_today(),
        "processes": processes(),
        "waiting": waiting(now),
        "errors": errors_of_a_day(now),
        "page": page,
        "lines": use_of(tenants),
        "refused": refused and {"tenant": refused[0].pk, "action": refused[1], "form": refused[2]},
        "records": admin.site.get_app_list(request),
    }
    return render(
        request, "conversations/platform.html", context, status=NOT_ACCEPTED if refused else 200
    )
