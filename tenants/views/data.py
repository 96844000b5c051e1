"""Data rights: how long texts are kept, taking everything along, and deleting."""

import tempfile
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from delegation.languages import write_number
from tenants import access, services
from tenants.confirming import Question, ask_once, confirmed
from tenants.forms.data import DeletionForm, RetentionForm, VisitorForm
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page, owner_action
from tenants.reauthentication import recently_authenticated
from tenants.services import leaving
from tenants.services.data import erase_visitor as erase

IN_MEMORY = 5_000_000  # bytes; a larger archive is put together on disk

ERASE_VISITOR = Question(
    _("Erase this visitor?"),
    _(
        "Everything that this visitor wrote and read here is erased, and cannot be brought back. "
        "Approved rules stay."
    ),
    _("Erase the visitor"),
)


@require_safe
@member_page
def data(request: HttpRequest, membership: Membership) -> HttpResponse:
    return _data_page(request, membership)


@owner_action
@recently_authenticated
def change_retention(request: HttpRequest, membership: Membership) -> HttpResponse:
    tenant = membership.tenant
    form = RetentionForm(request.POST, instance=tenant)
    if not form.is_valid():
        tenant.refresh_from_db()
        return _data_page(request, membership, retention=form)
    days, before = form.cleaned_data["retention_days"], access.current_retention_days(tenant)
    if days is not None and (before is None or days < before) and not confirmed(request):
        consequence = ngettext(
            "Every text older than %(days)s day is erased within the hour, and cannot be brought "
            "back. Counts and costs stay.",
            "Every text older than %(days)s days is erased within the hour, and cannot be brought "
            "back. Counts and costs stay.",
            days,
        ) % {"days": write_number(days)}
        question = Question(
            gettext("Keep texts for a shorter time?"), consequence, gettext("Erase the older texts")
        )
        return ask_once(request, question, back="data", tenant=tenant)
    services.change_settings(tenant, form.cleaned_data, by=membership.user)
    messages.success(request, gettext("Saved. Older texts are erased within the hour."))
    return redirect("data")


@owner_action
@recently_authenticated
def export(request: HttpRequest, membership: Membership) -> FileResponse:
    """Everything of this workspace, as one ZIP file."""
    archive = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the response closes it
    leaving.export_tenant(membership.tenant, archive, by=membership.user)
    archive.seek(0)
    name = f"{slugify(membership.tenant.name) or 'workspace'}.zip"
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")


@owner_action
@recently_authenticated
def erase_visitor(request: HttpRequest, membership: Membership) -> HttpResponse:
    form = VisitorForm(request.POST)
    if not form.is_valid():
        return _data_page(request, membership, visitor=form)
    if not confirmed(request):
        return ask_once(request, ERASE_VISITOR, back="data", tenant=membership.tenant)
    if not erase(membership.tenant, form.cleaned_data["visitor"], by=membership.user):
        form.add_error(
            "visitor", gettext("No data is stored under this id. Check that you copied all of it.")
        )
        return _data_page(request, membership, visitor=form)
    messages.success(
        request, gettext("Erased. Counts that include this visitor stay, without the visitor’s id.")
    )
    return redirect("data")


@owner_action
@recently_authenticated
def delete(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The workspace with everything, once its name was typed."""
    tenant = membership.tenant
    form = DeletionForm(request.POST, expected=tenant.name)
    if not form.is_valid():
        return _data_page(request, membership, deletion=form)
    leaving.delete_tenant(tenant, by=membership.user)
    request.session.pop("tenant_id", None)
    messages.success(
        request, gettext("%(name)s is deleted, with everything in it.") % {"name": tenant.name}
    )
    return redirect("workspaces")


def _data_page(
    request: HttpRequest, membership: Membership, **bound: forms.BaseForm
) -> HttpResponse:
    tenant = membership.tenant
    context: dict[str, Any] = {
        "tenant": tenant,
        "may_change": access.may_change_settings(membership),
        "retention": RetentionForm(instance=tenant),
        "visitor": VisitorForm(),
        "deletion": DeletionForm(expected=tenant.name),
        **bound,
    }
    status = NOT_ACCEPTED if bound else 200
    return render(request, "tenants/data.html", context, status=status)
