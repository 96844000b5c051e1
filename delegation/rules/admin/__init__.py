"""Rules, lessons and packs for a tenant's moderators, and read-only for operators."""

from django.contrib import admin

from delegation.rules.admin.evidence import AuditLogAdmin, LessonAdmin
from delegation.rules.admin.pack_admin import PackAdmin
from delegation.rules.admin.rule_admin import RuleAdmin
from delegation.rules.admin.site import moderation_site
from delegation.rules.models import ApprovedReply, Lesson, Pack, Rule, RuleVersion
from tenants.admin import GrowingAdmin, ReadOnlyAdmin
from tenants.models import AuditEntry

__all__ = ["moderation_site"]

moderation_site.register(Rule, RuleAdmin)
moderation_site.register(Lesson, LessonAdmin)
moderation_site.register(Pack, PackAdmin)
moderation_site.register(AuditEntry, AuditLogAdmin)


@admin.register(Rule)
class OperatorRuleAdmin(ReadOnlyAdmin):
    list_display = ("phrase", "tenant", "act", "state", "version", "visitors_count")
    list_filter = ("state", "act")
    list_select_related = ("tenant",)
    search_fields = ("phrase", "tenant__name")


@admin.register(RuleVersion)
class OperatorRuleVersionAdmin(ReadOnlyAdmin):
    list_display = ("rule", "tenant", "number", "response", "created_at")
    list_select_related = ("rule", "tenant")


@admin.register(Lesson)
class OperatorLessonAdmin(GrowingAdmin):
    list_display = ("query", "tenant", "act", "awaiting", "created_at")
    list_filter = ("act", "awaiting")
    list_select_related = ("tenant",)


@admin.register(Pack)
class OperatorPackAdmin(ReadOnlyAdmin):
    list_display = ("tenant", "version", "reason", "created_at")
    list_select_related = ("tenant",)


@admin.register(ApprovedReply)
class OperatorApprovedReplyAdmin(ReadOnlyAdmin):
    list_display = ("tenant", "act", "language", "text", "approved_at")
    list_select_related = ("tenant",)
