"""Celery tasks. Each takes ids and calls one service; running one twice does no harm."""

from uuid import UUID

from celery import shared_task

from delegation.notifications.services.deliveries import deliver, sweep_deliveries
from delegation.notifications.services.delivery_queue import DELIVER_TASK
from tenants.row_security import acting_for, as_platform


@shared_task(name=DELIVER_TASK)
def deliver_one(tenant_id: int, delivery_id: str) -> None:
    with acting_for(tenant_id):
        deliver(tenant_id, UUID(delivery_id))


@shared_task(name="notifications.sweep")
def sweep() -> None:
    with as_platform("the sweep finds due deliveries of every tenant"):
        sweep_deliveries()
