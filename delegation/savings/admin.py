"""The receipts, as they came in."""

from django.contrib import admin

from delegation.savings.models import UsageBatch, UsageCount
from tenants.admin import ReadOnlyAdmin


@admin.register(UsageBatch)
class UsageBatchAdmin(ReadOnlyAdmin):
    list_display = ("batch", "tenant", "received_at")
    list_select_related = ("tenant",)
    search_fields = ("batch", "tenant__name")
    ordering = ("-received_at",)


@admin.register(UsageCount)
class UsageCountAdmin(ReadOnlyAdmin):
    list_display = ("tenant", "rule", "version", "hour", "count")
    list_select_related = ("tenant",)
    ordering = ("-hour",)
