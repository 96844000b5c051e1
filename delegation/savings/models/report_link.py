"""A link that shows one kept report to people without an account, for a while."""

import uuid

from django.conf import settings
from django.db import models

from delegation.savings.models.report import KeptReport
from tenants.models import Tenant


class ReportLink(models.Model):
    """Works until it expires or is deleted. Its address is signed, and stored nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="report_links")
    report = models.ForeignKey(KeptReport, on_delete=models.CASCADE, related_name="links")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "expires_at"])]

    def __str__(self) -> str:
        return f"{self.report} until {self.expires_at:%Y-%m-%d}"
