"""Add and remove webhooks, and seal their secrets."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables

from delegation.domain.wire.webhooks import SECRET_BYTES, WebhookEvent, secret_of
from delegation.languages import in_words
from delegation.notifications import access
from delegation.notifications.models import Delivery, Webhook
from delegation.notifications.services.delivery_queue import queue_delivery
from delegation.teacher import Guard, TeacherError
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import Tenant, User
from tenants.row_security import acting_for, as_platform
from tenants.sealing import reseal, seal

PURPOSE = "webhook"
MOST_WEBHOOKS = 5  # per tenant, because every event is sent to each of them
MOST_TESTS = 20  # per tenant and hour: each click is a row, and a request to an address of theirs
HOUR = timedelta(hours=1)


class TooManyTests(Exception):
    """The tenant has sent as many test messages as it may; the message says what to do."""


def guard() -> Guard:
    """Return the guard of webhook addresses: the same as for a tenant's own teacher."""
    return Guard(exceptions=settings.TEACHER_EXCEPTIONS)


@sensitive_variables()
def add_webhook(
    tenant: Tenant, url: str, events: Iterable[WebhookEvent], *, by: User
) -> tuple[Webhook, str]:
    """Return the webhook and its secret, which is shown once. Raises `ValidationError`."""
    try:
        guard().check_url(url)
    except TeacherError as refused:
        raise ValidationError(
            {
                "url": gettext("Webhooks cannot be sent to this address: %(detail)s.")
                % {"detail": in_words(refused.detail)}
            }
        ) from None
    secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    try:
        with transaction.atomic():
            lock_tenant(tenant.pk)  # two count in turn
            if access.webhooks_of(tenant).count() >= MOST_WEBHOOKS:
                raise ValidationError(
                    {
                        "url": gettext(
                            "You can have at most %(most_webhooks)s webhooks. Remove one first."
                        )
                        % {"most_webhooks": MOST_WEBHOOKS}
                    }
                )
            webhook = Webhook.objects.create(
                tenant=tenant,
                url=url,
                events=sorted({event.value for event in events}),
                sealed_key=seal(secret, tenant_id=tenant.pk, purpose=PURPOSE),
            )
            audit.record(tenant, "webhook.added", url, by=by, events=webhook.events)
    except IntegrityError:
        raise ValidationError(
            {"url": gettext("There is already a webhook with this address.")}
        ) from None
    return webhook, secret


@transaction.atomic
def remove_webhook(webhook: Webhook, *, by: User) -> None:
    """Remove the webhook; its waiting deliveries are removed with it."""
    audit.record(webhook.tenant, "webhook.removed", webhook.url, by=by)
    webhook.delete()


@transaction.atomic
def send_test(webhook: Webhook) -> Delivery:
    """Queue a test message to the webhook. Raises `TooManyTests`."""
    tenant = lock_tenant(webhook.tenant_id)  # two count in turn
    since = timezone.now() - HOUR
    sent = access.deliveries_of(tenant).filter(event=WebhookEvent.TEST, created_at__gte=since)
    if sent.count() >= MOST_TESTS:
        raise TooManyTests(
            gettext("You can send at most %(most_tests)s test messages an hour. Try again later.")
            % {"most_tests": MOST_TESTS}
        )
    return queue_delivery(webhook, WebhookEvent.TEST, {"workspace": tenant.name})


def rotate_keys() -> int:
    """Seal every webhook's secret again with the first key of the ring. Returns their number."""
    with as_platform("the webhook secrets of every tenant are sealed with the new key"):
        kept = list(Webhook.objects.values_list("tenant_id", "pk"))
    for tenant_id, webhook_id in kept:
        with acting_for(tenant_id), transaction.atomic():
            rows = Webhook.objects.select_for_update().filter(tenant_id=tenant_id, pk=webhook_id)
            for webhook in rows:
                webhook.sealed_key = reseal(
                    webhook.sealed_key, tenant_id=tenant_id, purpose=PURPOSE
                )
                webhook.save(update_fields=["sealed_key"])
    return len(kept)
