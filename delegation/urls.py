"""Every address of the web process."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from delegation import views
from delegation.conversations.api import EscalationsView, StopView
from delegation.conversations.manage_api import ReceiptsView
from delegation.conversations.operators import act_on_tenant, platform
from delegation.conversations.price_views import prices, set_price
from delegation.conversations.thread_views import conversation, conversations
from delegation.conversations.views import choose_own, choose_platforms, examine, teacher, trial
from delegation.conversations.visitor_api import FeedbackView, HandoffView
from delegation.rules.admin import moderation_site
from delegation.rules.api import LessonReportsView, PackView
from delegation.rules.manage_api import (
    ApproveRuleView,
    LessonsView,
    RejectRuleView,
    RulesView,
)
from delegation.savings.api import UsageView
from delegation.savings.manage_api import ReportView

api = [
    path("pack", PackView.as_view(), name="pack"),
    path("escalations", EscalationsView.as_view(), name="escalations"),
    path("escalations/<uuid:escalation_id>/stop", StopView.as_view(), name="stop"),
    path("lessons", LessonReportsView.as_view(), name="lessons"),
    path("feedback", FeedbackView.as_view(), name="feedback"),
    path("handoffs", HandoffView.as_view(), name="handoffs"),
    path("usage", UsageView.as_view(), name="usage"),
    path("manage/rules", RulesView.as_view(), name="manage_rules"),
    path("manage/rules/<int:rule_id>/approve", ApproveRuleView.as_view(), name="manage_approve"),
    path("manage/rules/<int:rule_id>/reject", RejectRuleView.as_view(), name="manage_reject"),
    path("manage/lessons", LessonsView.as_view(), name="manage_lessons"),
    path("manage/receipts", ReceiptsView.as_view(), name="manage_receipts"),
    path("manage/report", ReportView.as_view(), name="manage_report"),
]

urlpatterns = [
    path("", include("tenants.urls")),
    path("", include("delegation.rules.urls")),
    path("", include("delegation.notifications.urls")),
    path("", include("delegation.savings.urls")),
    path("conversations/", conversations, name="conversations"),
    path("conversations/<int:conversation_id>/", conversation, name="conversation"),
    path("teacher/", teacher, name="teacher"),
    path("teacher/prices/", prices, name="prices"),
    path("teacher/prices/set/", set_price, name="set_price"),
    path("teacher/examine/", examine, name="examine"),
    path("teacher/own/", choose_own, name="choose_own_teacher"),
    path("teacher/own/trial/<uuid:name>/", trial, name="trial"),
    path("teacher/platforms/", choose_platforms, name="choose_platforms_teacher"),
    path("moderation/", moderation_site.urls),
    path("", include("django_prometheus.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("gatekeeper.d.ts", views.script, {"name": "gatekeeper.d.ts"}, name="types"),
    path("delegation_teacher.py", views.script, {"name": "delegation_teacher.py"}, name="helper"),
    path("gatekeeper.js", views.script, {"name": "gatekeeper.js"}, name="gatekeeper"),
    re_path(
        r"^(?P<name>[a-z]+(?:\.[a-z]{2})?(?:\.[0-9a-f]{8}(?:\.readable)?)?\.js(?:\.map)?)$",
        views.script,
        name="script",
    ),
    path("api/v1/", include(api)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", http_method_names=["get", "head"]),
        name="docs",
    ),
    path("accounts/", include("allauth.urls")),
    path("admin/platform/", admin.site.admin_view(platform), name="platform"),
    path(
        "admin/platform/<int:tenant_id>/<slug:action>/",
        admin.site.admin_view(act_on_tenant),
        name="act_on_tenant",
    ),
    path("admin/", admin.site.urls),
]
