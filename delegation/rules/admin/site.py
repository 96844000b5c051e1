"""`/moderation/`: a second admin site, for a tenant's members and their tenant's rows only."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from delegation.admin import OneDoorAdminSite
from delegation.rules.admin.built_in import built_in_page
from delegation.rules.admin.learned import learned_page
from delegation.rules.admin.testbox import test_page, what_if_page
from delegation.rules.admin.undo import undo_page
from tenants import row_security
from tenants.exchange import rate_of, request_shows
from tenants.pages import membership_of

TABS = {
    "Rule": _("Rules"),
    "Lesson": _("Lessons"),
    "Pack": _("Published versions"),
    "AuditEntry": _("Audit log"),
}

Page: TypeAlias = Callable[[HttpRequest, dict[str, Any]], HttpResponse]
PAGES: dict[str, Page] = {
    "learned": learned_page,
    "built_in": built_in_page,
    "test": test_page,
    "what_if": what_if_page,
    "undo": undo_page,
}
"""Pages beside those of models: the last part of the address -> the page."""

PAGE_TABS = {
    "learned": _("Learned words"),
    "built_in": _("Built-in lists"),
    "test": _("Test box"),
}


class ModerationSite(OneDoorAdminSite):
    """Knows no auth models, and only the current tenant's rows."""

    site_header = _("Moderation")
    site_title = _("Moderation")
    refusal = _("You are not a member of a workspace, so there are no rules for you to read.")
    enable_nav_sidebar = False
    # Look-ups that no page of ours needs, and that know nothing of tenants.
    unused: ClassVar[set[str]] = {
        "autocomplete",
        "view_on_site",
        "password_change",
        "password_change_done",
    }

    def has_permission(self, request: HttpRequest) -> bool:
        membership = membership_of(request)
        return membership is not None and membership.tenant.suspended_at is None

    def open_rows(self, request: HttpRequest) -> None:
        membership = membership_of(request)
        if membership is not None:
            row_security.request_is_for(membership.tenant_id)
            request_shows(rate_of(membership.tenant))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        pages: list[URLPattern | URLResolver] = [
            path(f"{name}/", self.admin_view(partial(self._show, name)), name=name)
            for name in PAGES
        ]
        models = super().get_urls()
        return pages + [url for url in models if getattr(url, "name", None) not in self.unused]

    def _show(self, name: str, request: HttpRequest) -> HttpResponse:
        context = {**self.each_context(request), "opts": {"object_name": name}}
        return PAGES[name](request, context)

    def index(  # type: ignore[override]  # it leads elsewhere
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The queue is where a moderator's work is."""
        return redirect("moderation:rules_rule_changelist")

    def app_index(  # type: ignore[override]  # it leads elsewhere
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self.index(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        shown = {
            model["object_name"]: model
            for app in context["available_apps"]
            for model in app["models"]
        }
        tabs = [{**shown[name], "name": title} for name, title in TABS.items() if name in shown]
        pages = [
            {"name": title, "object_name": name, "admin_url": reverse(f"moderation:{name}")}
            for name, title in PAGE_TABS.items()
        ]
        files = {"name": _("Files"), "object_name": "transfer", "admin_url": reverse("transfer")}
        return {**context, "moderation": True, "tabs": [*tabs, *pages, files]}


moderation_site = ModerationSite(name="moderation")
