"""Every address of the web process."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from delegation import views
from delegation.conversations.api import EscalationsView, StopView
from delegation.rules.api import PackView
from delegation.savings.api import UsageView

api = [
    path("pack", PackView.as_view(), name="pack"),
    path("escalations", EscalationsView.as_view(), name="escalations"),
    path("escalations/<uuid:escalation_id>/stop", StopView.as_view(), name="stop"),
    path("usage", UsageView.as_view(), name="usage"),
]

urlpatterns = [
    path("", include("django_prometheus.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("gatekeeper.js", views.script, {"name": "gatekeeper.js"}, name="gatekeeper"),
    path("chat.js", views.script, {"name": "chat.js"}, name="chat"),
    path("stub.js", views.script, {"name": "stub.js"}, name="stub"),
    path("api/v1/", include(api)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
