"""The only way to a tenant's webhooks and deliveries."""

from django.db.models import QuerySet
from django.http import Http404

from delegation.notifications.models import Delivery, Webhook
from tenants.models import Tenant


def webhooks_of(tenant: Tenant) -> QuerySet[Webhook]:
    return Webhook.objects.filter(tenant=tenant).order_by("pk")


def deliveries_of(tenant: Tenant) -> QuerySet[Delivery]:
    """Return the tenant's deliveries, newest first."""
    return Delivery.objects.filter(tenant=tenant).order_by("-created_at")


def get_webhook(tenant: Tenant, webhook_id: int) -> Webhook:
    """Return the tenant's webhook. Raises `Http404` if it is missing or another tenant's."""
    webhook = webhooks_of(tenant).filter(pk=webhook_id).first()
    if webhook is None:
        raise Http404
    return webhook
