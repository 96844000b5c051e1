"""The pages of a workspace: front, dashboard, install."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenants import access, installation, panels, services
from tenants.forms import (
    SECTIONS,
    ApprovalForm,
    OriginForm,
    TenantForm,
    WorkspaceForm,
    section_forms,
)
from tenants.models import Approval, Membership, User
from tenants.pages import NOT_ACCEPTED, member_page, owner_action
from tenants.services.standing import may_make_workspaces
from tenants.snippets import recipes
from tenants.views.onboarding import steps_context


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, in plain words, for somebody who has never heard of it."""
    return render(request, "tenants/front.html")


@login_required
def new_workspace(request: HttpRequest) -> HttpResponse:
    """Make a workspace: for people who are signed in and belong to none."""
    user = request.user
    if not isinstance(user, User) or access.get_membership(user) is not None:
        return redirect("dashboard")
    if not may_make_workspaces():
        return render(request, "account/signup_closed.html", status=403)
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.create_tenant(form.cleaned_data["company"], owner=user)
        return redirect("dashboard")
    status = NOT_ACCEPTED if form.errors else 200
    return render(request, "tenants/new_workspace.html", {"form": form}, status=status)


@require_safe
@member_page
def dashboard(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Today in figures, and what to do next."""
    context = {
        "tenant": membership.tenant,
        "figures": panels.figures_of(membership.tenant, timezone.now()),
        **steps_context(membership),
    }
    return render(request, "tenants/dashboard.html", context)


@require_safe
@member_page
def install(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The snippet, and the settings that decide what happens behind it."""
    return _install_page(request, membership)


@owner_action
def change_section(request: HttpRequest, membership: Membership, section: str) -> HttpResponse:
    """Save one section of the install page."""
    if section not in SECTIONS:
        raise Http404
    tenant = membership.tenant
    form = SECTIONS[section](request.POST, instance=tenant, prefix=section)
    if not form.is_valid():
        tenant.refresh_from_db()
        return _install_page(request, membership, bound={section: form})
    services.change_settings(tenant, form.cleaned_data, by=membership.user)
    if isinstance(form, ApprovalForm):
        services.settle_approval(tenant, by=membership.user)
    messages.success(request, "Saved.")
    if isinstance(form, ApprovalForm) and tenant.approval == Approval.AT_ONCE:
        return redirect("replies")
    return _back_to(section)


@owner_action
def allow_origin(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Add an origin, or say in words why not."""
    form = OriginForm(request.POST)
    if form.is_valid():
        try:
            allowed = services.allow_origin(
                membership.tenant, form.cleaned_data["origin"], by=membership.user
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"{allowed} is allowed.")
            back_to_check = request.POST.get("back") == "check"
            return redirect("check_install") if back_to_check else _back_to("origins")
    return _install_page(request, membership, origin_form=form)


@owner_action
def disallow_origin(request: HttpRequest, membership: Membership, origin_id: int) -> HttpResponse:
    """Take an origin off the list. Somebody else's is not found."""
    if not services.disallow_origin(membership.tenant, origin_id, by=membership.user):
        raise Http404
    messages.success(request, "Removed. Pages on that origin no longer reach the assistant.")
    return _back_to("origins")


def _back_to(section: str) -> HttpResponse:
    response = redirect("install")
    response["Location"] += f"#{section}"
    return response


def _install_page(
    request: HttpRequest,
    membership: Membership,
    *,
    bound: dict[str, TenantForm] | None = None,
    origin_form: OriginForm | None = None,
) -> HttpResponse:
    tenant = membership.tenant
    key = access.site_keys_of(tenant).first()
    context = {
        "tenant": tenant,
        "may_change": access.may_change_settings(membership),
        "key": key,
        "snippet": installation.snippet(key.key) if key else "",
        "pinned_snippet": installation.pinned_snippet(key.key) if key else "",
        "recipes": recipes(key.key) if key else [],
        "policy_line": installation.policy_line(),
        "origins": access.origins_of(tenant),
        "origin_form": origin_form or OriginForm(),
        "sections": section_forms(tenant, bound),
        "explanations": ApprovalForm.explanations,
    }
    status = NOT_ACCEPTED if bound or origin_form else 200
    return render(request, "tenants/install.html", context, status=status)
