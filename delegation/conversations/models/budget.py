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
