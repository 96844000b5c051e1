"""Emails on their way to the mail server."""

from django.db import models
from django.db.models.functions import Now


class OutgoingMail(models.Model):
    """One message until the mail server has taken it; then the row is deleted.

    `sealed` is the message with its sender and recipients: it may hold links that open doors.
    """

    sealed = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField(db_default=Now(), db_index=True)
    tries = models.PositiveSmallIntegerField(db_default=0)

    def __str__(self) -> str:
        return f"mail {self.pk}"
