"""The receipts as they came in, and every tenant's figures side by side."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from delegation.savings import access
from delegation.savings.models import AnswerAudit, KeptReport, RollUp, UsageBatch, UsageCount
from delegation.savings.services.tenant_overview import lines_of
from tenants.admin import GrowingAdmin, ReadOnlyAdmin

TENANTS_A_PAGE = 50
BEFORE_TODAY = timedelta(days=29)  # with today 30 days


@admin.register(UsageBatch)
class UsageBatchAdmin(GrowingAdmin):
    list_display = ("batch", "tenant", "received_at")
    list_select_related = ("tenant",)
    ordering = ("-pk",)
    exact = "batch"


@admin.register(UsageCount)
class UsageCountAdmin(GrowingAdmin):
    list_display = ("tenant", "rule", "version", "hour", "count")
    list_select_related = ("tenant",)
    ordering = ("-pk",)


@admin.register(AnswerAudit)
class AnswerAuditAdmin(GrowingAdmin):
    list_display = ("tenant", "rule", "version", "hour", "would_do", "attempts")
    list_filter = ("would_do",)
    list_select_related = ("tenant",)
    ordering = ("-pk",)


@admin.register(KeptReport)
class KeptReportAdmin(ReadOnlyAdmin):
    list_display = ("tenant", "first_day", "last_day", "month", "kept_at")
    list_select_related = ("tenant",)
    ordering = ("-kept_at",)


@admin.register(RollUp)
class RollUpAdmin(ReadOnlyAdmin):
    """The operators' report: what each tenant saved in thirty days, and until when it is known."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.now().date()
        pages = Paginator(access.rolled_up_tenants(), TENANTS_A_PAGE)
        page = pages.get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Savings of all tenants in 30 days"),
            "lines": lines_of(page.object_list, today - BEFORE_TODAY, today),
            "page": page,
            "opts": self.model._meta,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/savings/tenants.html", context)
