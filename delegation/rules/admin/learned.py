"""The page of learned words, which a moderator may switch off and on again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
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
    """Show what was learned. POST `strike` or `restore` with `kind:form` changes it."""
    membership = current_member(request)
    if request.method == "POST":
        if not may_moderate(membership):
            raise PermissionDenied(
                gettext("You can read this page. An owner or a moderator can change it.")
            )
        _change(request, membership)
        return redirect(request.get_full_path())
    search = canonical(request.GET.get("q", "")) or ""
    found = learned_by(membership.tenant, search=search, most=SHOWN)
    context = {
        **site_context,
        "title": gettext("Learned words"),
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
        messages.error(request, gettext("Choose a word or a part from the list."))
    elif wanted == "strike":
        strikes.strike(membership.tenant, Struck(kind), form, by=membership.user)
        messages.success(
            request,
            gettext("“%(form)s” is switched off. Browsers get the change within minutes.")
            % {"form": form},
        )
    else:
        strikes.restore(membership.tenant, Struck(kind), form, by=membership.user)
        messages.success(
            request,
            gettext("“%(form)s” is switched on again, if approved phrases still contain it.")
            % {"form": form},
        )
