"""Lessons of tenants that answer with a server of their own, as browsers report them."""

from uuid import NAMESPACE_URL, uuid5

from django.db import IntegrityError, transaction

from delegation.domain.teaching.replies import read_lesson
from delegation.rules.models import Rule, TaughtBy
from delegation.rules.services.lessons.learning import Evidence, LessonRefused, record_lesson
from tenants.models import Tenant


def report_lesson(
    tenant: Tenant,
    *,
    report_id: str,
    message: str,
    awaiting: str,
    instruction: object,
    visitor: str,
    address_prefix: str,
) -> Rule | None:
    """Take the lesson as evidence for a person; None when this report was taken before.

    Anybody can send one: what it awaited is a claim, and nothing goes live by it without a human.
    Raises `LessonRefused`.
    """
    taught, problem = read_lesson(instruction, message)
    if taught is None:
        raise LessonRefused(problem or "lesson_missing")
    evidence = Evidence(
        uuid5(NAMESPACE_URL, f"report:{tenant.pk}:{report_id}"),
        visitor,
        address_prefix,
        awaiting,
        taught_by=TaughtBy.OWN_SERVER,
    )
    try:
        with transaction.atomic():
            return record_lesson(tenant, taught, evidence)
    except IntegrityError:
        return None  # the same report again: the browser did not hear our answer
