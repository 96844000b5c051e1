"""What operators may look at to find out why an answer did not come."""

from django.contrib import admin

from delegation.conversations.models import (
    Answer,
    BudgetMonth,
    Conversation,
    Escalation,
    PlatformPrice,
    TeacherCall,
)
from tenants.admin import AnyModelAdmin, ReadOnlyAdmin


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ("client_id", "tenant", "awaiting", "created_at")
    list_filter = ("awaiting",)
    list_select_related = ("tenant",)
    search_fields = ("client_id", "visitor")


@admin.register(Escalation)
class EscalationAdmin(ReadOnlyAdmin):
    list_display = ("id", "tenant", "state", "attempts", "error_code", "created_at", "ended_at")
    list_filter = ("state",)
    list_select_related = ("tenant",)
    search_fields = ("id", "tenant__name")
    ordering = ("-created_at",)


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ("escalation", "tenant", "source", "awaiting", "lesson_problem", "created_at")
    list_filter = ("source", "awaiting")
    list_select_related = ("tenant", "escalation")
    ordering = ("-created_at",)


@admin.register(TeacherCall)
class TeacherCallAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "tenant", "kind", "model", "outcome", "cost", "total_ms")
    list_filter = ("kind", "settled")
    list_select_related = ("tenant",)
    ordering = ("-created_at",)


@admin.register(BudgetMonth)
class BudgetMonthAdmin(ReadOnlyAdmin):
    list_display = ("tenant", "month", "spent", "reserved", "alerted_at")
    list_select_related = ("tenant",)
    ordering = ("-month",)


@admin.register(PlatformPrice)
class PlatformPriceAdmin(AnyModelAdmin):
    """The operators' prices of the platform's teacher, in US dollars per million tokens."""

    list_display = ("model", "host", "input_price", "cached_input_price", "output_price", "set_at")
