"""An address of the tenant that receives signed messages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from delegation.domain.wire.webhooks import WebhookEvent
from tenants.models import Tenant

EVENTS = [(event.value, event.value) for event in WebhookEvent]


class Webhook(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=300)
    events = ArrayField(models.CharField(max_length=30, choices=EVENTS))
    sealed_key = models.TextField()  # signs its messages; see tenants.sealing
    gone_at = models.DateTimeField(
        null=True, blank=True
    )  # it answered 410: no more messages are sent
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "url"], name="webhook_once_per_tenant"),
        ]

    def __str__(self) -> str:
        return self.url
