"""What every page of the moderators' site has in common: one tenant's rows, by role."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from tenants.access import may_moderate
from tenants.admin import AnyModelAdmin
from tenants.models import Membership, Tenant
from tenants.pages import membership_of


def current_member(request: HttpRequest) -> Membership:
    """The membership that the site has already asked for. Raises `Http404` without one."""
    membership = membership_of(request)
    if membership is None:
        raise Http404
    return membership


class ScopedAdmin(AnyModelAdmin):
    """Read-only, and scoped through `access`; a row of another tenant is not found."""

    actions: Any = None
    list_per_page = 50
    show_full_result_count = False  # counting 100,000 rows twice would take longer than the page
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "moderation/reading.html"
    change_list_template = "moderation/change_list.html"
    title: StrOrPromise
    empty_words = _("Nothing here.")

    def rows_of(self, tenant: Tenant) -> QuerySet[Any]:
        """The door to this model's rows, from `access`."""
        raise NotImplementedError  # Django's metaclass leaves no room for an abstract one

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.rows_of(current_member(request).tenant)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only the filters that are on the page."""
        return lookup.split("__")[0] in self.list_filter and lookup.count("__") <= 1

    def list_title(self, request: HttpRequest) -> str:
        return str(self.title)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = {"title": self.list_title(request), "empty_words": self.empty_words}
        return super().changelist_view(request, {**words, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return membership_of(request) is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return membership_of(request) is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """For actions that say `permissions=["moderate"]`."""
        return may_moderate(membership_of(request))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._find(request, object_id)
        words = {"list_url": reverse(f"moderation:{self._url_name()}_changelist")}
        return super().change_view(request, object_id, form_url, {**words, **(extra_context or {})})

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show no history: the audit log is the history, and Django's own log ignores tenants."""
        row = self._find(request, object_id)
        return redirect(f"moderation:{self._url_name()}_change", row.pk)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._find(request, object_id)
        return super().delete_view(request, object_id, extra_context)

    def _url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _find(self, request: HttpRequest, object_id: str) -> Any:
        """The row as this person may see it. Raises `Http404` for missing and foreign ones."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row
