"""Send deliveries. A worker claims one first, so that two workers never send the same one."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from delegation.db_retry import release_connection
from delegation.domain.wire.webhooks import PRIVATE, retry_in_seconds, signed_headers
from delegation.notifications.models import Delivery, Webhook
from delegation.notifications.services.delivery_queue import wake_deliverer
from delegation.notifications.services.signed_post import PostFailed, post
from delegation.notifications.services.webhooks import PURPOSE, guard
from tenants.sealing import SealBroken, unseal

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # longer than a POST takes; after it another worker may try
AT_ONCE = 500  # of one sweep
KEPT = timedelta(days=30)  # of what ended; a receiver's developer looks back no further


def deliver(tenant_id: int, delivery_id: UUID) -> bool:
    """Send the delivery if it is due. Returns True when it arrived. Safe to call twice."""
    now = timezone.now()
    due = Delivery.objects.filter(tenant_id=tenant_id, pk=delivery_id, next_at__lte=now)
    if not due.update(next_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    rows = Delivery.objects.select_related("webhook")
    delivery = rows.filter(tenant_id=tenant_id, pk=delivery_id).first()
    if delivery is None:
        return False  # its webhook was removed in the meantime
    try:
        status = _send(delivery)
    except PostFailed as failed:
        _failed(delivery, failed)
        return False
    _end(delivery, f"status {status}", delivered=True)
    return True


def _send(delivery: Delivery) -> int:
    try:
        secret = unseal(delivery.webhook.sealed_key, tenant_id=delivery.tenant_id, purpose=PURPOSE)
    except SealBroken:
        raise PostFailed("secret unreadable") from None
    body = delivery.body.encode()
    headers = signed_headers(
        secret,
        message_id=f"msg_{delivery.pk.hex}",
        at=int(timezone.now().timestamp()),
        body=body,
    )
    release_connection()  # the receiver may take its time
    return post(guard(), delivery.webhook.url, body, headers)


def _failed(delivery: Delivery, failed: PostFailed) -> None:
    wait = retry_in_seconds(delivery.attempts)
    if failed.gone:
        Webhook.objects.filter(pk=delivery.webhook_id).update(gone_at=timezone.now())
    if failed.gone or wait is None:
        logger.warning("Delivery %s ended undelivered: %s", delivery.pk, failed.outcome)
        _end(delivery, failed.outcome, delivered=False)
        return
    next_at = timezone.now() + timedelta(seconds=wait)
    Delivery.objects.filter(pk=delivery.pk).update(next_at=next_at, outcome=failed.outcome)


def _end(delivery: Delivery, outcome: str, *, delivered: bool) -> None:
    rows = Delivery.objects.filter(pk=delivery.pk)
    rows.update(next_at=None, outcome=outcome, delivered_at=timezone.now() if delivered else None)
    if delivery.event in PRIVATE:
        rows.update(body="")


def sweep_deliveries() -> None:
    """Queue every due delivery and delete those that ended long ago. Safe to run twice."""
    now = timezone.now()
    due = Delivery.objects.filter(next_at__lte=now).order_by("next_at")[:AT_ONCE]
    for delivery in due:
        wake_deliverer(delivery)
    Delivery.objects.filter(next_at=None, created_at__lt=now - KEPT).delete()
