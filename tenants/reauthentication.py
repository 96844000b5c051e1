"""Ask people again who they are before an act that an open browser must not be enough for.

A form that comes too long after the last password, code or passkey waits, sealed, in the session;
the sign-in library asks, and then the form goes on as it was sent. Nothing has to be typed twice.
"""

import json
import time
from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    stash_and_reauthenticate,
)
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from tenants.models import Membership, User
from tenants.sealing import SealBroken, seal, unseal
from tenants.second_factor import NO_TENANT

P = ParamSpec("P")
Act = Callable[Concatenate[HttpRequest, Membership, P], HttpResponseBase]
RESUME = f"{__name__}.resume"
PURPOSE = "waiting-form"
TOO_LATE = _("Too much time has passed, so nothing was changed. Please send the form again.")


def recently_authenticated(act: Act[P]) -> Act[P]:
    """Ask for the password, or the second factor, unless the person gave one a moment ago."""

    def asked(
        request: HttpRequest, membership: Membership, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if is_recent(request, membership.user):
            return act(request, membership, *args, **kwargs)
        return _ask(request)

    return update_wrapper(asked, act)


def is_recent(request: HttpRequest, user: User) -> bool:
    """Whether the person showed who they are within `ACCOUNT_REAUTHENTICATION_TIMEOUT`.

    People who only have an account elsewhere have nothing to show: their provider asked them.
    """
    if not get_reauthentication_flows(user):
        return True
    records = get_authentication_records(request, user)
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > since for record in records)


@sensitive_variables()
def _ask(request: HttpRequest) -> HttpResponse:
    form = json.dumps({"path": request.path, "post": request.POST.urlencode(), "at": time.time()})
    state = {"form": seal(form, tenant_id=NO_TENANT, purpose=PURPOSE)}
    asking = stash_and_reauthenticate(request, state, RESUME)
    # The library's page carries this along; `resume` compares it.
    return redirect(f"{asking.url}?{urlencode({'next': request.path})}")


@sensitive_variables()
def resume(request: HttpRequest, state: dict[str, str]) -> HttpResponseBase:
    """Go on with the form that waited, if it is the one that the person was asked for now."""
    wanted = request.POST.get("next")
    try:
        form = json.loads(unseal(state["form"], tenant_id=NO_TENANT, purpose=PURPOSE))
    except SealBroken:
        form = None
    too_old = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    if form is None or form["path"] != wanted or form["at"] < too_old:
        messages.warning(request, TOO_LATE)
        return redirect("dashboard")
    request.path = request.path_info = form["path"]
    request.POST = QueryDict(form["post"])
    view = resolve(form["path"])
    answer: HttpResponseBase = view.func(request, *view.args, **view.kwargs)
    return answer
