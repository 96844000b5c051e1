"""One call to a model: what was reserved for it, and what it used."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.conversations.models.escalation import Escalation
from tenants.models import Tenant


class CallKind(models.TextChoices):
    ANSWER = "answer", _("answer")
    RETRY = "retry", _("retry")
    EXAM = "exam", _("exam")
    TRIAL = "trial", _("trial of an endpoint")
    RECHECK = "recheck", _("recheck of a fixed answer")
    HOLDOUT = "holdout", _("holdout (an answer that is never given locally)")
    AUDIT = "audit", _("audit")
    ABANDONED = "abandoned", _("abandoned (its worker died)")
    BATCH = "batch", _("batch of phrases to learn")
    CALIBRATION = "calibrate", _("calibration of the overhead")


# Calls that exist only because of the product: all of their tokens are overhead.
OVERHEAD_KINDS = (
    CallKind.EXAM,
    CallKind.TRIAL,
    CallKind.RECHECK,
    CallKind.AUDIT,
    CallKind.BATCH,
    CallKind.CALIBRATION,
)


OVERHEAD_COUNTS = (
    "mark_input_tokens",
    "mark_output_tokens",
    "teaching_input_tokens",
    "teaching_output_tokens",
    "envelope_input_tokens",
    "envelope_output_tokens",
)
TOKEN_COUNTS = (
    "prompt_tokens",
    "cached_tokens",
    "completion_tokens",
    "reasoning_tokens",
    *OVERHEAD_COUNTS,
)


class TeacherCall(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="teacher_calls")
    # None: not for a visitor, as in an exam.
    escalation = models.ForeignKey(
        Escalation, on_delete=models.CASCADE, null=True, related_name="teacher_calls"
    )
    fence = models.PositiveIntegerField(default=0)  # which claim of the escalation made the call
    kind = models.CharField(max_length=10, choices=CallKind, default=CallKind.ANSWER)
    model = models.CharField(max_length=120)
    month = models.DateField()  # the budget it was reserved from
    reserved = models.DecimalField(max_digits=16, decimal_places=8)  # USD, the worst case
    platform_day = models.DateField(null=True)  # on the platform's key: the day it counts for
    share_hour = models.DateTimeField(null=True)  # the hour whose shares it was reserved from
    settled = models.BooleanField(default=False)
    # As the provider counted them; None: unknown. The cached are among the prompt's, and reasoning
    # is among the completion's.
    prompt_tokens = models.PositiveIntegerField(null=True)
    cached_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    reasoning_tokens = models.PositiveIntegerField(null=True)
    # The overhead among them, by part of the request; None: unknown, as in calls made before it was
    # measured. Where the kind is one of OVERHEAD_KINDS the whole call is overhead, and these say
    # nothing more.
    mark_input_tokens = models.PositiveIntegerField(null=True)
    mark_output_tokens = models.PositiveIntegerField(null=True)
    teaching_input_tokens = models.PositiveIntegerField(null=True)
    teaching_output_tokens = models.PositiveIntegerField(null=True)
    envelope_input_tokens = models.PositiveIntegerField(null=True)
    envelope_output_tokens = models.PositiveIntegerField(null=True)
    cost = models.DecimalField(max_digits=16, decimal_places=8, null=True)  # USD; None: unknown
    # USD of the cost that only the product caused; None: unknown.
    overhead_cost = models.DecimalField(max_digits=16, decimal_places=8, null=True)
    price_source = models.CharField(max_length=60, blank=True)
    price_book = models.CharField(max_length=60, blank=True)  # the list's version, or the figures
    # Tokens of other kinds, such as audio and those written to the provider's cache, by kind.
    other_tokens = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # By a price that was set later, or when its worker had died.
    repriced_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)  # "complete" or an error's code
    # From the visitor's message to the first words that they saw; None: they saw none.
    first_piece_ms = models.PositiveIntegerField(null=True)
    total_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-created_at"]),
            models.Index(
                fields=["tenant", "repriced_at"],
                condition=models.Q(repriced_at__isnull=False),
                name="calls_priced_again",
            ),
            models.Index(
                fields=["created_at"], condition=models.Q(settled=False), name="calls_not_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
