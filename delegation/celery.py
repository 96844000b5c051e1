"""The Celery application. Tasks only wake workers; the record of the work is in Postgres."""

import os
from functools import partial
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init
from django.conf import settings

from delegation.broker import outlive_lost_connections
from delegation.consumer import SignsOfLife
from delegation.queues import SLOW

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "delegation.settings")

outlive_lost_connections()
app = Celery("delegation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add(SignsOfLife)


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Leave logging as Django has set it up: lines of one form. Celery would add its own."""


@worker_init.connect
def export_worker(sender: Any, **_: Any) -> None:
    """Answer health checks from the heartbeats of the worker's loop."""
    from delegation.collectors import PoolCollector, count_tasks, export
    from delegation.conversations.services.worker_health import WITHIN_SECONDS, why_not_alive
    from delegation.telemetry.processes import watch_process

    watch_process("slow" if SLOW in sender.app.amqp.queues.consume_from else "worker")
    count_tasks()
    export(PoolCollector())
    _export(partial(why_not_alive, sender.hostname, within_seconds=WITHIN_SECONDS))


@beat_init.connect
def export_beat(sender: Any, **_: Any) -> None:
    """Answer health checks from the scheduler's last look for work, and tell what waits."""
    from delegation.collectors import PoolCollector, QueueCollector, export
    from delegation.telemetry.processes import watch_process

    watch_process("beat")
    export(PoolCollector())
    export(QueueCollector())
    _export(sender.scheduler.why_not_alive)


def _export(why_not_alive: Any) -> None:
    from delegation.exporter import Exporter

    if settings.METRICS_PORT:
        Exporter(settings.METRICS_PORT, why_not_alive).start()
