"""The install pages: the snippet with its origins, and a page for each section of the settings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from delegation.domain.packs.format import CHAT_SETTINGS
from tenants import access, installation, services
from tenants.forms import (
    SECTIONS,
    ApprovalForm,
    LocalhostForm,
    OriginForm,
    TenantForm,
    WidgetForm,
)
from tenants.models import Approval, Membership
from tenants.pages import NOT_ACCEPTED, member_page, owner_action, require_owner
from tenants.snippets import recipes

LOGO_POLICY = {"img-src": ["https:"]}  # the preview shows the logo, wherever it is
ON_SNIPPET_PAGE = "localhost"  # the section whose form is beside the list of origins


@require_safe
@member_page
def snippet(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show the snippet, and the origins on which it works."""
    return _snippet_page(request, membership)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def section(request: HttpRequest, membership: Membership, section: str) -> HttpResponse:
    """Show one section of the settings, and save it when an owner sends it."""
    if section not in SECTIONS:
        raise Http404
    if request.method != "POST":
        if section == ON_SNIPPET_PAGE:
            return _back_to("origins")
        form = SECTIONS[section](instance=membership.tenant, prefix=section)
        return _section_page(request, membership, section, form)
    require_owner(membership)
    return _save_section(request, membership, section)


def _save_section(request: HttpRequest, membership: Membership, section: str) -> HttpResponse:
    tenant = membership.tenant
    form = SECTIONS[section](request.POST, instance=tenant, prefix=section)
    if not form.is_valid():
        tenant.refresh_from_db()
        return _section_page(request, membership, section, form)
    services.change_settings(tenant, form.cleaned_data, by=membership.user)
    messages.success(request, gettext("Saved."))
    if section == ON_SNIPPET_PAGE:
        return _back_to("origins")
    if isinstance(form, ApprovalForm):
        services.settle_approval(tenant, by=membership.user)
        if tenant.approval == Approval.AT_ONCE:
            return redirect("replies")
    return redirect("install_section", section)


@owner_action
def allow_origin(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Add an origin, or say in words what is wrong with it."""
    form = OriginForm(request.POST)
    if form.is_valid():
        try:
            allowed = services.allow_origin(
                membership.tenant, form.cleaned_data["origin"], by=membership.user
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, gettext("%(allowed)s is allowed.") % {"allowed": allowed})
            back_to_check = request.POST.get("back") == "check"
            return redirect("check_install") if back_to_check else _back_to("origins")
    return _snippet_page(request, membership, origin_form=form)


@owner_action
def disallow_origin(request: HttpRequest, membership: Membership, origin_id: int) -> HttpResponse:
    """Remove an origin. Another tenant's is not found."""
    if not services.disallow_origin(membership.tenant, origin_id, by=membership.user):
        raise Http404
    messages.success(
        request, gettext("Removed. Pages on that origin no longer reach the assistant.")
    )
    return _back_to("origins")


def _back_to(section: str) -> HttpResponse:
    response = redirect("install")
    response["Location"] += f"#{section}"
    return response


def _snippet_page(
    request: HttpRequest, membership: Membership, *, origin_form: OriginForm | None = None
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
        "localhost": LocalhostForm(instance=tenant, prefix=ON_SNIPPET_PAGE),
    }
    status = NOT_ACCEPTED if origin_form else 200
    return render(request, "tenants/install.html", context, status=status)


def _section_page(
    request: HttpRequest, membership: Membership, section: str, form: TenantForm
) -> HttpResponse:
    context = {
        "tenant": membership.tenant,
        "may_change": access.may_change_settings(membership),
        "section": section,
        "form": form,
        "explanations": ApprovalForm.explanations,
    }
    status = NOT_ACCEPTED if form.errors else 200
    if isinstance(form, WidgetForm):
        return _widget_page(request, membership, context, status=status)
    return render(request, f"tenants/install/{section}.html", context, status=status)


def _widget_page(
    request: HttpRequest, membership: Membership, context: dict[str, object], *, status: int
) -> HttpResponse:
    """The chat's looks beside the chat itself, which follows while a person edits them."""
    key = access.site_keys_of(membership.tenant).first()
    preview = {
        "key": key.key if key else "",
        "fields": {name: f"id_widget-{field}" for name, field in CHAT_SETTINGS.items()},
    }
    context = {**context, "preview": preview, "script": installation.script_address()}
    response = render(request, "tenants/install/widget.html", context, status=status)
    response._csp_update = LOGO_POLICY  # type: ignore[attr-defined]  # read by django-csp
    return response
