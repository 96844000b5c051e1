"""The front page, the form of a new workspace, and the dashboard."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenants import access, panels, services
from tenants.forms import WorkspaceForm
from tenants.models import Membership, User
from tenants.pages import NOT_ACCEPTED, member_page
from tenants.services.standing import may_make_workspaces
from tenants.views.onboarding import steps_context


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Describe the product in plain words to a first-time visitor."""
    context = {"tries_are_open": settings.EXPORTS_WITHOUT_ACCOUNT > 0}
    return render(request, "tenants/front.html", context)


@login_required
def new_workspace(request: HttpRequest) -> HttpResponse:
    """Make a workspace: for people who are signed in and belong to none."""
    user = request.user
    if not isinstance(user, User) or access.get_membership(user) is not None:
        return redirect("dashboard")
    if not may_make_workspaces():
        return render(request, "account/signup_closed.html", status=403)
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.create_tenant(form.cleaned_data["company"], owner=user)
        return redirect("dashboard")
    status = NOT_ACCEPTED if form.errors else 200
    return render(request, "tenants/new_workspace.html", {"form": form}, status=status)


@require_safe
@member_page
def dashboard(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What needs a person, what was saved, today in figures, and what to do next."""
    tenant, now = membership.tenant, timezone.now()
    context = {
        "tenant": tenant,
        "attention": panels.attention_for(tenant, now),
        "panels": panels.panels_for(membership, now),
        "figures": panels.figures_of(tenant, now),
        **steps_context(membership),
    }
    return render(request, "tenants/dashboard.html", context)
