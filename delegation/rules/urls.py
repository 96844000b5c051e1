"""Pages of the rules app, beside the moderators' site."""

from django.urls import path

from delegation.rules import views

urlpatterns = [
    path("install/policy/", views.policy, name="policy"),
    path("install/starter/", views.starter_pack, name="starter_pack"),
    path("rules/transfer/", views.transfer, name="transfer"),
    path("rules/export.<slug:kind>", views.export_rules, name="export_rules"),
    path("install/replies/", views.replies, name="replies"),
]
