"""The compiled, versioned set of a tenant's live rules, and what made each version differ."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


def nothing_struck() -> dict[str, Any]:
    return {"words": [], "parts": [], "lists": []}


class Pack(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="packs")
    version = models.PositiveIntegerField(_("version"))
    body = models.TextField()  # the JSON, byte for byte as browsers of the present format get it
    etag = models.CharField(max_length=40)
    made_for = models.CharField(max_length=40, default="")  # fingerprint of its format and settings
    struck = models.JSONField(default=nothing_struck)  # what moderators had struck from it
    reason = models.CharField(max_length=200)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version"], name="one_pack_per_version"),
        ]
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.version}: {self.reason}"


class PackChange(models.Model):
    """Why the next pack differs from the last, and by whom. It waits until a pack carries it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="pack_changes")
    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, null=True, related_name="changes")
    reason = models.CharField(max_length=200)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant", "id"],
                condition=models.Q(pack__isnull=True),
                name="pack_changes_waiting",
            ),
            models.Index(fields=["tenant", "pack"]),
        ]

    def __str__(self) -> str:
        return self.reason


class Struck(models.TextChoices):
    WORD = "word", _("word")
    PART = "part", _("part")
    LIST = "list", _("built-in list")


class Strike(models.Model):
    """A word that may not vary, a part that may not stand alone, or a built-in list left out."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="strikes")
    kind = models.CharField(max_length=4, choices=Struck)
    form = models.CharField(max_length=160)  # canonical; the name of a list
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "form"], name="one_strike_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} “{self.form}”"
