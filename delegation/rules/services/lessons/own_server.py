"""Lessons of tenants that answer with their own server, as browsers or that server report them."""

from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction

from delegation.domain.approval.worth import monthly_worth
from delegation.domain.teaching.replies import read_lesson
from delegation.rules import access
from delegation.rules.models import Rule, TaughtBy
from delegation.rules.services.lessons.learning import Evidence, LessonRefused, record_lesson
from tenants.access import lock_tenant
from tenants.models import Tenant


def id_of_message(tenant: Tenant, message_id: str) -> UUID:
    """Return what stands for the escalation of a message that the tenant's server answered."""
    return uuid5(NAMESPACE_URL, f"report:{tenant.pk}:{message_id}")


def report_lesson(
    tenant: Tenant,
    *,
    report_id: str,
    message: str,
    awaiting: str,
    instruction: object,
    visitor: str,
    address_prefix: str,
    calls: int = 0,
    cost: Decimal | None = None,
) -> Rule | None:
    """Take the lesson as evidence for a person; None when this report was taken before.

    Any browser can send one: what it awaited is a claim, and a person approves what it teaches.
    `calls` and `cost` (USD) are known where the tenant's server reports the lesson itself.
    Raises `LessonRefused`.
    """
    taught, problem = read_lesson(instruction, message)
    if taught is None:
        raise LessonRefused(problem or "lesson_missing")
    evidence = Evidence(
        id_of_message(tenant, report_id),
        visitor,
        address_prefix,
        awaiting,
        calls=calls,
        cost=cost,
        taught_by=TaughtBy.OWN_SERVER,
    )
    try:
        with transaction.atomic():
            return record_lesson(tenant, taught, evidence)
    except IntegrityError:
        _add_cost(tenant, evidence)
        return None  # the same report again: the browser did not hear our answer


@transaction.atomic
def _add_cost(tenant: Tenant, evidence: Evidence) -> None:
    """Add what the answer took to a lesson that a browser reported before the tenant's server."""
    lock_tenant(tenant.pk)  # as every lesson that counts in the rule
    without = access.lessons_of(tenant).filter(escalation_id=evidence.escalation_id, calls=0)
    lesson = without.select_related("rule").first()
    if lesson is None or not evidence.calls:
        return
    lesson.calls, lesson.cost = evidence.calls, evidence.cost
    lesson.save(update_fields=["calls", "cost"])
    rule = lesson.rule
    rule.calls_count += lesson.calls
    if lesson.cost is not None:
        rule.spent += lesson.cost
        rule.priced_count += 1
    rule.worth = monthly_worth(rule.asked_month, rule.spent, rule.priced_count)
    rule.save(update_fields=["calls_count", "spent", "priced_count", "worth"])
