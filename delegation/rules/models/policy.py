"""What a tenant lets through without a person, and what its lint leaves out or adds."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from delegation.domain.lint.problems import Problem
from delegation.domain.words import Act
from delegation.rules.models.rule import ACTS
from tenants.models import Tenant

LONGEST_WORD = 60  # characters of one of the tenant's own words
PROBLEMS = [(problem.value, problem.value) for problem in Problem]


def usual_acts() -> list[str]:
    """Of the closed acts, those that never accept an offer; "ok" and "great" may."""
    usual = (Act.GREETING, Act.THANKS, Act.FAREWELL, Act.LAUGHTER)
    return [act.value for act in usual]


class Policy(models.Model):
    """One row a tenant; without one the defaults hold. Counts only while `Tenant.approval` lets
    anything live at once."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="policy")
    at_once = ArrayField(
        models.CharField(max_length=20, choices=ACTS), default=usual_acts, blank=True
    )
    minutes_apart = models.PositiveIntegerField(
        "minutes between visitors", default=60, validators=[MaxValueValidator(10_080)]
    )
    own_words = ArrayField(models.CharField(max_length=LONGEST_WORD), default=list, blank=True)
    exempt = ArrayField(models.CharField(max_length=40, choices=PROBLEMS), default=list, blank=True)
    complaints_limit = models.PositiveSmallIntegerField(
        "complaints", default=3, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )

    class Meta:
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return ", ".join(self.at_once) or "a person approves everything"
