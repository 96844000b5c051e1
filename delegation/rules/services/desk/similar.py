"""Similar rules, which may become variants of one rule."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet

from delegation.rules import access
from delegation.rules.models import Rule, RuleState

LIKE = 0.4  # of the trigrams are shared; "thank you" and "thank u" share 0.55
SHOWN = 8


def near_rules(rule: Rule) -> QuerySet[Rule]:
    """Others of the same act whose phrase is nearly the same, the nearest first."""
    others = access.rules_of(rule.tenant).filter(act=rule.act).exclude(pk=rule.pk)
    alike = others.annotate(alike=TrigramSimilarity("phrase", rule.phrase))
    states = [RuleState.PROPOSED, RuleState.OBSERVED, RuleState.LIVE, RuleState.REJECTED]
    return alike.filter(alike__gte=LIKE, state__in=states).order_by("-alike", "pk")[:SHOWN]
