"""Prices that people set because the public list lacks the model, or because they pay less."""

from django.core.validators import MinValueValidator
from django.db import models

from tenants.models import Tenant


class PriceFigures(models.Model):
    """US dollars per million tokens. Zero is a price."""

    host = models.CharField(max_length=300)  # scheme, host and port of the model's server
    model = models.CharField(max_length=120)
    input_price = models.DecimalField(
        "Input", max_digits=12, decimal_places=6, validators=[MinValueValidator(0)]
    )
    cached_input_price = models.DecimalField(  # None: as any input
        "Cached input",
        max_digits=12,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    output_price = models.DecimalField(
        "Output", max_digits=12, decimal_places=6, validators=[MinValueValidator(0)]
    )
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.model} at {self.host}"


class TenantPrice(PriceFigures):
    """The price that a tenant set for the model that it connected."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="prices")

    class Meta:
        constraints = [
            models.UniqueConstraint("tenant", "host", "model", name="one_price_per_tenants_model")
        ]


class PlatformPrice(PriceFigures):
    """The operators' price of the platform's teacher."""

    class Meta:
        constraints = [models.UniqueConstraint("host", "model", name="one_price_per_model")]
