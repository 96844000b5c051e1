"""One layer at a time: what a row, a reader or a budget gets while no other layer helps."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone

from delegation import db_retry
from delegation.conversations.models import (
    Answer,
    BudgetMonth,
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.conversations.services import answering, budget, leases, lifecycle
from delegation.conversations.services.answering import answer
from delegation.conversations.services.call_ledger import most_until_stopped
from delegation.domain.teaching.replies import ParsedReply, TaughtLesson
from delegation.domain.words import Act, Awaiting
from delegation.rules.services.lessons.learning import Evidence
from delegation.teacher.errors import EndedCall, TeacherBroken, TeacherError, TeacherUnavailable
from delegation.teacher.usage import TokenUsage
from tenants.models import Tenant
from tenants.row_security.scope import current_scope
from tests.delegation.conversations.conftest import messages_for
from tests.delegation.conversations.making import change, reply_with, stored

pytestmark = pytest.mark.usefixtures("own_queue")

OVER = timedelta(minutes=-1)
HELD = timedelta(minutes=1)
PATIENCE_SECONDS = 20
LESSON = TaughtLesson("Hello", "Hi!", Act.GREETING)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """The last events that a worker writes for the visitor."""
    found: list[tuple[str, Any]] = []

    class Writer:
        def answer(self, payload: Any) -> None:
            found.append(("answer", payload))

        def error(self, payload: Any) -> None:
            found.append(("error", payload["code"]))

    monkeypatch.setattr(answering, "event_writer", lambda _: Writer())
    monkeypatch.setattr(lifecycle, "write_error", lambda _, code, __: found.append(("end", code)))
    return found


# --- a claim, and what takes it away


def test_a_claim_is_of_the_tenants_own_message(queued: Escalation, other_tenant: Tenant) -> None:
    assert lifecycle.claim(other_tenant.pk, queued.pk) is None
    assert (stored(queued).state, stored(queued).fence) == (EscalationState.QUEUED, 0)


@pytest.mark.parametrize("state", [EscalationState.ANSWERED, EscalationState.FAILED])
def test_what_has_ended_is_not_stopped(queued: Escalation, state: EscalationState) -> None:
    change(queued, state=state, error_code="x")
    assert lifecycle.stop(stored(queued)) == state
    assert (stored(queued).fence, stored(queued).error_code) == (0, "x")


@pytest.mark.parametrize("way", ["with a lesson", "at once", "as failed"])
def test_an_end_ends_the_lease_too(claimed: Escalation, way: str) -> None:
    if way == "at once":
        assert lifecycle.end_with_answer(claimed, text="Hi", awaiting="nothing", problem="")
    elif way == "as failed":
        assert lifecycle.end(claimed, EscalationState.FAILED, code="c", message="m" * 400)
        assert stored(claimed).error_message == "m" * 300
    else:
        assert lifecycle.end(claimed, EscalationState.ANSWERED)
    row = stored(claimed)
    assert row.lease_until is None
    assert row.ended_at is not None


def test_what_is_being_answered_for_the_third_time_is_no_poison_yet(queued: Escalation) -> None:
    held = timezone.now() + HELD
    change(queued, state=EscalationState.RUNNING, attempts=3, fence=3, lease_until=held)
    lifecycle.sweep()
    assert (stored(queued).state, stored(queued).fence) == (EscalationState.RUNNING, 3)


def test_two_interrupted_attempts_are_no_poison(queued: Escalation) -> None:
    change(queued, attempts=2, fence=2)
    lifecycle.sweep()
    assert stored(queued).state == EscalationState.QUEUED


def test_poison_charges_the_dead_workers_call_and_the_visitor_reads_of_it(
    claimed: Escalation, written: list[tuple[str, Any]]
) -> None:
    budget.reserve(claimed.tenant, Decimal(1), model="m", kind=CallKind.ANSWER, escalation=claimed)
    change(claimed, attempts=3, lease_until=timezone.now() + OVER)
    lifecycle.sweep()
    row = stored(claimed)
    assert (row.state, row.fence, row.lease_until) == (EscalationState.FAILED, 2, None)
    assert written == [("end", lifecycle.POISON_CODE)]
    month = BudgetMonth.objects.get(tenant=claimed.tenant)
    assert [month.spent, month.reserved] == [1, 0]


def test_a_message_that_has_just_come_is_left_to_its_own_message_in_the_queue(
    queued: Escalation,
) -> None:
    change(queued, created_at=timezone.now())
    lifecycle.sweep()
    assert messages_for(queued) == 0


def test_a_sweep_charges_what_a_stopped_messages_dead_worker_left(claimed: Escalation) -> None:
    call = budget.reserve(
        claimed.tenant, Decimal(1), model="m", kind=CallKind.ANSWER, escalation=claimed
    )
    lifecycle.stop(claimed)
    TeacherCall.objects.update(created_at=timezone.now() - timedelta(minutes=7))
    lifecycle.sweep()
    call.refresh_from_db()
    assert (call.settled, call.kind, call.outcome) == (True, CallKind.ABANDONED, "abandoned")


def test_the_thread_that_renews_sees_all_tenants_and_rests_when_nothing_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In production a new thread sees no tenant's rows: then every lease would look lost."""
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.001)
    seen: list[str] = []
    renewed = threading.Event()

    def renew(held: Iterator[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
        seen.append(current_scope().why)
        renewed.set()
        return set(held)

    monkeypatch.setattr(lifecycle, "renew", renew)
    keeper = leases.Keeper()
    with keeper.holding(Escalation(pk=uuid4(), fence=1)):
        assert renewed.wait(PATIENCE_SECONDS)
    assert set(seen) == {"one thread keeps the leases of all tenants"}
    for _ in range(1000):
        if not keeper.awake.is_set():
            break
        threading.Event().wait(0.01)
    assert not keeper.awake.is_set()
    assert keeper.thread is not None
    assert keeper.thread.is_alive()


def test_a_lease_outlives_a_worker_that_waits_for_the_database() -> None:
    lease = lifecycle.LEASE.total_seconds()
    assert lease >= leases.RENEW_SECONDS * 10
    assert db_retry.PAUSE_SECONDS < db_retry.PATIENCE_SECONDS < lease - leases.RENEW_SECONDS
    assert lifecycle.LEASE < budget.WORKER_SLEEPS, "its call is charged after it has run out"
    assert lifecycle.UNCLAIMED < lifecycle.LEASE


def test_only_a_broken_connection_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delegation.db_retry.close_old_connections", lambda: None)
    monkeypatch.setattr("delegation.db_retry.PAUSE_SECONDS", 0)
    problems: list[Exception] = [OperationalError(), InterfaceError(), DatabaseError()]

    def work() -> None:
        raise problems.pop(0)

    with pytest.raises(DatabaseError) as caught:
        db_retry.patiently(work)
    assert type(caught.value) is DatabaseError
    assert problems == []

    monkeypatch.setattr("delegation.db_retry.PATIENCE_SECONDS", 0)
    problems[:] = [InterfaceError(), OperationalError()]
    with pytest.raises(InterfaceError):
        db_retry.patiently(work)


@pytest.mark.parametrize(
    ("written_bytes", "seconds", "tokens"),
    [(0, 0.0, 1), (2, 0.0, 1), (3, 0.0, 2), (0, 0.5, 30), (9, 0.5, 30), (5_000, 0.5, 200)],
)
def test_a_stopped_call_is_charged_for_what_the_model_can_have_written(
    written_bytes: int, seconds: float, tokens: int
) -> None:
    """A token has two bytes at least; sixty a second; never more than one call may write."""
    call = EndedCall("teacher_stopped", seconds=seconds, written_bytes=written_bytes)
    assert most_until_stopped(call, (101, 200)) == TokenUsage(51, tokens)


# --- a worker's end: the row and what the visitor reads


@pytest.mark.parametrize("lesson", [None, LESSON], ids=["without a lesson", "with one"])
def test_a_worker_that_was_overtaken_shows_no_answer(
    queued: Escalation,
    monkeypatch: pytest.MonkeyPatch,
    written: list[tuple[str, Any]],
    lesson: TaughtLesson | None,
) -> None:
    reply = ParsedReply("Hi", Awaiting.NOTHING, lesson)
    reply_with(monkeypatch, reply)
    monkeypatch.setattr(budget, "settle_abandoned", lambda row: change(row, fence=9))
    answer(queued.tenant_id, queued.pk)
    assert written == []


def test_a_worker_that_was_overtaken_reports_no_failure(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch, written: list[tuple[str, Any]]
) -> None:
    reply_with(monkeypatch, TeacherBroken("teacher_length"))
    monkeypatch.setattr(budget, "settle_abandoned", lambda row: change(row, fence=9))
    answer(queued.tenant_id, queued.pk)
    assert written == []
    assert stored(queued).error_code == ""


@pytest.mark.parametrize("lesson", [None, LESSON], ids=["without a lesson", "with one"])
def test_a_connection_that_broke_during_the_commit_costs_no_answer(
    queued: Escalation,
    monkeypatch: pytest.MonkeyPatch,
    written: list[tuple[str, Any]],
    lesson: TaughtLesson | None,
) -> None:
    reply_with(monkeypatch, ParsedReply("Hi", Awaiting.NOTHING, lesson))
    name = "end" if lesson else "end_with_answer"
    commit, broken = getattr(lifecycle, name), iter([OperationalError("gone")])

    def breaks_once(*values: Any, **more: Any) -> bool:
        if (problem := next(broken, None)) is not None:
            raise problem
        return bool(commit(*values, **more))

    monkeypatch.setattr(lifecycle, name, breaks_once)
    monkeypatch.setattr("delegation.db_retry.close_old_connections", lambda: None)
    monkeypatch.setattr("delegation.db_retry.PAUSE_SECONDS", 0)
    answer(queued.tenant_id, queued.pk)
    assert [kind for kind, _ in written] == ["answer"]
    row = stored(queued)
    assert (row.state, row.attempts, row.answer.text) == (EscalationState.ANSWERED, 1, "Hi")


def test_an_answer_that_cannot_be_stored_ends_nothing(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch, written: list[tuple[str, Any]]
) -> None:
    """The end, the lesson and the answer are one: otherwise it would have ended without a text."""

    def fail(**_: object) -> None:
        raise DatabaseError("too long")

    reply_with(monkeypatch, ParsedReply("Hi", Awaiting.CHOICE, LESSON))
    monkeypatch.setattr(Answer.objects, "create", fail)
    with pytest.raises(DatabaseError):
        answer(queued.tenant_id, queued.pk)
    row = stored(queued)
    assert (row.state, row.ended_at, written) == (EscalationState.QUEUED, None, [])
    assert Conversation.objects.get(pk=queued.conversation_id).awaiting == "nothing"
    assert messages_for(queued) == 1


def failed(code: str, *, shown: bool) -> TeacherError:
    kind = TeacherUnavailable if code.endswith("timeout") else TeacherBroken
    error = kind(code)
    error.shown = shown
    return error


@pytest.mark.parametrize(
    ("error", "attempts", "again"),
    [
        (failed("teacher_silence_timeout", shown=True), 0, True),
        (failed("teacher_silence_timeout", shown=True), 2, False),
        (failed("teacher_silence_timeout", shown=False), 0, False),
        (failed("teacher_content_filter", shown=True), 0, False),
    ],
    ids=["begun", "begun for the third time", "not begun", "will not do better"],
)
def test_only_what_was_begun_and_may_do_better_is_begun_again(
    queued: Escalation,
    monkeypatch: pytest.MonkeyPatch,
    written: list[tuple[str, Any]],
    error: TeacherError,
    attempts: int,
    again: bool,
) -> None:
    change(queued, attempts=attempts, fence=attempts)
    reply_with(monkeypatch, error)
    answer(queued.tenant_id, queued.pk)
    row = stored(queued)
    if again:
        assert (row.state, messages_for(queued), written) == (EscalationState.QUEUED, 1, [])
    else:
        assert (row.state, row.error_code) == (EscalationState.FAILED, error.code)
        assert (messages_for(queued), written) == (0, [("error", error.code)])


def test_a_lesson_carries_who_taught_it_where_and_at_what_cost(
    claimed: Escalation, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Evidence] = []

    def record(tenant: Tenant, lesson: TaughtLesson, evidence: Evidence) -> None:
        given.append(evidence)

    for cost in ("0.25", "0.5"):
        TeacherCall.objects.create(
            tenant=claimed.tenant,
            escalation=claimed,
            model="m",
            month=timezone.now().date().replace(day=1),
            reserved=1,
            settled=True,
            cost=Decimal(cost),
        )
    claimed.awaiting = "more"
    monkeypatch.setattr(answering, "record_lesson", record)
    monkeypatch.setattr(answering, "live_instruction", lambda _: None)
    monkeypatch.setattr(answering, "endpoint_of", lambda _: None)
    monkeypatch.setattr(answering, "may_teach_unread", lambda _: False)
    answering._learn(claimed, ParsedReply("Hi", Awaiting.NOTHING, LESSON))
    (evidence,) = given
    assert (evidence.escalation_id, evidence.visitor, evidence.address_prefix) == (
        claimed.pk,
        "v",
        "n",
    )
    assert (evidence.awaiting, evidence.trusted) == ("more", False)
    assert (evidence.calls, evidence.cost) == (2, Decimal("0.75"))


def test_what_a_visitor_stopped_while_it_was_asked_is_not_answered(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch, written: list[tuple[str, Any]]
) -> None:
    def ask(*_: object) -> ParsedReply:
        lifecycle.stop(stored(queued))
        return ParsedReply("Hi", Awaiting.CONFIRM)

    monkeypatch.setattr(answering, "_ask_and_remember", ask)
    answer(queued.tenant_id, queued.pk)
    row = stored(queued)
    assert (row.state, row.error_code) == (EscalationState.STOPPED, lifecycle.STOPPED_CODE)
    assert [kind for kind, _ in written] == ["end"]
    assert Conversation.objects.get(pk=queued.conversation_id).awaiting == "nothing"
