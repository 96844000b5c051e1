"""`/admin/`: what the platform's operators may look at, and the little they may change."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from tenants.models import AllowedOrigin, ApiKey, AuditEntry, Membership, SiteKey, Tenant, User

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin  # takes no type arguments while it runs


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
