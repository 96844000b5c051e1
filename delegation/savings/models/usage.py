"""Counts that browsers send: how often each rule version answered, by hour.

Receipts: rows are only ever added, as claimed, and deleted when their time is over. What of them
is counted is decided when they are rolled up.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class UsageBatch(models.Model):
    """One beacon. Its id makes a repeated beacon count once."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="usage_batches")
    batch = models.CharField(max_length=64)
    visitor = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = _("usage batches")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "batch"], name="one_row_per_usage_batch"),
        ]
        indexes = [
            models.Index(fields=["tenant", "visitor"]),
            models.Index(fields=["tenant", "received_at"]),
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
    # How many of them the calls of the network vouch for; None: a former release took the beacon.
    vouched = models.PositiveIntegerField(null=True)

    class Meta:
        # Not partitioned by month: Postgres would want the hour in every unique key and foreign
        # key. Rows come nearly in the order of their hours, so a BRIN index finds old ones.
        indexes = [
            models.Index(fields=["tenant", "hour"]),
            # A complaint about a rule is weighed against its answers, while the tenant is locked.
            models.Index(
                fields=["tenant", "rule", "version"], include=["vouched"], name="usage_of_rules"
            ),
            BrinIndex(fields=["hour"], name="usage_counts_by_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}.{self.version}: {self.count}"
