"""Whether a tenant's owners get an email every week, and which week's they got last."""

from django.db import models

from tenants.models import Tenant


class WeeklyDigest(models.Model):
    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="weekly_digest")
    wanted = models.BooleanField("weekly email", default=True)
    week = models.DateField(null=True, blank=True)  # the Monday of the week that was sent last

    def __str__(self) -> str:
        return f"week of {self.week}"
