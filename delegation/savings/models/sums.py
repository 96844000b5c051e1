"""Sums of receipts by hour, and of these by the tenant's day. Both can be made again at any time.

Every sum is additive, so one narrow table holds them all;
`delegation.domain.ledger.sums` names them.
"""

from django.db import models

from tenants.models import Tenant

NAME_LENGTH = 32
DIGITS, PLACES = 38, 16  # squares of costs that have eight places


class HourSum(models.Model):
    """Kept for ever: receipts are deleted after their time, and a tenant may move its days."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField()  # its start, UTC
    name = models.CharField(max_length=NAME_LENGTH)
    part = models.BigIntegerField(default=0)  # a rule, or a group of visitors
    version = models.PositiveIntegerField(default=0)  # of the rule
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "hour", "name", "part", "version"], name="one_sum_per_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.name} {self.part}: {self.value.normalize():f}"


class DaySum(models.Model):
    """What reports read."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()  # in the tenant's time zone
    name = models.CharField(max_length=NAME_LENGTH)
    part = models.BigIntegerField(default=0)
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)

    class Meta:
        # Both hold all that a report reads, so that it reads no table: one for all sums of a
        # period, one for some sums of all time.
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name", "day", "part"], include=["value"], name="one_sum_per_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "day"], include=["name", "part", "value"], name="sums_of_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name} {self.part}: {self.value.normalize():f}"


class RollUp(models.Model):
    """How far a tenant's receipts are rolled up, and in which time zone its days were made."""

    tenant = models.OneToOneField(
        Tenant, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    through = models.DateTimeField()
    time_zone = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.through}"
