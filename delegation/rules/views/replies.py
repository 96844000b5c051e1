"""The page for replies that may go live automatically."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from delegation.domain.approval.starter_texts import primary_language, starter_texts
from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.forms.replies import RepliesForm
from delegation.rules.services.lessons.replies import approve_replies
from tenants.access import may_change_settings
from tenants.models import Approval, Membership, Tenant
from tenants.pages import NOT_ACCEPTED, member_page


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def replies(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show the approved replies. An owner may change them, and approves them by saving."""
    tenant = membership.tenant
    approved = _approved_texts(tenant)
    offered = approved or dict(starter_texts(tenant.language))
    form = RepliesForm(request.POST or None, replies=offered)
    if request.method == "POST":
        if not may_change_settings(membership):
            raise PermissionDenied(
                gettext("Only an owner of %(tenant)s can approve these replies.")
                % {"tenant": tenant}
            )
        if form.is_valid():
            approve_replies(tenant, form.texts(), language=tenant.language, by=membership.user)
            messages.success(request, gettext("The replies are approved and saved."))
            return redirect("replies")
    context = {
        "tenant": tenant,
        "form": form,
        "approved": bool(approved),
        "at_once": tenant.approval == Approval.AT_ONCE,
        "may_change": may_change_settings(membership),
    }
    status = NOT_ACCEPTED if form.errors else 200
    return render(request, "rules/replies.html", context, status=status)


def _approved_texts(tenant: Tenant) -> dict[Act, str]:
    rows = access.replies_of(tenant).filter(language=primary_language(tenant.language))
    return {Act(row.act): row.text for row in rows}
