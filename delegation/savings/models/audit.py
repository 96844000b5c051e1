"""A local answer that the teacher judged later, unseen by the visitor."""

from django.db import models

from delegation.conversations.models import Escalation
from tenants.models import Tenant


class AnswerAudit(models.Model):
    """One judged local answer. It was reported in the conversation of its escalation."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="answer_audits")
    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()  # which of the escalation's local turns
    rule = models.BigIntegerField()
    version = models.PositiveIntegerField()
    hour = models.DateTimeField()  # the escalation's, UTC
    would_do = models.BooleanField(null=True)  # None: queued, or the teacher could not say
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "turn"], name="one_audit_per_turn"),
        ]
        indexes = [
            models.Index(fields=["tenant", "hour"]),
            models.Index(fields=["tenant", "rule", "version"]),
            models.Index(
                fields=["created_at"],
                condition=models.Q(judged_at__isnull=True),
                name="audits_not_judged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}.{self.version}: {self.would_do}"
