"""The page behind an invitation's link, with an account and without one."""

from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenants import row_security
from tenants.forms import InvitedAccountForm
from tenants.models import Invitation, Role, User
from tenants.pages import NOT_ACCEPTED
from tenants.services import accounts
from tenants.services.invitations import InvitationRefused, accept, is_for, read_token

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join a workspace. Opening the link changes nothing: mail scanners open links too."""
    try:
        invited = read_token(token)
        row_security.request_is_for(invited.tenant_id)
        if request.method == "POST":
            return _join(request, invited)
    except InvitationRefused as refused:
        context = {"refusal": str(refused)}
        return _no_trace(render(request, "tenants/invitation.html", context, status=404))
    return _invitation_page(request, invited)


def _join(request: HttpRequest, invited: Invitation) -> HttpResponse:
    user = request.user
    if isinstance(user, User):
        accept(invited, user)
    elif accounts.has_account(invited.email):
        return _invitation_page(request, invited)  # which leads to signing in
    else:
        form = InvitedAccountForm(request.POST, email=invited.email)
        if not form.is_valid():
            return _invitation_page(request, invited, form=form)
        try:
            with transaction.atomic():  # no account without the membership it was opened for
                user = accounts.create_invited_user(invited, form.cleaned_data["password"])
                accept(invited, user)
        except IntegrityError:  # a second click came sooner, and opened it
            return _invitation_page(request, invited)
        login(request, user, backend=BACKEND)
    request.session["tenant_id"] = invited.tenant_id
    return redirect("dashboard")


def _invitation_page(
    request: HttpRequest, invited: Invitation, *, form: InvitedAccountForm | None = None
) -> HttpResponse:
    user = request.user
    context = {
        "invitation": invited,
        "role": Role(invited.role).in_sentence,
        "is_mine": isinstance(user, User) and is_for(invited, user),
        "has_account": accounts.has_account(invited.email),
        "form": form or InvitedAccountForm(email=invited.email),
    }
    status = NOT_ACCEPTED if form else 200
    return _no_trace(render(request, "tenants/invitation.html", context, status=status))


def _no_trace(response: HttpResponse) -> HttpResponse:
    """Keep the address from other sites: it is the invitation.

    `no-referrer` would hide it too, but then browsers send the page's own form with
    `Origin: null`, which the CSRF check refuses.
    """
    response["Referrer-Policy"] = "same-origin"
    return response
