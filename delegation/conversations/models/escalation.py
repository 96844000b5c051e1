"""A message that went to the teacher: one row, one answer. The row is the record."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from delegation.conversations.models.conversation import Conversation
from tenants.models import SiteKey, Tenant


class EscalationState(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


ENDED = (EscalationState.ANSWERED, EscalationState.FAILED, EscalationState.STOPPED)


class Escalation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="escalations")
    site_key = models.ForeignKey(SiteKey, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="escalations"
    )
    client_id = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    message = models.TextField()
    # Its canonical form, for counting what is asked; None where no pack could match it.
    phrase = models.CharField(max_length=120, null=True)  # noqa: DJ001 - "" would be one more phrase
    awaiting = models.CharField(max_length=10)  # what the server knew
    local_turns = models.JSONField(default=list)
    page = models.JSONField(null=True, blank=True)  # see `domain.wire.page_context`
    rejects_rule = models.BigIntegerField(null=True, blank=True)
    rejects_version = models.PositiveIntegerField(null=True, blank=True)
    address_prefix = models.CharField(max_length=64)  # keyed hash of the visitor's network
    state = models.CharField(
        max_length=10, choices=EscalationState, db_default=EscalationState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(db_default=0)
    fence = models.PositiveIntegerField(db_default=0)  # only the holder of the newest may commit
    lease_until = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True, db_default="")
    error_message = models.CharField(max_length=300, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site_key", "client_id"], name="one_escalation_per_client_id"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-created_at"]),
            models.Index(fields=["tenant", "ended_at"], name="escalations_by_end"),
            models.Index(fields=["-created_at"], name="escalations_newest"),
            models.Index(fields=["conversation", "created_at"]),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="escalations_not_ended",
            ),
            models.Index(
                fields=["tenant", "state"],
                condition=models.Q(state__in=["queued", "running"]),
                name="escalations_not_ended_by_share",
            ),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(state="failed"),
                name="escalations_failed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ended(self) -> bool:
        return self.state in ENDED


class Answer(models.Model):
    """At most one per escalation: the primary key is the escalation's."""

    escalation = models.OneToOneField(
        Escalation, on_delete=models.CASCADE, primary_key=True, related_name="answer"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    awaiting = models.CharField(max_length=10)
    source = models.CharField(max_length=10)  # "teacher" or "server"
    instruction = models.JSONField(null=True, blank=True)  # only what was live at that moment
    options = models.JSONField(null=True, blank=True)  # texts that the visitor may press
    helpful = models.BooleanField(null=True, blank=True)  # what the visitor said of it
    lesson_problem = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "created_at"], name="answers_by_time"),
            models.Index(
                fields=["tenant", "created_at"],
                include=["helpful"],
                condition=models.Q(helpful__isnull=False),
                name="answers_that_were_rated",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
