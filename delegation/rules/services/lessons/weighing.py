"""A rule's evidence and what it would save: counted with every lesson, refreshed daily."""

from datetime import timedelta

from django.db.models import Case, Count, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from delegation.domain.approval.worth import MONTH_DAYS, monthly_worth
from delegation.rules import access
from delegation.rules.models import UNDECIDED, Lesson, Rule
from delegation.rules.services.deciding.dismissals import RECONSIDERED, reconsider
from tenants.models import Tenant

WEIGHED = [
    "networks_count", "asked_month", "calls_count", "priced_count", "spent", "worth", *RECONSIDERED
]  # fmt: skip


def weigh_lesson(rule: Rule, lesson: Lesson, *, new_network: bool) -> None:
    """Count a lesson of this transaction, which holds the tenant's lock.

    `new_network`: no lesson of the rule came from there before. Sets the fields `WEIGHED` of the
    rule; the caller saves it.
    """
    rule.networks_count += new_network
    rule.asked_month += 1
    rule.calls_count += lesson.calls
    if lesson.cost is not None:
        rule.spent += lesson.cost
        rule.priced_count += 1
    rule.worth = monthly_worth(rule.asked_month, rule.spent, rule.priced_count)
    reconsider(rule)


def refresh_worth(tenant: Tenant) -> None:
    """Recount the proposals' last month, so that phrases out of use sink in the queue."""
    since = timezone.now() - timedelta(days=MONTH_DAYS)
    asked = (
        access.lessons_of(tenant)
        .filter(rule=OuterRef("pk"), created_at__gte=since)
        .order_by()
        .values("rule")
        .annotate(count=Count("pk"))
        .values("count")
    )
    undecided = access.rules_of(tenant).filter(state__in=UNDECIDED)
    undecided.update(asked_month=Coalesce(Subquery(asked), 0))
    undecided.update(
        worth=Case(
            When(priced_count=0, then=Value(None)),
            default=F("asked_month") * F("spent") / F("priced_count"),
        )
    )
