"""What operators see when they look for the reason of a missing answer."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from delegation.conversations.models import (
    Answer,
    BudgetMonth,
    Conversation,
    Escalation,
    PlatformPrice,
    TeacherCall,
)
from delegation.conversations.services.repricing import price_past_calls_of_platform
from delegation.languages import write_number
from tenants.admin import AnyModelAdmin, GrowingAdmin, ReadOnlyAdmin
from tenants.models import User


@admin.register(Conversation)
class ConversationAdmin(GrowingAdmin):
    list_display = ("client_id", "tenant", "awaiting", "created_at")
    list_select_related = ("tenant",)
    exact = "visitor"


@admin.register(Escalation)
class EscalationAdmin(GrowingAdmin):
    list_display = ("id", "tenant", "state", "attempts", "error_code", "created_at", "ended_at")
    list_filter = ("state",)
    list_select_related = ("tenant",)
    ordering = ("-created_at",)


@admin.register(Answer)
class AnswerAdmin(GrowingAdmin):
    list_display = ("escalation", "tenant", "source", "awaiting", "lesson_problem", "created_at")
    list_select_related = ("tenant", "escalation")
    ordering = ("-escalation__created_at",)


@admin.register(TeacherCall)
class TeacherCallAdmin(GrowingAdmin):
    list_display = ("created_at", "tenant", "kind", "model", "outcome", "cost", "total_ms")
    list_filter = ("kind", "settled")
    list_select_related = ("tenant",)
    ordering = ("-pk",)


@admin.register(BudgetMonth)
class BudgetMonthAdmin(ReadOnlyAdmin):
    list_display = ("tenant", "month", "spent", "reserved", "alerted_at")
    list_select_related = ("tenant",)
    ordering = ("-month",)


@admin.register(PlatformPrice)
class PlatformPriceAdmin(AnyModelAdmin):
    """The operators' prices of the platform's teacher, in US dollars per million tokens."""

    list_display = ("model", "host", "input_price", "cached_input_price", "output_price", "set_at")
    actions: Any = ("price_past_calls",)

    @admin.action(description=_("Price past calls of the selected models"))
    def price_past_calls(self, request: HttpRequest, chosen: QuerySet[PlatformPrice]) -> None:
        """Price every workspace's past calls at the selected prices."""
        if not isinstance(request.user, User):
            raise PermissionDenied
        count = sum(price_past_calls_of_platform(each, by=request.user) for each in chosen)
        self.message_user(
            request,
            ngettext("%(number)s past call priced.", "%(number)s past calls priced.", count)
            % {"number": write_number(count)},
        )
