"""What was decided or changed, by whom, when. Rows are only ever added.

What one was about is erased when it was nothing but the words of a visitor who is erased.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenants.models.tenant import Tenant


class AuditEntry(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="audit_entries")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    action = models.CharField(_("action"), max_length=60)  # "rule.approved"
    target = models.CharField(_("target"), max_length=120)  # what it was done to, in words
    details = models.JSONField(default=dict)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["tenant", "-at"])]

    def __str__(self) -> str:
        return f"{self.action}: {self.target}"

    @property
    def who(self) -> str:
        """Return the person, or the policy (for rules) or the platform where no person acted."""
        if self.actor:
            return self.actor.email
        by_policy = self.action.startswith("rule.")
        return gettext("your approval policy") if by_policy else gettext("the platform")
