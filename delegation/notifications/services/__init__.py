"""Services for webhooks and their deliveries."""

from delegation.notifications.services.delivery_queue import notify

__all__ = ["notify"]
