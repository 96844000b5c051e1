"""Webhooks and the deliveries to them."""

from delegation.notifications.models.delivery import Delivery
from delegation.notifications.models.webhook import Webhook

__all__ = ["Delivery", "Webhook"]
