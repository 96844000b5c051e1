"""The test box, which explains decisions about a message; and the replay of the last month."""

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from delegation.domain.words import AFTER, Awaiting
from delegation.languages import in_words
from delegation.rules import access
from delegation.rules.admin.scoped import current_member
from delegation.rules.models import Rule
from delegation.rules.services.desk.what_if import TooManyRules, try_message, what_if
from tenants.models import Tenant

LONGEST_MESSAGE = 500  # characters; longer ones are never matched


def _after(state: Awaiting) -> Promise:
    """Return what the assistant's last reply was, at the start of a line."""
    return cast("Promise", lazy(lambda: capfirst(in_words(AFTER[state])), str)())


class TestForm(forms.Form):
    message = forms.CharField(max_length=LONGEST_MESSAGE, label=_("A visitor writes"))
    awaiting = forms.ChoiceField(
        choices=[(state.value, _after(state)) for state in Awaiting],
        label=_("after the assistant sent"),
    )
    rule = forms.IntegerField(required=False, widget=forms.HiddenInput)


@require_safe
def test_page(request: HttpRequest, site_context: dict[str, Any]) -> HttpResponse:
    """`?message=&awaiting=&rule=`: the live pack's decision, and with that rule in it."""
    tenant = current_member(request).tenant
    asked = "message" in request.GET
    form = TestForm(request.GET if asked else None, initial={"rule": request.GET.get("rule")})
    rule = _rule_named(tenant, request.GET.get("rule", ""))
    context = {**site_context, "title": gettext("Test box"), "form": form, "rule": rule}
    if asked and form.is_valid():
        message, awaiting = form.cleaned_data["message"], form.cleaned_data["awaiting"]
        try:
            context["trials"] = try_message(tenant, message, awaiting, rule)
        except TooManyRules as refused:
            context["trials"] = try_message(tenant, message, awaiting, None)
            context["refused"] = str(refused)
    return TemplateResponse(request, "moderation/test.html", context)


@require_safe
def what_if_page(request: HttpRequest, site_context: dict[str, Any]) -> HttpResponse:
    """`?rule=`: what the rule would have answered in the last 30 days."""
    rule = _rule_named(current_member(request).tenant, request.GET.get("rule", ""))
    if rule is None:
        raise Http404
    context = {
        **site_context,
        "title": gettext("If %(rule)s were live") % {"rule": rule},
        "rule": rule,
    }
    try:
        context["messages_count"], context["report"] = what_if(rule.tenant, rule)
    except TooManyRules as refused:
        context["refused"] = str(refused)
    return TemplateResponse(request, "moderation/what_if.html", context)


def _rule_named(tenant: Tenant, pk: str) -> Rule | None:
    """None where no rule is named. Raises `Http404` where this tenant has none with this id."""
    if not pk:
        return None
    if not pk.isdecimal() or len(pk) > 18:
        raise Http404
    return access.get_rule(tenant, int(pk))
