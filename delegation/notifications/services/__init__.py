"""What is done with webhooks."""

from delegation.notifications.services.notifying import notify

__all__ = ["notify"]
