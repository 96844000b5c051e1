"""The workspaces that a person belongs to, and which of them the pages show."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenants import access
from tenants.models import Membership, User


@require_safe
@login_required
def workspaces(request: HttpRequest) -> HttpResponse:
    """Choose one to work in."""
    return render(request, "tenants/workspaces.html", {"mine": _mine(request)})


@require_POST
@login_required
def choose_workspace(request: HttpRequest, tenant_id: int) -> HttpResponse:
    """Work in another workspace from now on. One that is not mine is not found."""
    if not any(membership.tenant_id == tenant_id for membership in _mine(request)):
        raise Http404
    request.session["tenant_id"] = tenant_id
    return redirect("dashboard")


def _mine(request: HttpRequest) -> list[Membership]:
    user = request.user
    return access.memberships_of_user(user) if isinstance(user, User) else []
