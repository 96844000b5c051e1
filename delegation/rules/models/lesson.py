"""One learning instruction from the teacher, with the evidence it came from."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.domain.words import AFTER
from delegation.rules.models.rule import ACTS, Rule
from tenants.models import Tenant


class TaughtBy(models.TextChoices):
    """Who taught it, and so how far it may be believed."""

    TEACHER = "teacher", _("our teacher")
    OWN_SERVER = "own_server", _("your own server, reported by a browser")


CAME_AFTER = [(state.value, words) for state, words in AFTER.items()]


class Lesson(models.Model):
    """Evidence only: its wording comes from a conversation and is never published."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="lessons")
    rule = models.ForeignKey(
        Rule, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("rule")
    )
    taught_by = models.CharField(
        _("taught by"), max_length=10, choices=TaughtBy.choices, default=TaughtBy.TEACHER
    )
    # The escalation it came from, or what stands for one where the tenant's own server answered.
    # No foreign key: conversations know rules, not the reverse.
    escalation_id = models.UUIDField(unique=True)
    query = models.CharField(_("message"), max_length=200)
    response = models.CharField(_("response"), max_length=500)
    act = models.CharField(_("kind"), max_length=20, choices=ACTS)
    variants = ArrayField(
        models.CharField(max_length=160), default=list, verbose_name=_("variants")
    )
    # What the conversation waited for.
    awaiting = models.CharField(_("came after"), max_length=10, choices=CAME_AFTER)
    visitor = models.CharField(max_length=64)
    address_prefix = models.CharField(max_length=64)  # keyed hash of the visitor's network
    # Counts towards going live unread: the teacher may teach, and nothing looks like an attack.
    credible = models.BooleanField(default=False)
    calls = models.PositiveSmallIntegerField(default=0)  # to the teacher, for this message
    cost = models.DecimalField(max_digits=16, decimal_places=8, null=True)  # USD; None: unknown
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "rule", "-created_at"]),
            models.Index(fields=["rule", "visitor"]),
            models.Index(fields=["rule", "address_prefix"]),
        ]

    def __str__(self) -> str:
        return f"{self.query} -> {self.response}"
