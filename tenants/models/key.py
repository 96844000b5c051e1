"""The publishable keys that pages carry, and the origins they work on."""

import secrets

from django.db import models

from tenants.models.tenant import Tenant

KEY_BYTES = 18  # 144 bits: not to be guessed, and short enough for a snippet


def new_site_key() -> str:
    return "pk_" + secrets.token_urlsafe(KEY_BYTES)


class SiteKey(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="site_keys")
    key = models.CharField(max_length=40, unique=True, default=new_site_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key


class AllowedOrigin(models.Model):
    """One exact origin, `scheme://host[:port]`, on which the tenant's keys work."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="origins")
    origin = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "origin"], name="origin_once_per_tenant"),
        ]

    def __str__(self) -> str:
        return self.origin
