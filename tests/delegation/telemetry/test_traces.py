"""One message is one trace over OTLP, from its POST to its events; none while traces are off."""

import json
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx2
import pytest
from pytest_django import DjangoDbBlocker

from delegation.conversations.models import Escalation
from delegation.environment import BASE_DIR
from delegation.telemetry import otlp, traces
from delegation.telemetry.otlp import ShareSampler
from delegation.telemetry.variables import TraceSettings
from tests.delegation.telemetry.making import KEY, MODEL, running
from tests.delegation.telemetry.receivers import Receiver, SentSpan, receiving, spans_of, wait_for
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher
from tests.product import Company, make_company

MESSAGE = "where is my anvil, Wrenfield?"
IN_PIECES = Script(first_seconds=0.3, piece_seconds=0.3)  # the stream is read while it is written
HEADER = f"Bearer {secrets.token_hex(8)}"


@dataclass(frozen=True)
class Traced:
    """What a run left: spans by trace, logs by process, and what must be in neither."""

    receiver: Receiver
    logs: dict[str, str]
    answered: UUID
    polled: UUID
    failed: UUID
    visitor: str
    reply: str

    def of(self, escalation: UUID) -> list[SentSpan]:
        return [span for span in spans_of(self.receiver) if span.trace == escalation.hex]


@pytest.fixture(scope="module")
def traced(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Traced]:
    """One message streamed, one polled and one failed, by real processes that have ended since."""
    state = tmp_path_factory.mktemp("traced")
    with receiving() as receiver, FaultTeacher() as teacher, django_db_blocker.unblock():
        variables = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.address,
            "OTEL_EXPORTER_OTLP_HEADERS": f"authorization={HEADER.replace(' ', '%20')}",
        }
        with (
            running(teacher, state, variables, {}) as product,
            httpx2.Client(timeout=30) as http,
        ):
            company = make_company(product)
            visitor = company.visitor(http)
            teacher.script("status:503", IN_PIECES)
            reply = visitor.escalate(MESSAGE)["userResponse"]
            teacher.script("ok")
            polled = _poll(company, http, product.url)
            teacher.script("status:401")
            with pytest.raises(Exception, match="teacher_key_refused"):
                company.visitor(http).escalate(MESSAGE)
        rows = Escalation.objects.filter(tenant=company.tenant).order_by("created_at")
        answered, _, failed = rows.values_list("pk", flat=True)
        logs = {path.stem: path.read_text() for path in (state / "logs").glob("*.log")}
        yield Traced(receiver, logs, answered, polled, failed, visitor.id, reply)


def _poll(company: Company, http: httpx2.Client, url: str) -> UUID:
    mark = f"poll-{secrets.token_hex(8)}"
    body = {
        **dict.fromkeys(("visitor", "conversation", "id"), mark),
        "key": company.key,
        "message": MESSAGE,
        "awaiting": "nothing",
        "local": [],
    }
    sent = http.post(
        f"{url}/api/v1/escalations",
        content=json.dumps(body).encode(),
        headers={"Origin": company.origin, "Content-Type": "text/plain"},
    ).json()
    answer = http.get(f"{sent['poll']}&wait=25")
    assert answer.json()["source"] == "teacher"
    return UUID(sent["escalation"])


def named(spans: list[SentSpan]) -> dict[str, SentSpan]:
    """Spans by name, of which the last counts."""
    return {span.name: span for span in spans}


def test_one_message_is_one_trace_over_all_processes(traced: Traced) -> None:
    spans = traced.of(traced.answered)
    first = named(spans)[traces.ACCEPT]
    below = {span.id: span.name for span in spans}

    assert sorted((span.name, below.get(span.parent), span.service) for span in spans) == [
        (traces.ACCEPT, None, "self-delegation-web"),
        (traces.ANSWER, traces.ACCEPT, "self-delegation-worker"),
        (traces.CLAIM, traces.ANSWER, "self-delegation-worker"),
        (traces.COMMIT, traces.ANSWER, "self-delegation-worker"),
        (traces.DELIVER, traces.ACCEPT, "self-delegation-stream"),
        (traces.ATTEMPT, traces.ANSWER, "self-delegation-worker"),
        (traces.ATTEMPT, traces.ANSWER, "self-delegation-worker"),
        (traces.WAIT, traces.ACCEPT, "self-delegation-worker"),
    ]
    assert first.parent == ""
    assert first.values["http.route"] == "api/v1/escalations"
    assert first.values["http.response.status_code"] == 202
    assert {span.trace for span in spans_of(traced.receiver)} == {
        each.hex for each in (traced.answered, traced.polled, traced.failed)
    }


def test_spans_follow_each_other_as_the_work_does(traced: Traced) -> None:
    spans = named(traced.of(traced.answered))
    wait, claim, commit = (spans[name] for name in (traces.WAIT, traces.CLAIM, traces.COMMIT))
    attempts = [span for span in traced.of(traced.answered) if span.name == traces.ATTEMPT]
    answer = spans[traces.ANSWER]

    assert wait.end == claim.start == answer.start
    times = [claim.end, attempts[0].start, attempts[0].end, attempts[1].start, attempts[1].end]
    assert times == sorted(times)
    assert attempts[1].end <= commit.start <= commit.end <= answer.end


def test_an_attempt_says_where_it_went_and_how_it_ended(traced: Traced) -> None:
    refused, complete = (s for s in traced.of(traced.answered) if s.name == traces.ATTEMPT)

    assert refused.values["http.response.status_code"] == 503
    assert refused.fault == refused.values["delegation.outcome"] == "teacher_server_error"
    assert complete.values["http.response.status_code"] == 200
    assert complete.values["server.address"] == "127.0.0.1"
    assert complete.values["gen_ai.request.model"] == MODEL
    assert complete.values["gen_ai.usage.output_tokens"] > 0
    assert complete.moments == ("first piece",)
    assert complete.fault == ""


def test_the_delivery_says_how_it_went_and_ended(traced: Traced) -> None:
    streamed = named(traced.of(traced.answered))[traces.DELIVER]
    polled = named(traced.of(traced.polled))[traces.DELIVER]

    assert (streamed.values["delegation.way"], streamed.values["delegation.end"]) == (
        "stream",
        "answer",
    )
    assert streamed.values["delegation.events"] >= 2
    assert streamed.moments == ("first piece",)
    assert (polled.values["delegation.way"], polled.values["delegation.end"]) == ("poll", "answer")


def test_an_answer_that_fails_names_its_code(traced: Traced) -> None:
    spans = named(traced.of(traced.failed))

    assert spans[traces.ANSWER].fault == "teacher_key_refused"
    assert spans[traces.ATTEMPT].values["http.response.status_code"] == 401
    assert spans[traces.DELIVER].values["delegation.end"] == "error"


def test_no_span_holds_a_text_a_key_or_a_visitor(traced: Traced) -> None:
    sent = traced.receiver.everything.lower()

    assert traced.reply.startswith("You said")
    for private in (MESSAGE, traced.reply, traced.visitor, KEY, "wrenfield"):
        assert private.lower().encode() not in sent


def test_the_collectors_key_goes_only_into_its_header(traced: Traced) -> None:
    assert {each.path for each in traced.receiver.requests} == {"/v1/traces"}
    assert {each.headers["authorization"] for each in traced.receiver.requests} == {HEADER}
    assert HEADER not in "".join(traced.logs.values())


def test_log_lines_name_the_trace(traced: Traced) -> None:
    lines = [json.loads(line) for line in traced.logs["worker"].splitlines() if line[:1] == "{"]
    answered = [line for line in lines if line["message"].startswith("Answered after")]

    assert answered[0]["trace"] == traced.answered.hex
    assert answered[0]["tenant"] == traced.of(traced.answered)[0].values["delegation.tenant"]


def test_a_share_of_traces_is_the_same_one_in_every_process() -> None:
    ids = [uuid4().int for _ in range(4_000)]
    web, worker = ShareSampler(0.1), ShareSampler(0.1)

    def kept(sampler: ShareSampler) -> list[int]:
        return [each for each in ids if sampler.should_sample(None, each, "x").decision.value]

    assert kept(web) == kept(worker)
    assert 200 < len(kept(web)) < 600
    assert kept(ShareSampler(0)) == []
    assert kept(ShareSampler(1)) == ids


def test_a_process_ends_while_its_collector_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otlp, "FINISH_SECONDS", 0.1)
    with receiving() as receiver, receiver.silence() as unanswered:
        settings = TraceSettings(f"{receiver.address}/v1/traces", {}, 1.0, "")
        tracing = otlp.OtlpTracing("web", settings, str)
        tracing.record_first(uuid4(), since=traces.now(), values={}, fault="")
        tracing.finish()

        assert "last-spans" in [thread.name for thread in threading.enumerate()], "it still waits"
        wait_for(lambda: bool(receiver.requests), "the span")
        assert unanswered()


LOADED = """
import sys
import django
django.setup()
from delegation import wsgi
from delegation.stream import app
from delegation.telemetry import traces
from delegation.telemetry.processes import watch_process
watch_process("worker")
costly = ("opentelemetry.sdk", "opentelemetry.exporter", "google.protobuf", "sentry_sdk")
loaded = [name for name, found in sys.modules.items() if found and name.startswith(costly)]
print(traces.is_on(), loaded)
"""


@pytest.mark.parametrize(
    "variables",
    [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"}],
)
def test_off_nothing_of_it_is_imported(variables: dict[str, str]) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "delegation.settings", **variables}
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=environment,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "False []", done.stderr


def test_off_a_span_is_nothing() -> None:
    assert not traces.is_on()
    assert traces.span(traces.ANSWER, of=uuid4()) is traces.NO_SPAN
    traces.record(traces.CLAIM, since=0)
    traces.note({"delegation.way": "stream"})
    traces.mark("first piece")
    traces.finish()
