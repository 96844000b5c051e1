"""A visitor who wants to talk to a person, and where that person can reach them."""

from django.db import models

from delegation.conversations.models.conversation import Conversation
from tenants.models import Tenant


class Handoff(models.Model):
    """At most one of a conversation: with another address it is asked for again."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="handoffs")
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="handoff"
    )
    email = models.EmailField(blank=True)  # the visitor agreed to send it; empty once erased
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"of conversation {self.conversation_id}"
