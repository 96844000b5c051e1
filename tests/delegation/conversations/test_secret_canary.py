"""A tenant's key is kept sealed, and nowhere else: no row, log line, task or page holds it."""

import logging
import sys
from collections.abc import Iterator
from typing import Any, cast

import pytest
from celery.signals import before_task_publish
from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from delegation.conversations.models import OwnTeacher
from delegation.conversations.services import own_teachers
from delegation.conversations.services.teachers import teacher
from delegation.valkey import valkey
from tenants.models import Tenant
from tests.delegation.conversations.searching import keys_with, rows_with
from tests.faults.teacher_server import FaultTeacher

pytestmark = pytest.mark.django_db
CANARY = "sk-canary-5f1d9b7e2c4a"


@pytest.fixture
def server(settings: Settings) -> Iterator[FaultTeacher]:
    with FaultTeacher() as running:
        settings.TEACHER_EXCEPTIONS = [f"127.0.0.1:{running.port}"]
        teacher.cache_clear()  # it knows the exceptions of its first use
        yield running
    teacher.cache_clear()


def choose(client: Client, server: FaultTeacher) -> str:
    sent = {"base_url": server.base_url, "model": "m", "api_key": CANARY}
    return client.post("/teacher/own/", sent, follow=True).content.decode()


def test_no_row_no_key_of_valkey_no_log_line_and_no_task_holds_it(
    as_owner: Client,
    server: FaultTeacher,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    caplog.set_level(logging.DEBUG)
    sent: list[str] = []

    def keep(body: object = None, headers: object = None, **_: Any) -> None:
        sent.append(f"{body!r} {headers!r}")

    before_task_publish.connect(keep)
    server.script("ok", "status:401")
    pages = [choose(as_owner, server), choose(as_owner, server)]  # once kept, once refused
    with django_capture_on_commit_callbacks(execute=True):
        as_owner.post("/teacher/examine/")
    before_task_publish.disconnect(keep)
    pages += [
        as_owner.get(reverse(name)).content.decode() for name in ("teacher", "dashboard", "install")
    ]

    assert server.calls[0].headers["authorization"] == f"Bearer {CANARY}"  # it was in use
    assert OwnTeacher.objects.exists()
    assert len(sent) == 1
    assert rows_with("platform-unknown") == []
    assert rows_with(CANARY) == []
    assert keys_with(CANARY) == []
    assert CANARY not in caplog.text + "".join(sent) + "".join(pages)


def test_the_search_finds_what_is_there(as_owner: Client, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(instructions=f"Say {CANARY}")
    cast("Any", valkey()).hset("canary-search", "field", CANARY)

    assert rows_with(CANARY) == ["tenants_tenant"]
    assert keys_with(CANARY) == [b"canary-search"]
    valkey().delete("canary-search")


def test_an_unforeseen_fault_shows_it_in_no_error_page_and_no_report(
    as_owner: Client,
    server: FaultTeacher,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("an unforeseen fault")

    reports: list[str] = []

    def report(request: HttpRequest, **_: Any) -> None:
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

    monkeypatch.setattr(own_teachers, "keep_teacher", fail)
    got_request_exception.connect(report)
    as_owner.raise_request_exception = False
    page = choose(as_owner, server)
    got_request_exception.disconnect(report)

    assert "Something went wrong" in page
    assert "an unforeseen fault" in reports[0]
    assert CANARY not in page + reports[0] + caplog.text


def test_nothing_says_it_by_its_name(as_owner: Client, server: FaultTeacher) -> None:
    choose(as_owner, server)
    kept = OwnTeacher.objects.get()

    assert CANARY not in repr(kept) + str(kept) + repr(kept.__dict__)
