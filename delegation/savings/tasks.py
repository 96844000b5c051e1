"""Doors for Celery. Safe to run twice, by two beats, or not for an hour."""

from celery import shared_task

from delegation.domain.replay.exports import Columns
from delegation.savings.services.every_tenant import audit_all, forget_all, mail_all, roll_up_all
from delegation.savings.services.opportunities import REPLAY_TASK, replay_upload
from tenants.row_security import acting_for, as_platform


@shared_task(name="savings.roll_up")
def roll_up_receipts() -> None:
    with as_platform("every tenant's receipts are rolled up"):
        roll_up_all()


@shared_task(name="savings.audit")
def audit_local_answers() -> None:
    with as_platform("every tenant's local answers are sampled"):
        audit_all()


@shared_task(name="savings.mail_month")
def mail_monthly_reports() -> None:
    with as_platform("every tenant's owners are written to"):
        mail_all()


@shared_task(name="savings.forget")
def forget_old_receipts() -> None:
    with as_platform("every tenant's receipts have their time"):
        forget_all()


# Acknowledged at once: one that runs for minutes would be delivered again meanwhile.
@shared_task(name=REPLAY_TASK, acks_late=False)
def replay_chat_export(tenant_id: int, name: str, columns: dict[str, str]) -> None:
    with acting_for(tenant_id):
        replay_upload(tenant_id, name, Columns(**columns))
