"""Doors for Celery: an id in, one service call. Safe to run twice."""

from celery import shared_task

from delegation.rules.services.answers import suspend_expired
from delegation.rules.services.publishing import PUBLISH_TASK
from delegation.rules.services.upkeep import publish_tenant, publish_waiting, weigh_all


@shared_task(name=PUBLISH_TASK)
def publish(tenant_id: int) -> None:
    publish_tenant(tenant_id)


@shared_task(name="rules.keep_packs")
def keep_packs() -> None:
    publish_waiting()


@shared_task(name="rules.weigh")
def weigh_rules() -> None:
    weigh_all()


@shared_task(name="rules.suspend_expired")
def suspend_expired_rules() -> None:
    suspend_expired()
