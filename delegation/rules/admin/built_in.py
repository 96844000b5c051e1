"""The page of built-in lists, each with its effect, which a moderator may switch off and on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from delegation.domain.language.small_talk.table import SMALL_TALK
from delegation.domain.packs.closed_parts import LISTS, list_name
from delegation.rules.admin.scoped import current_member
from delegation.rules.models import Struck
from delegation.rules.services.deciding import strikes
from delegation.rules.services.desk.built_in_lists import built_in_lists
from delegation.rules.services.desk.what_if import TooManyRules
from tenants.access import may_moderate
from tenants.models import Membership

NAMES = frozenset(list_name(language, role) for language in SMALL_TALK for role in LISTS)


@require_http_methods(["GET", "HEAD", "POST"])
def built_in_page(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """Show the lists of the pack's languages. POST `strike` or `restore` changes one."""
    membership = current_member(request)
    if request.method == "POST":
        if not may_moderate(membership):
            raise PermissionDenied(
                gettext("You can read this page. An owner or a moderator can change it.")
            )
        _change(request, membership)
        return redirect(request.get_full_path())
    context = {
        **site_context,
        "title": gettext("Built-in lists"),
        "may_decide": may_moderate(membership),
    }
    try:
        context["messages_count"], context["lists"] = built_in_lists(membership.tenant)
    except TooManyRules as refused:
        context["refused"] = str(refused)
    return TemplateResponse(request, "moderation/built_in.html", context)


def _change(request: HttpRequest, membership: Membership) -> None:
    wanted = "strike" if "strike" in request.POST else "restore"
    name = request.POST.get(wanted, "")
    if name not in NAMES:
        messages.error(request, gettext("Choose one of the lists on this page."))
        return
    if wanted == "strike":
        strikes.strike(membership.tenant, Struck.LIST, name, by=membership.user)
        done = gettext(
            "The list “%(name)s” is switched off. Browsers get the change within minutes."
        )
    else:
        strikes.restore(membership.tenant, Struck.LIST, name, by=membership.user)
        done = gettext(
            "The list “%(name)s” is switched on again. Browsers get the change within minutes."
        )
    messages.success(request, done % {"name": name})
