"""The page of starter rules."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from delegation.domain.approval import starter_packs
from delegation.domain.approval.starter_texts import primary_language
from delegation.domain.words import ACT_NAMES, Act
from delegation.languages import in_words
from delegation.rules.forms.acts import name_of
from delegation.rules.forms.starters import StarterForm
from delegation.rules.services.lessons.starters import Started, approve_starter_pack
from tenants.access import may_moderate
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def starter_pack(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show the starter rules of a language. Owners and moderators may approve them."""
    tenant = membership.tenant
    asked = request.GET.get("language", primary_language(tenant.language))
    language = asked if asked in starter_packs.STARTER_LANGUAGES else "en"
    rules = starter_packs.starter_pack(language)
    form = StarterForm(request.POST or None, rules=rules)
    if request.method == "POST":
        if not may_moderate(membership):
            raise PermissionDenied(
                gettext("Only an owner or moderator of %(tenant)s can approve rules.")
                % {"tenant": tenant}
            )
        if form.is_valid():
            started = approve_starter_pack(tenant, language, form.responses(), by=membership.user)
            _tell(request, started)
            return redirect(f"{reverse('starter_pack')}?language={language}")
    context = {
        "tenant": tenant,
        "form": form,
        "rules": [(rule, form[rule.act.value]) for rule in rules],
        "language": language,
        "languages": starter_packs.STARTER_LANGUAGES,
        "may_approve": may_moderate(membership),
    }
    status = NOT_ACCEPTED if form.errors else 200
    return render(request, "rules/starters.html", context, status=status)


def _tell(request: HttpRequest, started: Started) -> None:
    if started.live:
        acts = ", ".join(in_words(ACT_NAMES[Act(rule.act)]) for rule in started.live)
        messages.success(
            request,
            gettext("Live: %(acts)s. Browsers use these rules within minutes.") % {"acts": acts},
        )
    for act, why in started.skipped.items():
        messages.warning(
            request,
            gettext("%(value)s was not changed. %(why)s") % {"value": name_of(act), "why": why},
        )
    if not started.live and not started.skipped:
        messages.warning(request, gettext("Nothing was changed, because every reply was empty."))
