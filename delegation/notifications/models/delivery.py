"""One message to one webhook, written in the transaction of what it reports."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegation.notifications.models.webhook import EVENTS, Webhook
from tenants.models import Tenant


class Delivery(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="deliveries")
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=30, choices=EVENTS)
    body = models.TextField()  # JSON, byte for byte as it is signed and sent
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)  # None: it was delivered or given up
    delivered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True)  # of the latest attempt
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="due"),
            models.Index(fields=["webhook", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}"
