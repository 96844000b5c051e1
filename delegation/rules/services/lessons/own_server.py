"""Lessons of tenants that answer with their own server, as browsers or that server report them."""

from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction

from delegation.domain.teaching.replies import read_lesson
from delegation.rules.models import Rule, TaughtBy
from delegation.rules.services.lessons.learning import Evidence, LessonRefused, record_lesson
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
        return None  # the same report again: the browser did not hear our answer
