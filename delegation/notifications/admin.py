"""Read-only lists of webhooks and deliveries for the platform's operators."""

from django.contrib import admin

from delegation.notifications.models import Delivery, Webhook
from tenants.admin import ReadOnlyAdmin


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    list_display = ("url", "tenant", "gone_at", "created_at")
    list_select_related = ("tenant",)
    exclude = ("sealed_key",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("event", "tenant", "attempts", "outcome", "delivered_at", "created_at")
    list_select_related = ("tenant",)
