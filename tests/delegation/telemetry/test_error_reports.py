"""Errors of views, tasks and streams reach Sentry's protocol, without what they were given."""

import logging
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from pytest_django import DjangoDbBlocker

from delegation.conversations.models import Escalation
from delegation.telemetry import error_reports
from delegation.telemetry.error_reports import stripped
from tests.delegation.telemetry.faulty import BREAKS_THE_VIEW
from tests.delegation.telemetry.making import KEY, running
from tests.delegation.telemetry.receivers import Receiver, errors_of, receiving, wait_for
from tests.faults.teacher_server import FaultTeacher
from tests.product import make_company

MESSAGE = "where is my anvil, Wrenfield?"
DSN_KEY = secrets.token_hex(16)
MODULES = {
    "delegation.wsgi:application": "tests.delegation.telemetry.faulty_web:application",
    "delegation.stream.app:application": "tests.delegation.telemetry.faulty_stream:application",
    "celery": "tests.delegation.telemetry.faulty",
}


@dataclass(frozen=True)
class Reported:
    """What arrived, by the process that sent it."""

    receiver: Receiver
    errors: dict[str, dict[str, Any]]
    escalation: str
    visitor: str
    secret: str


@pytest.fixture(scope="module")
def reported(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Reported]:
    """One error of a view, one of a task and one of a stream, each over its real process."""
    state = tmp_path_factory.mktemp("faulty")
    with receiving() as receiver, FaultTeacher() as teacher, django_db_blocker.unblock():
        address = state / "dsn"
        address.write_text(f"http://{DSN_KEY}@127.0.0.1:{receiver.port}/1\n")
        variables = {"SENTRY_DSN_FILE": str(address), "SENTRY_ENVIRONMENT": "rehearsal"}
        with (
            running(teacher, state, variables, MODULES) as product,
            httpx2.Client(timeout=30) as http,
        ):
            company = make_company(product)
            visitor = company.visitor(http)
            with pytest.raises(httpx2.HTTPStatusError, match="500"):
                visitor.escalate(BREAKS_THE_VIEW)
            with pytest.raises(httpx2.HTTPStatusError, match="500"):
                visitor.escalate(MESSAGE)  # accepted; its events are what fails

            def processes() -> set[str]:
                return {each["tags"]["process"] for each in errors_of(receiver)}

            wait_for(lambda: processes() >= {"web", "worker", "stream"}, "an error")
        escalation = Escalation.objects.get(tenant=company.tenant)
        errors = {each["tags"]["process"]: each for each in reversed(errors_of(receiver))}
        secret = product.processes["web"].program.environment["SECRET_KEY"]
        yield Reported(receiver, errors, str(escalation.pk), visitor.id, secret)


@pytest.mark.parametrize(
    ("process", "function"),
    [("web", "fail_or_accept"), ("worker", "fail"), ("stream", "fail")],
)
def test_an_error_says_what_failed_and_where(
    reported: Reported, process: str, function: str
) -> None:
    error = reported.errors[process]["exception"]["values"][-1]

    assert error["type"] == "RuntimeError"
    assert error["stacktrace"]["frames"][-1]["function"] == function
    assert reported.errors[process]["environment"] == "rehearsal"


def test_an_error_carries_the_ids_of_its_log_lines(reported: Reported) -> None:
    tags = {process: event["tags"] for process, event in reported.errors.items()}

    assert tags["web"]["route"] == "api/v1/escalations"
    assert len(tags["web"]["request"]) == 32
    assert tags["worker"]["task.name"] == "conversations.answer"
    assert tags["worker"]["task.id"] == tags["stream"]["escalation"] == reported.escalation


def test_no_error_holds_a_text_a_key_or_a_visitor(reported: Reported) -> None:
    sent = reported.receiver.everything.lower()

    for private in (MESSAGE, BREAKS_THE_VIEW, "wrenfield", reported.visitor, KEY, reported.secret):
        assert private.lower().encode() not in sent


def test_what_is_not_known_to_be_harmless_is_left_out() -> None:
    event: dict[str, Any] = {
        "event_id": "e",
        "logger": "delegation.x",
        "logentry": {"message": "The %s failed", "params": ["Wrenfield"], "formatted": "Wrenfield"},
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "value": "Wrenfield",
                    "mechanism": {"data": "Wrenfield"},
                    "stacktrace": {"frames": [{"function": "f", "vars": {"text": "Wrenfield"}}]},
                }
            ]
        },
        **dict.fromkeys(("request", "user", "extra", "contexts", "breadcrumbs"), "Wrenfield"),
        **dict.fromkeys(("threads", "transaction", "new_in_a_later_version"), "Wrenfield"),
    }

    left = stripped(event, tags={"process": "web"})

    assert "Wrenfield" not in repr(left)
    assert left["logentry"] == {"message": "The %s failed"}
    assert "logentry" not in stripped({**event, "logger": "django.request"}, tags={})


@pytest.mark.parametrize(
    ("logger", "raised", "no_fault"),
    [
        ("django.request", False, True),
        ("django.request", True, False),
        ("django.security.DisallowedHost", True, True),
        ("delegation.valkey", False, False),
    ],
    ids=["a refusal", "a fault of a view", "a stranger's request", "a fault elsewhere"],
)
def test_what_strangers_can_cause_at_will_is_not_reported(
    logger: str, raised: bool, no_fault: bool
) -> None:
    try:
        raise RuntimeError
    except RuntimeError:
        error = sys.exc_info() if raised else None
    record = logging.LogRecord(logger, logging.ERROR, "x.py", 1, "It failed", (), error)
    assert error_reports._is_no_fault(record) is no_fault
