"""Doors for Celery: an id in, one service call. Safe to run twice."""

from uuid import UUID

from celery import shared_task

from delegation.conversations.services.answering import answer
from delegation.conversations.services.sweeping import sweep


@shared_task(name="conversations.answer")
def answer_escalation(tenant_id: int, escalation_id: str) -> None:
    answer(tenant_id, UUID(escalation_id))


@shared_task(name="conversations.sweep")
def sweep_escalations() -> None:
    sweep()
