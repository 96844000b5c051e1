"""Phrases -> response, with an act, the states it may answer in, and a version."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.phrases import as_written
from delegation.domain.words import ACT_NAMES, Act, Awaiting
from tenants.models import Tenant

ACTS = [(act.value, _(ACT_NAMES[act])) for act in Act]


class RuleState(models.TextChoices):
    OBSERVED = "observed", _("seen, not proposed yet")
    PROPOSED = "proposed", _("proposed")
    LIVE = "live", _("live")
    REJECTED = "rejected", _("rejected")
    SUSPENDED = "suspended", _("suspended")
    RETIRED = "retired", _("retired")


UNDECIDED = frozenset({RuleState.OBSERVED, RuleState.PROPOSED})
"""A person has still to read it."""


def taught_states() -> list[str]:
    return [Awaiting.NOTHING.value]


class Rule(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="rules")
    phrase = models.CharField(max_length=160, help_text=_("In canonical form."))
    act = models.CharField(_("kind"), max_length=20, choices=ACTS)
    language = models.CharField(max_length=12, blank=True)
    variants = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    # The phrases with commas where visitors paused, as they were when approved.
    wordings = ArrayField(models.CharField(max_length=250), default=list, blank=True)
    response = models.CharField(_("response"), max_length=500)
    states = ArrayField(models.CharField(max_length=10), default=taught_states)
    state = models.CharField(max_length=10, choices=RuleState, default=RuleState.OBSERVED)
    version = models.PositiveIntegerField(default=0)  # 0: never live
    starts_at = models.DateTimeField(null=True, blank=True)  # joins the pack then; None: at once
    expires_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    # What was known at its rejection: {"by", "at", "reason", "visitors", "awaiting"}.
    dismissed = models.JSONField(null=True, blank=True)
    returned_because = models.CharField(max_length=200, blank=True)  # what is new since then
    lessons_count = models.PositiveIntegerField(_("times used"), default=0)
    visitors_count = models.PositiveIntegerField(_("visitors"), default=0)
    networks_count = models.PositiveIntegerField(_("networks"), default=0)
    asked_month = models.PositiveIntegerField(_("uses a month"), default=0)  # in the last 30 days
    calls_count = models.PositiveIntegerField(_("teacher calls"), default=0)
    priced_count = models.PositiveIntegerField(default=0)  # lessons whose calls have a known cost
    spent = models.DecimalField(max_digits=16, decimal_places=8, default=0)  # USD, of those
    # What it would save a month, USD; None while no cost is known. Kept for the queue's order.
    worth = models.DecimalField(max_digits=16, decimal_places=8, null=True, blank=True)
    problems = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # What the problems are made of: [{"problem", "part", "excerpt", "code_points"}].
    findings = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    proposed_at = models.DateTimeField(null=True, blank=True)  # the last time it became a proposal
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "phrase", "act"], name="one_rule_per_phrase_and_act"
            ),
            models.UniqueConstraint(
                fields=["tenant", "phrase"],
                condition=Q(state=RuleState.LIVE),
                name="one_live_rule_per_phrase",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "-visitors_count"]),
            models.Index(
                "tenant",
                "state",
                F("worth").desc(nulls_last=True),
                F("asked_month").desc(),
                "id",
                name="rules_by_worth",
            ),
            models.Index(
                fields=["starts_at"],
                condition=Q(starts_at__isnull=False),
                name="rules_that_start",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False),
                name="rules_that_expire",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.shown_phrase}” ({self.act})"

    @property
    def shown_phrase(self) -> str:
        """Return the phrase as people write it."""
        return as_written(self.phrase)

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrase and its variants, each once, in a stable order."""
        return (self.phrase, *sorted(set(self.variants) - {self.phrase}))

    @property
    def decider(self) -> str:
        """Who decided about it last, as a sentence begins."""
        return self.decided_by.email if self.decided_by else gettext("Your policy")

    def content(self) -> dict[str, Any]:
        """What a version of this rule says."""
        return {
            "phrases": list(self.phrases),
            "wordings": self.wordings,
            "response": self.response,
            "act": self.act,
            "states": self.states,
            "language": self.language,
            "starts_at": self.starts_at,
            "expires_at": self.expires_at,
        }


class RuleVersion(models.Model):
    """A rule as it was when it went live; kept for ever, so that any pack can be explained."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    phrases = ArrayField(models.CharField(max_length=160))
    wordings = ArrayField(models.CharField(max_length=250), default=list)
    response = models.CharField(max_length=500)
    act = models.CharField(max_length=20, choices=ACTS)
    states = ArrayField(models.CharField(max_length=10))
    language = models.CharField(max_length=12, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="one_row_per_rule_version"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}.{self.number}"
