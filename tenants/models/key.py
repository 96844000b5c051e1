"""A tenant's keys: publishable ones for pages on listed origins, secret ones for programs."""

import secrets

from django.conf import settings
from django.db import models

from tenants.models.tenant import Tenant

KEY_BYTES = 18  # 144 bits: not to be guessed, and short enough for a snippet
SHOWN = 8  # characters by which people tell keys apart


def new_site_key() -> str:
    return "pk_" + secrets.token_urlsafe(KEY_BYTES)


class SiteKey(models.Model):
    """Works until it is revoked, or its time after a rotation is over."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="site_keys")
    key = models.CharField(max_length=40, unique=True, default=new_site_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)  # within some minutes

    def __str__(self) -> str:
        return self.key

    @property
    def prefix(self) -> str:
        return self.key[:SHOWN]


class AllowedOrigin(models.Model):
    """An origin, `scheme://host[:port]`, or `https://*.host` for all its subdomains."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="origins")
    origin = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "origin"], name="origin_once_per_tenant"),
        ]

    def __str__(self) -> str:
        return self.origin


class ApiKey(models.Model):
    """A secret key for the REST API: it may do what the owner who made it may."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)  # of the whole key, which is not stored
    # The form that asked for the key: sent twice, as on a reload, it makes one key.
    form_id = models.UUIDField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "form_id"], name="one_key_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (sk_{self.prefix}…)"
