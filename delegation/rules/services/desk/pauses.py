"""How visitors wrote a rule's phrases, for the compiler to cut them where people pause."""

from django.db.models import QuerySet

from delegation.domain.packs.pauses import wordings_of
from delegation.rules import access
from delegation.rules.models import Lesson, Rule
from tenants.models import User

READ_LESSONS = 500  # the newest; more would only repeat them


def wordings_for(rule: Rule, *, by: User | None) -> list[str]:
    """The wordings of the rule's phrases in its tenant's lessons.

    A person who approves sees what they teach, so one visitor is enough. Without a person, as many
    networks as the tenant asks of a proposal must have been taught it so, credibly.
    """
    if by is not None:
        return newest_wordings(rule)
    lessons = _lessons(rule).filter(credible=True).values_list("query", "address_prefix")
    return wordings_of(lessons[:READ_LESSONS], rule.phrases, least=rule.tenant.sightings)


def newest_wordings(rule: Rule) -> list[str]:
    """What a person would approve now."""
    lessons = _lessons(rule).values_list("query", "visitor")
    return wordings_of(lessons[:READ_LESSONS], rule.phrases)


def _lessons(rule: Rule) -> QuerySet[Lesson]:
    """The newest lessons of all of the rule's phrases."""
    lessons = access.lessons_of(rule.tenant).filter(
        rule__tenant=rule.tenant, rule__phrase__in=rule.phrases
    )
    return lessons.order_by("-created_at")
