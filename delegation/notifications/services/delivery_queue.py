"""Queue events for a tenant's webhooks, in the transaction of what happened."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications import access
from delegation.notifications.models import Delivery, Webhook
from delegation.queues import send
from tenants.models import Tenant

DELIVER_TASK = "notifications.deliver"


def notify(tenant: Tenant, event: WebhookEvent, data: dict[str, Any]) -> list[Delivery]:
    """Queue an event for every webhook that subscribes to it, in the caller's transaction.

    `data` must be JSON and must not contain text of visitors, because it leaves the service; only
    what `PRIVATE` events carry was agreed to by its visitor.
    """
    wanting = access.webhooks_of(tenant).filter(events__contains=[event.value], gone_at=None)
    return [queue_delivery(webhook, event, data) for webhook in wanting]


def queue_delivery(webhook: Webhook, event: WebhookEvent, data: dict[str, Any]) -> Delivery:
    """Queue one message to one webhook. Its row survives a crash of any process."""
    now = timezone.now()
    body = {"type": event.value, "timestamp": now.isoformat(), "data": data}
    delivery = Delivery.objects.create(
        tenant_id=webhook.tenant_id,
        webhook=webhook,
        event=event.value,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        next_at=now,
    )
    transaction.on_commit(lambda: wake_deliverer(delivery))
    return delivery


def wake_deliverer(delivery: Delivery) -> None:
    """Wake a worker. If Valkey is away, the sweep finds the row."""
    send(DELIVER_TASK, delivery.tenant_id, str(delivery.pk))
