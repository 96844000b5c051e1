"""Celery tasks: each calls one service. Safe to run twice."""

from celery import shared_task
from django.utils import timezone

from tenants.services import outbox
from tenants.services.data import erase_all_old_texts


@shared_task(name="tenants.erase_old_texts")
def erase_old_texts() -> None:
    erase_all_old_texts(timezone.now())


@shared_task(name=outbox.SEND_TASK)
def send_mail() -> None:
    outbox.send_due(timezone.now())
