"""Doors for Celery: one service call. Safe to run twice."""

from celery import shared_task
from django.utils import timezone

from tenants.services.data import erase_all_old_texts


@shared_task(name="tenants.erase_old_texts")
def erase_old_texts() -> None:
    erase_all_old_texts(timezone.now())
