"""URLs of the webhooks page."""

from django.urls import path

from delegation.notifications import views

urlpatterns = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/add/", views.add_webhook, name="add_webhook"),
    path("webhooks/<int:webhook_id>/remove/", views.remove_webhook, name="remove_webhook"),
    path("webhooks/<int:webhook_id>/test/", views.test_webhook, name="test_webhook"),
]
