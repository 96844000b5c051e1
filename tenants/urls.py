"""Pages for people."""

from django.urls import path

from tenants import views

urlpatterns = [
    path("", views.front, name="front"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("workspace/new/", views.new_workspace, name="new_workspace"),
    path("install/", views.install, name="install"),
    path("install/origins/", views.allow_origin, name="allow_origin"),
    path("install/origins/<int:origin_id>/remove/", views.disallow_origin, name="disallow_origin"),
    path("install/settings/<slug:section>/", views.change_section, name="change_section"),
]
