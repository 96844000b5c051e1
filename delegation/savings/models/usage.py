"""Counts that browsers send: how often each rule version answered, by hour."""

from django.db import models

from tenants.models import Tenant


class UsageBatch(models.Model):
    """One beacon. Its id makes a repeated beacon count once."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="usage_batches")
    batch = models.CharField(max_length=64)
    visitor = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "usage batches"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "batch"], name="one_row_per_usage_batch"),
        ]

    def __str__(self) -> str:
        return self.batch


class UsageCount(models.Model):
    """Local answers of one rule version in one hour, as one beacon reported them."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="usage_counts")
    batch = models.ForeignKey(UsageBatch, on_delete=models.CASCADE, related_name="counts")
    # The rule as browsers name it. A count of a deleted rule stays a count.
    rule = models.BigIntegerField()
    version = models.PositiveIntegerField()
    hour = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "hour"])]

    def __str__(self) -> str:
        return f"{self.rule}.{self.version}: {self.count}"
