"""The operators' admin site, and what it shares with the moderators'."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class OneDoorAdminSite(AdminSite):
    """People sign in and out where everybody does, so that its limits on guessing hold here too."""

    refusal = "These pages are not for you."

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            raise PermissionDenied(self.refusal)
        return redirect_to_login(request.GET.get("next") or index)

    def logout(  # type: ignore[override]  # it leads elsewhere
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")


class OperatorAdminSite(OneDoorAdminSite):
    """For the people who run the platform; tenants have `/moderation/`."""

    site_header = "Self-delegation operators"
    site_title = "Operators"
    index_title = "The platform"
    refusal = "These pages are for the people who run this platform."
