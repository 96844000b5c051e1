"""A fixed answer asked again before it expires."""

from django.db import models

from delegation.rules.models.rule import Rule
from tenants.models import Tenant


class Recheck(models.Model):
    """What the teacher answers now to the phrase of a rule's version; once for each version."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="rechecks")
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="rechecks")
    version = models.PositiveIntegerField()
    response = models.CharField(max_length=500)
    agrees = models.BooleanField()  # it says the same words
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="one_recheck_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}.{self.version}: {'agrees' if self.agrees else 'differs'}"
