"""The compiled, versioned set of a tenant's live rules."""

from django.conf import settings
from django.db import models

from tenants.models import Tenant


class Pack(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="packs")
    version = models.PositiveIntegerField()
    body = models.TextField()  # the JSON, byte for byte as browsers get it
    etag = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version"], name="one_pack_per_version"),
        ]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.version}: {self.reason}"
