"""A company's workspace and its members."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Approval(models.TextChoices):
    """Who lets a rule go live."""

    HUMAN = "human", _("A person approves every rule")
    AT_ONCE = "at_once", _("Safe classes go live at once, in our own approved words")


class Learning(models.TextChoices):
    """When the teacher is asked for lessons."""

    WITH_ANSWER = "answer", _("With the answer, so that a phrase is learned at once")
    HOURLY = "hourly", _("Once an hour, for the phrases that visitors repeat")


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MODERATOR = "moderator", _("Moderator")
    VIEWER = "viewer", _("Viewer")

    @property
    def in_sentence(self) -> str:
        """Return the role as a sentence names it: `as moderator`."""
        return str(_ROLES_IN_SENTENCES[self.value])


_ROLES_IN_SENTENCES = {
    "owner": pgettext_lazy("role in a sentence", "owner"),
    "moderator": pgettext_lazy("role in a sentence", "moderator"),
    "viewer": pgettext_lazy("role in a sentence", "viewer"),
}


class Tenant(models.Model):
    """One assistant, its rules, members, keys, budget and reports."""

    name = models.CharField("company", max_length=80)
    assistant_name = models.CharField(max_length=60, default="Assistant")
    instructions = models.TextField(
        blank=True, max_length=8000, help_text=_("What the assistant is for and how it speaks.")
    )
    greeting = models.CharField(blank=True, max_length=200, default="", db_default="")
    # What the chat shows, as `delegation/domain/packs/format.py` names it in the pack.
    chat_greetings = models.TextField(blank=True, max_length=2000, default="", db_default="")
    chat_suggestions = models.TextField(blank=True, max_length=600, default="", db_default="")
    chat_accent = models.CharField(blank=True, max_length=7, default="", db_default="")
    chat_logo = models.CharField(blank=True, max_length=300, default="", db_default="")
    chat_language = models.CharField(blank=True, max_length=12, default="", db_default="")
    chat_handoff = models.CharField(blank=True, max_length=300, default="", db_default="")
    chat_privacy = models.CharField(blank=True, max_length=300, default="", db_default="")
    chat_privacy_text = models.CharField(blank=True, max_length=200, default="", db_default="")
    language = models.CharField(
        max_length=12, default="en", help_text=_("For example en or pt-BR.")
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    approval = models.CharField(max_length=10, choices=Approval, default=Approval.HUMAN)
    sightings = models.PositiveSmallIntegerField(
        "visitors needed",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Distinct visitors that must be taught a phrase before it is proposed."),
    )
    learning = models.CharField(
        "when the teacher teaches",
        max_length=10,
        choices=Learning,
        default=Learning.WITH_ANSWER,
        db_default=Learning.WITH_ANSWER.value,
    )
    teach_from = models.PositiveSmallIntegerField(
        "teach from this sighting",
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(2)],
        help_text=_("1: a phrase may be learned when it first comes. 2: when it comes again."),
    )
    pack_lifetime_seconds = models.PositiveIntegerField(
        default=300, validators=[MinValueValidator(10), MaxValueValidator(86_400)]
    )
    gatekeeper_enabled = models.BooleanField(
        default=True, help_text=_("Off: every browser escalates everything within a pack lifetime.")
    )
    localhost_allowed = models.BooleanField(
        "pages on localhost",
        default=False,
        help_text=_("Whether the keys also work on pages that a visitor's own machine serves."),
    )
    monthly_budget = models.DecimalField(
        "monthly budget, USD", max_digits=12, decimal_places=2, default=20
    )
    currency = models.CharField(max_length=3, default="USD")  # ISO 4217; of what people read
    currency_rate = models.DecimalField(  # units of it for one USD
        max_digits=16, decimal_places=8, default=Decimal(1)
    )
    budget_message = models.CharField(
        max_length=300,
        default="The assistant has answered all it can this month. Please contact us directly.",
    )
    input_price = models.DecimalField(
        _("USD per million tokens read"),
        max_digits=12,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Your own figure; empty means the public price of the model."),
    )
    output_price = models.DecimalField(
        _("USD per million tokens written"), max_digits=12, decimal_places=6, null=True, blank=True
    )
    audit_share = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.01"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Of the local answers that the server reads of: put to the teacher as well."),
    )
    holdout_share = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.02"),
        validators=[MinValueValidator(0), MaxValueValidator(Decimal("0.5"))],
        help_text=_("Of the visitors: they always go to the teacher, to compare the others with."),
    )
    retention_days = models.PositiveSmallIntegerField(
        "days that texts are kept",
        null=True,
        blank=True,
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Messages, answers and lessons; counts stay. Empty: until they are deleted."),
    )
    # Set by operators only; see tenants.services.standing.
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.CharField(max_length=200, blank=True, db_default="")
    allowance = models.DecimalField(  # None: the platform's usual one
        _("USD a month on the platform's model"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    # The one workspace, without members, that has what people try without an account.
    for_strangers = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["for_strangers"],
                condition=Q(for_strangers=True),
                name="one_workspace_for_strangers",
            ),
            models.CheckConstraint(condition=Q(currency_rate__gt=0), name="rate_above_nothing"),
            models.CheckConstraint(
                condition=~Q(currency="USD") | Q(currency_rate=1), name="one_usd_is_one_usd"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in a tenant."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="one_role_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"
