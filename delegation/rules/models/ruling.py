"""What one person decided about one rule, and what the rule was before: so it can be undone."""

from django.conf import settings
from django.db import models

from delegation.rules.models.rule import Rule, RuleState
from tenants.models import Tenant


class Ruling(models.Model):
    """One row a rule and decision; those of one press of a button share their batch."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="rulings")
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="rulings")
    batch = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    before = models.JSONField()  # the fields of the rule that decisions change
    after_state = models.CharField(max_length=10, choices=RuleState)
    decided_at = models.DateTimeField()  # equals the rule's until a newer decision
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "author", "-decided_at"]),
            models.Index(fields=["tenant", "batch"]),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.after_state}"
