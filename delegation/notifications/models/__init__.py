"""Addresses that are told, and what is to be said to each."""

from delegation.notifications.models.delivery import Delivery
from delegation.notifications.models.webhook import Webhook

__all__ = ["Delivery", "Webhook"]
