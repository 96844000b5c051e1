"""The policy page: what may go live automatically."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from delegation.domain.approval.small_talk import LANGUAGES, listed_words
from delegation.domain.approval.starter_texts import primary_language
from delegation.rules import access
from delegation.rules.forms.acts import act_examples
from delegation.rules.forms.policy import PolicyForm
from delegation.rules.services.lessons.policy import change_policy
from delegation.rules.services.watching.digests import set_wanted
from tenants.access import may_change_settings
from tenants.models import Approval, Membership
from tenants.pages import NOT_ACCEPTED, member_page, require_owner


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def policy(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show the policy and the lists of known small talk. An owner may change the policy."""
    tenant = membership.tenant
    form = PolicyForm.showing(access.policy_of(tenant), daily_mail=access.digest_wanted(tenant))
    if request.method == "POST":
        require_owner(membership)
        form = PolicyForm(request.POST)
        if form.is_valid():
            change_policy(tenant, form.changes(), by=membership.user)
            set_wanted(tenant, wanted=form.cleaned_data["daily_mail"], by=membership.user)
            messages.success(request, gettext("The policy is saved."))
            return redirect("policy")
    shown = request.GET.get("language", primary_language(tenant.language))
    language = shown if shown in LANGUAGES else "en"
    context = {
        "tenant": tenant,
        "form": form,
        "examples": act_examples(),
        "at_once": tenant.approval == Approval.AT_ONCE,
        "may_change": may_change_settings(membership),
        "languages": LANGUAGES,
        "language": language,
        "words": listed_words(language),
    }
    status = NOT_ACCEPTED if form.errors else 200
    return render(request, "rules/policy.html", context, status=status)
