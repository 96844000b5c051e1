"""Chat exports that people uploaded to see what they would have saved."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.domain.wording import Worded, from_data
from tenants.models import Tenant


class UploadState(models.TextChoices):
    READING = "reading", "reading"
    WAITING = "waiting", "waiting for its assistant to be confirmed"
    RUNNING = "running", "running"
    DONE = "done", "done"
    REFUSED = "refused", "refused"


class DateOrder(models.TextChoices):
    """What comes first in a date such as 03/04/2026."""

    DAY = "day", _("the day comes first")
    MONTH = "month", _("the month comes first")

    @property
    def day_first(self) -> bool:
        return self == DateOrder.DAY


class ChatUpload(models.Model):
    """One upload. Its file is sealed, kept for an hour at most, and erased once it was replayed.

    `network` and `answer_cost` are those of a person without an account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="chat_uploads")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)
    sealed = models.TextField(blank=True)  # packed with gzip; empty once the file is erased
    network = models.CharField(max_length=64, blank=True, default="", db_default="")  # keyed hash
    answer_cost = models.DecimalField(  # USD; what the person says that an answer costs them
        max_digits=10, decimal_places=6, null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.READING)
    columns = models.JSONField(null=True)  # what the person chose, where they did
    date_order = models.CharField(  # what the person chose, where the file does not say
        max_length=5, choices=DateOrder, blank=True, default="", db_default=""
    )
    assistants = models.JSONField(default=list)  # the senders that answer, as confirmed
    reading = models.JSONField(null=True)  # what was understood of the file
    problem = models.CharField(max_length=500, blank=True)
    done = models.PositiveIntegerField(default=0)
    turns = models.PositiveIntegerField(default=0)
    found = models.JSONField(null=True)
    touched_at = models.DateTimeField(auto_now=True)  # a worker that says nothing was stopped
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-created_at"])]

    def __str__(self) -> str:
        return self.file_name or str(self.id)

    @property
    def summary(self) -> Worded:
        """What was understood of the file."""
        return from_data((self.reading or {}).get("summary", ""))

    @property
    def why(self) -> Worded:
        """Why the file was refused, or why its columns have to be chosen."""
        reading = self.reading or {}
        return from_data(reading.get("why") or self.problem or reading.get("problem", ""))
