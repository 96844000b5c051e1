"""Figures that Prometheus gets as they are when it asks: database pools, and what waits."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.db import DatabaseError, close_old_connections, connections
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from delegation import counters
from delegation.conversations.services.queue_figures import QueueFigures, queue_figures
from delegation.valkey import AWAY

logger = logging.getLogger(__name__)

POOL_STATES = {"pool_size": "open", "pool_available": "idle", "requests_waiting": "waiting"}
_began: dict[str, float] = {}  # by task id; tasks run in threads of one process
_installed = threading.Lock()
_done: set[type[Collector]] = set()


class PoolCollector(Collector):
    """Database connections of this process, by login: open, idle, and requests that wait."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "delegation_database_pool", "Connections of the pool.", labels=["login", "state"]
        )
        for login in ("default", "platform"):
            for name, value in pool_stats(login).items():
                family.add_metric([login, POOL_STATES[name]], value)
        yield family


def pool_stats(login: str) -> dict[str, int]:
    """Return what the pool of a login counts; nothing where it has none, or none was used yet."""
    if login not in connections:
        return {}
    pools: dict[str, Any] = getattr(connections[login], "_connection_pools", {})
    pool = pools.get(login)
    if pool is None:
        return {}
    stats = pool.get_stats()
    return {name: int(stats.get(name, 0)) for name in POOL_STATES}


class QueueCollector(Collector):
    """What waits in the whole installation; `beat` exports it, because there is one."""

    def __init__(self, read: Callable[[], QueueFigures] = queue_figures) -> None:
        self._read = read

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name them without a look, which the registry would take when they are registered."""
        yield from _families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            figures = self._read()
        except (DatabaseError, *AWAY) as problem:  # Prometheus sees that they are absent
            logger.warning("What waits is not known: %s", problem)
            return
        finally:
            close_old_connections()
        oldest, messages, tasks = _families()
        oldest.add_metric([], figures.oldest_seconds)
        for state, count in figures.unended.items():
            messages.add_metric([state], count)
        for queue, count in figures.tasks.items():
            tasks.add_metric([queue], count)
        yield from (oldest, messages, tasks)


def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    return (
        GaugeMetricFamily(
            "delegation_queue_oldest_seconds", "How long the oldest message waits for a worker."
        ),
        GaugeMetricFamily(
            "delegation_messages_unended", "Messages that have no answer yet.", labels=["state"]
        ),
        GaugeMetricFamily("delegation_queue_tasks", "Tasks that wait.", labels=["queue"]),
    )


def export(collector: Collector) -> None:
    """Register a collector of a kind once in this process."""
    with _installed:
        if type(collector) not in _done:
            REGISTRY.register(collector)
            _done.add(type(collector))


def count_tasks() -> None:
    """Count the tasks of this worker, and how long they take."""
    task_prerun.connect(_task_begins, dispatch_uid="count-tasks")
    task_postrun.connect(_task_ends, dispatch_uid="count-tasks")


def _task_begins(task_id: str, **_: Any) -> None:
    _began[task_id] = time.monotonic()


def _task_ends(task_id: str, task: Any, state: str | None, **_: Any) -> None:
    counters.TASKS.labels(task.name, state or "UNKNOWN").inc()
    began = _began.pop(task_id, None)
    if began is not None:
        counters.TASK.labels(task.name).observe(time.monotonic() - began)
