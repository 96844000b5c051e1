"""Pages of the rules app, beside the moderators' site."""

from django.urls import path

from delegation.rules import views

urlpatterns = [
    path("install/policy/", views.policy, name="policy"),
    path("install/starter/", views.starter_pack, name="starter_pack"),
    path("install/replies/", views.replies, name="replies"),
]
