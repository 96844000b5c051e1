"""Reports as they were read: what a permalink shows, and what was mailed."""

import uuid

from django.conf import settings
from django.db import models

from tenants.models import Tenant


class KeptReport(models.Model):
    """The figures of a moment. Never changed, so that a permalink always shows the same."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="kept_reports")
    first_day = models.DateField()
    last_day = models.DateField()
    data = models.JSONField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # Set for the report that is mailed each month: one per tenant, however many beats there are.
    month = models.DateField(null=True, blank=True)
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month"], name="one_report_per_month"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"
