"""One visitor's chat, as the server knows it."""

from django.db import models
from django.db.models.functions import Now

from delegation.domain.words import Awaiting
from tenants.models import Tenant


class Conversation(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="conversations")
    visitor = models.CharField(max_length=64)
    client_id = models.CharField(max_length=64)
    # What the last committed answer waits for. A new conversation waits for nothing.
    awaiting = models.CharField(max_length=10, db_default=Awaiting.NOTHING.value)
    held_out = models.BooleanField(db_default=False)  # its visitor always goes to the teacher
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "visitor", "client_id"], name="one_conversation_per_client_id"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="conversations_newest"),
            models.Index(fields=["tenant", "created_at"], name="conversations_by_time"),
        ]

    def __str__(self) -> str:
        return self.client_id
