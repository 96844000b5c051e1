"""What moderators may read beside rules and packs: lessons, and the audit log."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from delegation.rules import access
from delegation.rules.admin.scoped import ScopedAdmin
from delegation.rules.models import Lesson
from tenants.access import audit_entries_of, may_change_settings
from tenants.models import AuditEntry, Tenant
from tenants.pages import membership_of


class LessonAdmin(ScopedAdmin):
    title = _("Lessons")
    list_display = ("query", "response", "act", "awaiting", "taught_by", "rule", "created_at")
    list_display_links = ("query",)
    list_filter = ("act", "awaiting", "taught_by")
    list_select_related = ("rule",)
    search_fields = ("query", "response")
    search_help_text = _("Message or response")
    empty_words = _("No lessons yet. The teacher writes one when a visitor makes small talk.")
    ordering = ("-created_at",)
    fields = ("query", "response", "act", "variants", "awaiting", "taught_by", "rule", "created_at")

    def rows_of(self, tenant: Tenant) -> QuerySet[Lesson]:
        return access.lessons_of(tenant)


class AuditLogAdmin(ScopedAdmin):
    """For owners: it names people and settings, not only rules."""

    title = _("Audit log")
    list_display = ("at", "person", "action", "target")
    list_display_links = ("at",)
    list_select_related = ("actor",)
    search_fields = ("action", "target")
    search_help_text = _("Action or target")
    ordering = ("-at", "-pk")
    fields = ("at", "person", "action", "target", "what")

    def rows_of(self, tenant: Tenant) -> QuerySet[AuditEntry]:
        return audit_entries_of(tenant)

    @admin.display(description=_("who"))
    def person(self, entry: AuditEntry) -> str:
        return entry.who

    @admin.display(description=_("details"))
    def what(self, entry: AuditEntry) -> str:
        readable = json.dumps(entry.details, ensure_ascii=False, indent=2)
        return format_html("<pre>{}</pre>", readable)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_change_settings(membership_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change_settings(membership_of(request))
