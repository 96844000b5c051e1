"""`/admin/`: what the platform's operators may look at, and the little they may change."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from tenants.access import tenants_named
from tenants.models import AllowedOrigin, ApiKey, AuditEntry, Membership, SiteKey, Tenant, User

MOST_LISTED = 10_000  # rows of a list; older ones are found by a search
MOST_TENANTS = 100  # whose names a search may match

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyPaginator = Paginator[Any]
else:  # they take no type arguments while they run
    AnyModelAdmin = admin.ModelAdmin
    AnyPaginator = Paginator


class ReadOnlyAdmin(AnyModelAdmin):
    """Changes go through services, which leave an audit row; this page only shows."""

    actions: Any = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BoundedPaginator(AnyPaginator):
    """Counts no further than a person turns pages: counting millions of rows takes seconds."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by()[:MOST_LISTED].count()


class GrowingAdmin(ReadOnlyAdmin):
    """A table of millions of rows: its list is ordered by an index, and searched by whole values.

    `exact` is the column that a search compares; other texts are looked for in workspaces' names.
    """

    paginator = BoundedPaginator
    search_fields = ("tenant__name",)
    search_help_text: ClassVar[StrOrPromise | None] = _(
        "A whole id, or a part of a workspace’s name."
    )
    exact = "pk"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Name the workspaces first, so that each list of rows is found by its tenant."""
        if not search_term:
            return queryset, False
        try:
            value = self.model._meta.get_field(self._exact_name()).to_python(search_term)
            if queryset.filter(**{self.exact: value}).exists():
                return queryset.filter(**{self.exact: value}), False
        except ValidationError:
            pass  # it is no id, so it is a name
        named = tenants_named(search_term).values_list("pk", flat=True)[:MOST_TENANTS]
        return queryset.filter(tenant__in=list(named)), False

    def _exact_name(self) -> str:
        return self.model._meta.pk.name if self.exact == "pk" else self.exact


@admin.register(Tenant)
class TenantAdmin(ReadOnlyAdmin):
    list_display = ("name", "approval", "gatekeeper_enabled", "monthly_budget", "created_at")
    list_filter = ("approval", "gatekeeper_enabled")
    search_fields = ("name",)


@admin.register(User)
class UserAdmin(AnyModelAdmin):
    """An account may be switched off here; everything else about it belongs to its person."""

    list_display = ("email", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email",)
    ordering = ("email",)
    fields = ("email", "is_active", "is_staff", "is_superuser", "last_login", "date_joined")
    readonly_fields = ("email", "is_staff", "is_superuser", "last_login", "date_joined")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "tenant", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "tenant")
    search_fields = ("user__email", "tenant__name")


@admin.register(SiteKey)
class SiteKeyAdmin(ReadOnlyAdmin):
    list_display = ("key", "tenant", "created_at", "revoked_at")
    list_select_related = ("tenant",)
    search_fields = ("key", "tenant__name")


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = ("name", "prefix", "tenant", "created_by", "last_used_at", "revoked_at")
    list_select_related = ("tenant", "created_by")
    search_fields = ("prefix", "tenant__name")
    exclude = ("digest",)


@admin.register(AllowedOrigin)
class AllowedOriginAdmin(ReadOnlyAdmin):
    list_display = ("origin", "tenant", "created_at")
    list_select_related = ("tenant",)
    search_fields = ("origin", "tenant__name")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "tenant", "actor", "action", "target")
    list_select_related = ("tenant", "actor")
    search_fields = ("action", "target", "tenant__name")
    ordering = ("-at",)


admin.site.unregister(Group)  # operators are operators; tenants have their own roles
