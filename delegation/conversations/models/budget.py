"""What a tenant has spent, and has promised to spend, in a month."""

from django.db import models

from tenants.models import Tenant


class BudgetMonth(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="budget_months")
    month = models.DateField()  # its first day, UTC
    reserved = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD
    spent = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD
    alerted_at = models.DateTimeField(null=True, blank=True)  # when 80 % was said
    # The part of both that is on the platform's key, which has a ceiling of the operators'.
    platform_reserved = models.DecimalField(
        max_digits=16, decimal_places=8, default=0, db_default=0
    )
    platform_spent = models.DecimalField(max_digits=16, decimal_places=8, default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month"], name="one_budget_per_month"),
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0, spent__gte=0), name="budget_never_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.spent} spent"


class PlatformDay(models.Model):
    """What all tenants together spent, and promised to spend, on the platform's key in a day."""

    day = models.DateField(primary_key=True)  # UTC
    calls = models.PositiveIntegerField(default=0)
    reserved = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD
    spent = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD

    def __str__(self) -> str:
        return f"{self.day}: {self.spent} spent"


class TenantDay(models.Model):
    """How many calls a tenant made on the platform's key in a day."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()  # UTC
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "day"], name="one_count_of_calls_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.calls} calls"


class NetworkDay(models.Model):
    """What visitors of one network spent of a tenant's budget in a day, and what vouches for them.

    A row is made by the first call to the model for that network, so made-up visitors cost nothing
    but also store nothing.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=64)  # keyed hash, as on the escalations
    day = models.DateField()  # UTC
    calls = models.PositiveIntegerField(default=0)  # that the model answered completely
    local_answers = models.PositiveIntegerField(default=0)  # reported from there and believed
    reserved = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD
    spent = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "network", "day"], name="one_row_per_network_and_day"
            ),
        ]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.day}: {self.calls} calls"


class BudgetHour(models.Model):
    """What a tenant's visitors spent, and promised to spend, in an hour."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField()  # its start, UTC
    reserved = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD
    spent = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD
    alerted_at = models.DateTimeField(null=True, blank=True)  # when the owners heard of the speed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "hour"], name="one_budget_per_hour"),
        ]
        indexes = [models.Index(fields=["hour"])]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}: {self.spent} spent"
