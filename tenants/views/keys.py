"""The keys of a workspace: publishable ones for pages, secret ones for programs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from delegation.domain.wire.api_keys import ApiToken
from tenants import access
from tenants.confirming import Question, ask_once, confirmed
from tenants.forms.keys import ApiKeyForm, RotationForm
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page, owner_action
from tenants.reauthentication import recently_authenticated
from tenants.services import keys as services

LAST_KEY = Question(
    _("Revoke the last site key?"),
    _(
        "No other site key works. The chat on all your pages stops at once, until you make a "
        "new key and paste the new line into every page."
    ),
    _("Revoke the last key"),
)


@require_safe
@member_page
def keys(request: HttpRequest, membership: Membership) -> HttpResponse:
    return _keys_page(request, membership)


@owner_action
def create_site_key(request: HttpRequest, membership: Membership) -> HttpResponse:
    services.create_site_key(membership.tenant, by=membership.user)
    messages.success(request, gettext("A new site key is ready."))
    return redirect("keys")


@owner_action
def rotate_site_key(request: HttpRequest, membership: Membership, key_id: int) -> HttpResponse:
    """A new key, while the old one works a little longer."""
    key = access.get_site_key(membership.tenant, key_id)
    form = RotationForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose how long the old key keeps working."))
        return redirect("keys")
    if services.rotate_site_key(key, overlap=form.chosen_overlap(), by=membership.user):
        messages.success(
            request,
            gettext(
                "A new key is ready. Paste the new line from the install page into your pages."
            ),
        )
    else:
        messages.warning(request, gettext("This key was already replaced. Nothing was changed."))
    return redirect("keys")


@owner_action
def revoke_site_key(request: HttpRequest, membership: Membership, key_id: int) -> HttpResponse:
    key = access.get_site_key(membership.tenant, key_id)
    is_last = access.site_keys_of(membership.tenant).count() == 1
    if is_last and not confirmed(request):
        return ask_once(request, LAST_KEY, back="keys", tenant=membership.tenant)
    services.revoke_site_key(key, by=membership.user)
    messages.success(
        request, gettext("Revoked. Pages with this key no longer reach the assistant.")
    )
    return redirect("keys")


@never_cache
@owner_action
@recently_authenticated
def create_api_key(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show the new key in this answer and never again: it is stored nowhere."""
    form = ApiKeyForm(request.POST)
    if not form.is_valid():
        return _keys_page(request, membership, form=form)
    name, form_id = form.cleaned_data["name"], form.cleaned_data["form_id"]
    try:
        token = services.create_api_key(
            membership.tenant, name, by=membership.user, form_id=form_id
        )
    except services.KeyMadeAlready as refused:
        messages.warning(request, str(refused))
        return redirect("keys")
    return _keys_page(request, membership, token=token)


@owner_action
def revoke_api_key(request: HttpRequest, membership: Membership, key_id: int) -> HttpResponse:
    if not services.revoke_api_key(membership.tenant, key_id, by=membership.user):
        raise Http404
    messages.success(
        request, gettext("Revoked. Programs that use this key are refused from now on.")
    )
    return redirect("keys")


def _keys_page(
    request: HttpRequest,
    membership: Membership,
    *,
    form: ApiKeyForm | None = None,
    token: ApiToken | None = None,
) -> HttpResponse:
    tenant = membership.tenant
    context = {
        "tenant": tenant,
        "may_change": access.may_change_settings(membership),
        "site_keys": access.site_keys_of(tenant),
        "api_keys": access.api_keys_of(tenant),
        "rotation": RotationForm(),
        "form": form or ApiKeyForm(),
        "token": token.text if token else None,
    }
    status = NOT_ACCEPTED if form else 200
    return render(request, "tenants/keys.html", context, status=status)
