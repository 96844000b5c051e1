"""Decorators that hand a view the person's membership, and the texts that people type."""

from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeAlias, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tenants import access, row_security
from tenants.exchange import rate_of, request_shows
from tenants.models import Membership, User

P = ParamSpec("P")
Page: TypeAlias = Callable[Concatenate[HttpRequest, Membership, P], HttpResponseBase]
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

NOT_ACCEPTED = 422  # the form was understood, and the page says what is wrong with it


def typed(values: Mapping[str, str], name: str, *, most: int) -> str:
    """Return the text of a field without spaces around it, at most `most` characters.

    It has no NUL, which PostgreSQL refuses to store or to look for.
    """
    return values.get(name, "").replace("\0", "").strip()[:most]


def membership_of(request: HttpRequest) -> Membership | None:
    """The signed-in person's membership, looked up once per request."""
    kept = vars(request)
    if "_membership" not in kept:
        try:
            kept["_membership"] = access.current_membership(request)
        except Http404:
            kept["_membership"] = None
    return cast("Membership | None", kept["_membership"])


def member_page(page: Page[P]) -> View[P]:
    """For members of a tenant, whose rows the rest of the request sees, and in whose currency.

    Operators without a workspace are led to their page, others to make a workspace.
    """

    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        membership = membership_of(request)
        if membership is None:
            is_operator = isinstance(request.user, User) and request.user.is_staff
            return redirect("platform" if is_operator else "new_workspace")
        if membership.tenant.suspended_at is not None:
            return render(
                request, "tenants/suspended.html", {"tenant": membership.tenant}, status=403
            )
        row_security.request_is_for(membership.tenant_id)
        request_shows(rate_of(membership.tenant))
        return page(request, membership, *args, **kwargs)

    return login_required(update_wrapper(view, page))


def require_owner(membership: Membership) -> None:
    """Raise `PermissionDenied` for members who may only read the settings."""
    if not access.may_change_settings(membership):
        raise PermissionDenied(
            gettext("Only an owner of %(tenant)s may change this.") % {"tenant": membership.tenant}
        )


def owner_action(page: Page[P]) -> View[P]:
    """For the form of a page whose settings only owners may change."""

    def owned(
        request: HttpRequest, membership: Membership, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        require_owner(membership)
        return page(request, membership, *args, **kwargs)

    return require_POST(member_page(update_wrapper(owned, page)))
