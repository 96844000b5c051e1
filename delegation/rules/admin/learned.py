"""The page of what the pack learned: a moderator strikes a word or a part, or restores it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from delegation.domain.phrases import canonical
from delegation.rules import access
from delegation.rules.admin.scoped import current_member
from delegation.rules.models import Struck
from delegation.rules.services.deciding import strikes
from delegation.rules.services.desk.learned_words import learned_by
from tenants.access import may_moderate
from tenants.models import Membership

SHOWN = 200  # forms on the page; a search finds the others


@require_http_methods(["GET", "HEAD", "POST"])
def learned_page(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """Read what was learned; POST `strike` or `restore` with `kind:form`."""
    membership = current_member(request)
    if request.method == "POST":
        if not may_moderate(membership):
            raise PermissionDenied("Viewers may read what was learned; a moderator strikes it.")
        _change(request, membership)
        return redirect(request.get_full_path())
    search = canonical(request.GET.get("q", "")) or ""
    found = learned_by(membership.tenant, search=search, most=SHOWN)
    context = {
        **site_context,
        "title": "Learned words",
        "found": found.forms,
        "count": found.count,
        "search": search,
        "strikes": access.strikes_of(membership.tenant).select_related("author").order_by("form"),
        "may_decide": may_moderate(membership),
    }
    return TemplateResponse(request, "moderation/learned.html", context)


def _change(request: HttpRequest, membership: Membership) -> None:
    wanted = "strike" if "strike" in request.POST else "restore"
    kind, _, form = request.POST.get(wanted, "").partition(":")
    if kind not in Struck.values or canonical(form) is None:
        messages.error(request, "Choose a word or a part of the list.")
    elif wanted == "strike":
        strikes.strike(membership.tenant, Struck(kind), form, by=membership.user)
        messages.success(request, f"Struck “{form}”. Browsers follow with the next pack.")
    else:
        strikes.restore(membership.tenant, Struck(kind), form, by=membership.user)
        messages.success(request, f"Restored “{form}”, where phrases still teach it.")
