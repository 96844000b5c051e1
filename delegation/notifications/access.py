"""Every door to a tenant's webhooks."""

from django.db.models import QuerySet
from django.http import Http404

from delegation.notifications.models import Delivery, Webhook
from tenants.models import Tenant


def webhooks_of(tenant: Tenant) -> QuerySet[Webhook]:
    return Webhook.objects.filter(tenant=tenant).order_by("pk")


def deliveries_of(tenant: Tenant) -> QuerySet[Delivery]:
    """Newest first."""
    return Delivery.objects.filter(tenant=tenant).order_by("-created_at")


def get_webhook(tenant: Tenant, webhook_id: int) -> Webhook:
    """The tenant's webhook. Raises `Http404` for a missing one and for somebody else's."""
    webhook = webhooks_of(tenant).filter(pk=webhook_id).first()
    if webhook is None:
        raise Http404
    return webhook
