"""The words a tenant's owner approved for each act: the only ones that go live unread."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.rules.models.rule import ACTS
from tenants.models import Tenant


class ApprovedReply(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="approved_replies")
    act = models.CharField(max_length=20, choices=ACTS)
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=300)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = _("approved replies")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "act", "language"], name="one_reply_per_act_and_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} ({self.language}): {self.text}"
