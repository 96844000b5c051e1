"""Celery tasks. Safe to run twice, on two schedulers, or not for an hour."""

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from delegation.savings.services.audits import audit_tenant
from delegation.savings.services.monthly_mail import mail_month
from delegation.savings.services.opportunities import REPLAY_TASK, read_upload, replay_upload
from delegation.savings.services.retention import forget_old_messages, forget_old_usage
from delegation.savings.services.rollup import roll_up_news
from delegation.savings.services.uploads import READ_TASK, forget_uploads
from delegation.savings.services.weekly_mail import mail_week
from tenants.exchange import rate_of, shown_at
from tenants.models import Tenant
from tenants.panels import attention_for
from tenants.row_security import acting_for
from tenants.services.every_tenant import for_every_tenant


@shared_task(name="savings.roll_up")
def roll_up_receipts() -> None:
    for_every_tenant(roll_up_news)


@shared_task(name="savings.audit")
def audit_local_answers() -> None:
    for_every_tenant(audit_tenant)


@shared_task(name="savings.mail_month")
def mail_monthly_reports() -> None:
    now = timezone.now()
    for_every_tenant(lambda tenant: mail_month(tenant, now))


@shared_task(name="savings.mail_week")
def mail_weekly_digests() -> None:
    now = timezone.now()
    for_every_tenant(lambda tenant: mail_week(tenant, now, _needs))


def _needs(tenant: Tenant, now: datetime) -> list[tuple[str, str]]:
    """Return what the dashboard asks a person to look at."""
    with shown_at(rate_of(tenant)):
        return [(each.text, each.href) for each in attention_for(tenant, now)]


@shared_task(name="savings.forget")
def forget_old_receipts() -> None:
    now = timezone.now()
    for_every_tenant(lambda tenant: forget_old_usage(tenant, now))
    for_every_tenant(lambda tenant: forget_old_messages(tenant, now))


@shared_task(name="savings.forget_uploads")
def forget_old_uploads() -> None:
    now = timezone.now()
    for_every_tenant(lambda tenant: forget_uploads(tenant, now))


@shared_task(name=READ_TASK, acks_late=False)
def read_chat_export(tenant_id: int, upload_id: str) -> None:
    with acting_for(tenant_id):
        read_upload(tenant_id, UUID(upload_id))


# Acknowledged at once: one that runs for minutes would be delivered again meanwhile.
@shared_task(name=REPLAY_TASK, acks_late=False)
def replay_chat_export(tenant_id: int, upload_id: str) -> None:
    with acting_for(tenant_id):
        replay_upload(tenant_id, UUID(upload_id))
