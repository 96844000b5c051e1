"""Celery tasks: each takes an id and calls one service. Safe to run twice."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from delegation.conversations.services.answering import answer
from delegation.conversations.services.batches import learn_from_last_hour
from delegation.conversations.services.exam_runs import (
    CALIBRATION_TASK,
    EXAM_TASK,
    calibrate_teacher,
    hold_exam,
)
from delegation.conversations.services.lifecycle import sweep
from delegation.conversations.services.queue import ANSWER_TASK
from delegation.conversations.services.rechecks import recheck_answers
from delegation.conversations.services.shares import forget_old_shares
from tenants.row_security import acting_for, as_platform


@shared_task(name=ANSWER_TASK)
def answer_escalation(tenant_id: int, escalation_id: str) -> None:
    with acting_for(tenant_id):
        answer(tenant_id, UUID(escalation_id))


@shared_task(name=EXAM_TASK)
def examine_teacher(tenant_id: int) -> None:
    with acting_for(tenant_id):
        hold_exam(tenant_id)


@shared_task(name=CALIBRATION_TASK)
def calibrate_overhead(tenant_id: int) -> None:
    with acting_for(tenant_id):
        calibrate_teacher(tenant_id)


@shared_task(name="conversations.learn_batches")
def learn_batches() -> None:
    learn_from_last_hour(timezone.now())


@shared_task(name="conversations.sweep")
def sweep_escalations() -> None:
    with as_platform("a sweep looks for what any tenant's visitors wait for"):
        sweep()


@shared_task(name="conversations.forget_shares")
def forget_shares() -> None:
    with as_platform("old days and hours of any tenant are deleted"):
        forget_old_shares()


@shared_task(name="conversations.recheck")
def recheck_fixed_answers() -> None:
    recheck_answers()
