"""When a tenant's moderators last got an email about waiting proposals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class Digest(models.Model):
    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="digest")
    wanted = models.BooleanField(
        "daily email", default=True, help_text=_("One email a day while new proposals wait.")
    )
    sent_on = models.DateField(null=True, blank=True)  # in the tenant's time zone
    newest_at = models.DateTimeField(
        null=True, blank=True
    )  # when the newest proposal in the email joined the queue

    def __str__(self) -> str:
        return f"sent on {self.sent_on}"
