"""The Celery application. Tasks only wake workers; the record of the work is in Postgres."""

import os

from celery import Celery

from delegation.broker import outlive_lost_connections
from delegation.consumer import SignsOfLife

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "delegation.settings")

outlive_lost_connections()
app = Celery("delegation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add(SignsOfLife)
