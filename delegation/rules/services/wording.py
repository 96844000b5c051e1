"""How visitors wrote a rule's phrases, for the compiler to cut them where people pause."""

from django.db.models import F

from delegation.domain.wordings import wordings_of
from delegation.rules import access
from delegation.rules.models import Rule
from tenants.models import User

READ_LESSONS = 500  # the newest; more would only repeat them


def wordings_for(rule: Rule, *, by: User | None) -> list[str]:
    """The wordings of the rule's phrases in its tenant's lessons.

    A person who approves sees what they teach, so one visitor is enough. Without a person, as many
    networks as the tenant asks of a proposal must have been taught it so, credibly.
    """
    lessons = (
        access.lessons_of(rule.tenant)
        .filter(rule__tenant=rule.tenant, rule__phrase__in=rule.phrases)
        .annotate(source=F("visitor") if by else F("address_prefix"))
        .order_by("-created_at")
    )
    if by is None:
        lessons = lessons.filter(credible=True)
    written = lessons.values_list("query", "source")[:READ_LESSONS]
    least = 1 if by else rule.tenant.sightings
    return wordings_of(written, rule.phrases, least=least)
