"""The operators' page: who spends the platform's money, and switches for each workspace."""

from decimal import Decimal

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from delegation.conversations.services.platform_use import find_tenants, platform_today, use_of
from tenants.access import find_tenant
from tenants.models import User
from tenants.services.standing import resume_tenant, set_allowance, suspend_tenant

TENANTS_A_PAGE = 50


class SuspensionForm(forms.Form):
    reason = forms.CharField(max_length=200, error_messages={"required": "Give a reason."})


class AllowanceForm(forms.Form):
    """An empty allowance means the default."""

    allowance = forms.DecimalField(
        required=False, min_value=Decimal(0), max_value=Decimal(1_000_000), decimal_places=2
    )


@require_safe
def platform(request: HttpRequest) -> HttpResponse:
    """List the workspaces; those that spend most of the platform's money come first."""
    query = request.GET.get("q", "").strip()[:80]
    page = Paginator(find_tenants(query), TENANTS_A_PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": "Platform",
        "query": query,
        "today": platform_today(),
        "page": page,
        "lines": use_of(list(page.object_list)),
    }
    return render(request, "admin/platform.html", context)


@require_POST
def act_on_tenant(request: HttpRequest, tenant_id: int, action: str) -> HttpResponse:
    """Suspend or resume a workspace, or set its allowance."""
    tenant, by = find_tenant(tenant_id), request.user
    if tenant is None or not isinstance(by, User):
        raise Http404
    if action == "suspend":
        suspension = SuspensionForm(request.POST)
        if suspension.is_valid():
            suspend_tenant(tenant, reason=suspension.cleaned_data["reason"], by=by)
            messages.success(request, f"{tenant} is suspended. Its keys stop working now.")
        else:
            messages.error(request, f"{tenant} was not suspended: give a reason.")
    elif action == "resume":
        resume_tenant(tenant, by=by)
        messages.success(request, f"{tenant} works again.")
    elif action == "allowance":
        allowance = AllowanceForm(request.POST)
        if allowance.is_valid():
            set_allowance(tenant, allowance.cleaned_data["allowance"], by=by)
            messages.success(request, f"The allowance of {tenant} was changed.")
        else:
            messages.error(request, "An allowance is an amount of USD from 0 to 1,000,000.")
    else:
        raise Http404
    return redirect("platform")
