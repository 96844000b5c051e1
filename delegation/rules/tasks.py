"""Celery tasks: each takes an id and calls one service. Safe to run twice."""

from celery import shared_task
from django.utils import timezone

from delegation.rules.services.lessons.linting import RELINT_TASK, relint_tenant
from delegation.rules.services.lessons.weighing import refresh_worth
from delegation.rules.services.publishing.publishing import PUBLISH_TASK
from delegation.rules.services.publishing.schedule import publish_tenant, publish_waiting
from delegation.rules.services.watching.digests import send_digests
from delegation.rules.services.watching.fixed_answers import suspend_expired
from tenants.row_security import acting_for
from tenants.services.every_tenant import for_every_tenant


@shared_task(name=PUBLISH_TASK)
def publish(tenant_id: int) -> None:
    with acting_for(tenant_id):
        publish_tenant(tenant_id)


@shared_task(name="rules.keep_packs")
def keep_packs() -> None:
    publish_waiting()


@shared_task(name="rules.weigh")
def weigh_rules() -> None:
    for_every_tenant(refresh_worth)


@shared_task(name="rules.suspend_expired")
def suspend_expired_rules() -> None:
    suspend_expired()


@shared_task(name="rules.digest")
def send_daily_digests() -> None:
    send_digests(timezone.now())


@shared_task(name=RELINT_TASK)
def relint(tenant_id: int) -> None:
    with acting_for(tenant_id):
        relint_tenant(tenant_id)
