"""Processes without a web server answer Prometheus and health checks on a port of their own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from delegation.celery import app
from delegation.exporter import Exporter, WhyNotAlive
from delegation.schedule import LATEST_TICK_SECONDS, CountedScheduler


@contextmanager
def exporting(why_not_alive: WhyNotAlive) -> Iterator[str]:
    exporter = Exporter(0, why_not_alive)
    exporter.start()
    yield f"http://127.0.0.1:{exporter.port}"
    exporter.stop()


def test_it_answers_prometheus() -> None:
    with exporting(lambda: None) as address:
        answer = httpx2.get(f"{address}/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "process_resident_memory_bytes" in answer.text


def test_it_says_that_the_process_is_alive() -> None:
    with exporting(lambda: None) as address:
        answer = httpx2.get(f"{address}/healthz")

    assert (answer.status_code, answer.json()) == (200, {"state": "alive"})


def test_it_says_what_is_wrong() -> None:
    with exporting(lambda: "the loop hangs") as address:
        answer = httpx2.get(f"{address}/healthz")

    assert answer.status_code == 503
    assert answer.json()["message"] == "the loop hangs"


def test_nothing_else_is_answered() -> None:
    with exporting(lambda: None) as address:
        assert httpx2.get(f"{address}/admin/").status_code == 404


def test_a_scheduler_that_does_not_tick_is_not_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    scheduler = CountedScheduler(app, lazy=True)
    assert scheduler.why_not_alive() is None

    later = time.monotonic() + LATEST_TICK_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert "has not looked for work for 61 seconds" in str(scheduler.why_not_alive())
