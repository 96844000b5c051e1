"""Evidence against a version of a rule: a visitor who asked again, or an audit that failed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.rules.models.rule import Rule
from tenants.models import Tenant


class ComplaintKind(models.TextChoices):
    ASKED_ANEW = "asked_anew", _("a visitor asked the assistant instead")
    FAILED_AUDIT = "failed_audit", _("the teacher would have answered differently")


class Complaint(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="complaints")
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="complaints")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=ComplaintKind)
    # Whose complaints count as one: a keyed hash of a network, or an audit's own id.
    source = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "version", "kind", "source"], name="one_complaint_per_source"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.rule_id}.{self.version}: {self.kind}"
