"""A worker's steps reach the visitor, and the traces, metrics and log of the operators."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from delegation.conversations.models import Answer, Escalation
from delegation.conversations.services import answering
from delegation.conversations.services.answering import answer
from delegation.conversations.services.ceilings import AllowanceExhausted, BudgetExhausted
from delegation.conversations.services.payloads import answer_payload
from delegation.conversations.services.shares import HourExhausted, NetworkExhausted
from delegation.domain.teaching.replies import LessonProblem, ParsedReply, TaughtLesson
from delegation.domain.words import Act, Awaiting
from delegation.rules.services.lessons.learning import LessonRefused
from delegation.teacher.errors import TeacherBroken, TeacherMisconfigured, TeacherUnavailable
from delegation.telemetry import traces
from tests.delegation.conversations.making import ago, change, reply_with, sample, stored

pytestmark = pytest.mark.usefixtures("own_queue")

LESSON = TaughtLesson("Hello", "Hi!", Act.GREETING)
TOO_LONG = LessonProblem.QUERY_TOO_LONG
REPLY = ParsedReply("Hi", Awaiting.NOTHING)


class RecordedTracing:
    """Keeps the spans and faults instead of sending them."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[str] = []

    def record(self, name: str, **more: Any) -> None:
        self.spans.append((name, more))

    @contextmanager
    def span(self, name: str, **more: Any) -> Iterator[None]:
        self.spans.append((name, more))
        yield

    def note(self, _values: Any, *, fault: str) -> None:
        self.faults.append(fault)


@pytest.fixture
def tracing(monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordedTracing]:
    found = RecordedTracing()
    traces.use(found)  # type: ignore[arg-type]
    monkeypatch.setattr(traces, "now", lambda: 2_000_000_000_000_000_000)
    yield found
    traces.use(None)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The last event of each answer, as its visitor gets it."""
    found: list[Any] = []
    writer = SimpleNamespace(answer=found.append, error=found.append)
    monkeypatch.setattr(answering, "event_writer", lambda _: writer)
    return found


def test_the_steps_of_an_answer_are_one_trace(
    queued: Escalation, tracing: RecordedTracing, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = traces.now()
    reply_with(monkeypatch, REPLY)
    answer(queued.tenant_id, queued.pk)
    arrived = traces.moment_of(stored(queued).created_at)
    whole, claim, wait, commit = tracing.spans
    attempt = {"of": queued.pk, "since": began, "values": {"delegation.attempt": 1}}
    assert whole == ("answer", attempt)
    assert (claim[0], claim[1]["since"], claim[1]["of"]) == ("claim", began, None)
    assert wait[0] == "wait in line"
    assert [wait[1][name] for name in ("of", "since", "until")] == [queued.pk, arrived, began]
    assert commit[0] == "commit"
    assert tracing.faults == []


def test_a_wait_is_not_negative_where_the_workers_clock_is_behind(
    queued: Escalation, tracing: RecordedTracing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "now", lambda: 1_000)
    reply_with(monkeypatch, REPLY)
    answer(queued.tenant_id, queued.pk)
    assert [tracing.spans[2][1][name] for name in ("since", "until")] == [1_000, 1_000]


def test_a_second_attempt_that_fails_has_its_fault_and_no_wait_in_line(
    queued: Escalation, tracing: RecordedTracing, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(queued, attempts=1, fence=1)
    reply_with(monkeypatch, TeacherBroken("teacher_length"))
    answer(queued.tenant_id, queued.pk)
    assert [name for name, _ in tracing.spans] == ["answer", "claim", "commit"]
    assert tracing.spans[0][1]["values"] == {"delegation.attempt": 2}
    assert tracing.faults == ["teacher_length"]


@pytest.mark.parametrize("problem", [None, TOO_LONG])
@pytest.mark.parametrize("options", [(), ("Yes", "No")])
def test_the_visitor_reads_the_stored_answer(
    queued: Escalation,
    shown: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    problem: LessonProblem | None,
) -> None:
    reply = ParsedReply("At nine.", Awaiting.MORE, problem=problem, options=options)
    monkeypatch.setattr(answering, "_ask_and_remember", lambda *_: reply)
    answer(queued.tenant_id, queued.pk)
    row = Answer.objects.get(escalation=queued)
    assert shown == [answer_payload(row)]
    assert (row.text, row.awaiting, row.source) == ("At nine.", "more", "teacher")
    assert (row.tenant_id, row.lesson_problem) == (queued.tenant_id, problem or "")
    assert (row.options, row.instruction) == (list(options) or None, None)


def lessons(outcome: str) -> float:
    return sample("delegation_lessons_total", outcome=outcome)


@pytest.mark.parametrize(
    ("instruction", "refused", "outcome"),
    [({"rule": 7}, "", "live"), (None, "", "kept"), (None, "lesson_unsafe", "refused")],
)
def test_the_outcome_of_a_lesson_is_stored_with_the_answer_and_counted(
    queued: Escalation,
    shown: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    instruction: Any,
    refused: str,
    outcome: str,
) -> None:
    rules: list[Any] = []

    def record(tenant: Any, lesson: Any, evidence: Any) -> str:
        assert (tenant, lesson) == (queued.tenant, LESSON)
        assert evidence.trusted == ("endpoint of", queued.tenant)
        if refused:
            raise LessonRefused(refused)
        return "the rule"

    def live(rule: Any) -> Any:
        rules.append(rule)
        return instruction

    reply = ParsedReply("Hi", Awaiting.NOTHING, LESSON)
    monkeypatch.setattr(answering, "_ask_and_remember", lambda *_: reply)
    monkeypatch.setattr(answering, "record_lesson", record)
    monkeypatch.setattr(answering, "endpoint_of", lambda tenant: ("endpoint of", tenant))
    monkeypatch.setattr(answering, "may_teach_unread", lambda endpoint: endpoint)
    monkeypatch.setattr(answering, "live_instruction", live)
    before = {name: lessons(name) for name in ("live", "kept", "refused")}
    answer(queued.tenant_id, queued.pk)
    row = Answer.objects.get(escalation=queued)
    assert (row.instruction, row.lesson_problem) == (instruction, refused)
    assert shown[0].get("learningInstruction") == instruction
    added = {name for name in before if lessons(name) == before[name] + 1}
    assert added == {outcome}
    assert rules == ([] if refused else ["the rule"])


@pytest.mark.parametrize(("age", "least", "most"), [(60, 59, 90), (-3_600, 0, 0)])
def test_operators_see_how_long_visitors_waited(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch, age: float, least: float, most: float
) -> None:
    """The database stamps a message, and its clock may be ahead of the worker's."""
    change(queued, created_at=ago(age))
    reply_with(monkeypatch, REPLY)
    before = sample("delegation_answer_seconds_sum")
    answer(queued.tenant_id, queued.pk)
    assert least <= sample("delegation_answer_seconds_sum") - before <= most


def test_every_line_of_the_log_names_the_message_that_is_answered(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[Any] = []

    @contextmanager
    def log_ids(**ids: str) -> Iterator[None]:
        named.append(ids)
        yield

    monkeypatch.setattr(answering, "log_ids", log_ids)
    monkeypatch.setattr(answering, "note_id", lambda *name: named.append(name))
    reply_with(monkeypatch, REPLY)
    answer(queued.tenant_id, queued.pk)
    assert named == [{"escalation": str(queued.pk)}, ("escalation", str(queued.pk))]


SORRY = "The assistant cannot be reached right now. Please try again in a moment."
NOT_AVAILABLE = "The assistant is not available right now."
BROKE_OFF = "The assistant's answer broke off. Please try again."


@pytest.mark.parametrize(
    ("problem", "code", "message"),
    [
        (BudgetExhausted(), "budget_exhausted", "Ask us by telephone."),
        (AllowanceExhausted("calls_exhausted"), "calls_exhausted", "Ask us by telephone."),
        (NetworkExhausted(), "budget_exhausted", NetworkExhausted.visitors_text),
        (HourExhausted(), "budget_exhausted", HourExhausted.visitors_text),
        (TeacherUnavailable("teacher_connect_failed"), "teacher_connect_failed", SORRY),
        (TeacherMisconfigured("teacher_quota_exhausted"), "teacher_quota_exhausted", NOT_AVAILABLE),
        (TeacherBroken("teacher_length"), "teacher_length", BROKE_OFF),
    ],
)
def test_a_visitor_reads_why_there_is_no_answer(
    queued: Escalation,
    shown: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    problem: Exception,
    code: str,
    message: str,
) -> None:
    queued.tenant.budget_message = "Ask us by telephone."
    queued.tenant.save()
    reply_with(monkeypatch, problem)
    answer(queued.tenant_id, queued.pk)
    row = stored(queued)
    assert (row.state, row.error_code, row.error_message) == ("failed", code, message)
    assert shown == [{"code": code, "message": message, "fields": {}}]
