"""What a tenant has spent, and has promised to spend, in a month."""

from django.db import models

from tenants.models import Tenant


class BudgetMonth(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="budget_months")
    month = models.DateField()  # its first day, UTC
    reserved = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD
    spent = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD
    alerted_at = models.DateTimeField(null=True, blank=True)  # when 80 % was said

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "month"], name="one_budget_per_month"),
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0, spent__gte=0), name="budget_never_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.spent} spent"
