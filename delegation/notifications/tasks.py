"""Doors for Celery: an id in, one service call. Safe to run twice."""

from uuid import UUID

from celery import shared_task

from delegation.notifications.services.delivering import deliver, sweep_deliveries
from delegation.notifications.services.notifying import DELIVER_TASK
from tenants.row_security import acting_for, as_platform


@shared_task(name=DELIVER_TASK)
def deliver_one(tenant_id: int, delivery_id: str) -> None:
    with acting_for(tenant_id):
        deliver(tenant_id, UUID(delivery_id))


@shared_task(name="notifications.sweep")
def sweep() -> None:
    with as_platform("a sweep looks for what any tenant's webhooks wait for"):
        sweep_deliveries()
