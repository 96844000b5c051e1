"""What was decided and changed in a workspace, for its owners."""

import csv
import json

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from delegation.domain.wire.spreadsheets import BOM, shield_cell
from tenants import access
from tenants.models import AuditEntry, Membership
from tenants.pages import member_page

SHOWN = 50  # entries of a page


@require_safe
@member_page
def audit_log(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Newest first, page by page."""
    _owners_only(membership)
    entries = access.audit_entries_of(membership.tenant).select_related("actor")
    page = Paginator(entries, SHOWN).get_page(request.GET.get("page"))
    return render(request, "tenants/audit.html", {"tenant": membership.tenant, "page": page})


@require_safe
@member_page
def audit_csv(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The whole log, for a spreadsheet or an archive."""
    _owners_only(membership)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    response.write(BOM)
    writer = csv.writer(response)
    writer.writerow(["at", "who", "action", "target", "details"])
    entries = access.audit_entries_of(membership.tenant).select_related("actor")
    for entry in entries.iterator(chunk_size=1_000):
        writer.writerow([shield_cell(cell) for cell in _cells(entry)])
    return response


def _owners_only(membership: Membership) -> None:
    if not access.may_change_settings(membership):
        raise PermissionDenied(
            gettext("The audit log names people and settings; it is for owners.")
        )


def _cells(entry: AuditEntry) -> list[str]:
    details = json.dumps(entry.details, ensure_ascii=False)
    return [entry.at.isoformat(), entry.who, entry.action, entry.target, details]
