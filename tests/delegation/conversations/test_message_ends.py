"""Each step of a message's life, by the row that it leaves: who may take it, and how it ends."""

import threading
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from delegation.conversations.models import (
    Answer,
    Conversation,
    Escalation,
    EscalationState,
    OwnTeacher,
)
from delegation.conversations.services import leases, lifecycle
from tenants.models import Tenant
from tests.delegation.conversations.making import ago, change, message_of, stored

pytestmark = pytest.mark.usefixtures("own_queue")

QUEUED, RUNNING = EscalationState.QUEUED, EscalationState.RUNNING
ANSWERED, FAILED, STOPPED = (
    EscalationState.ANSWERED, EscalationState.FAILED, EscalationState.STOPPED,
)  # fmt: skip


def running_of(tenant: Tenant, *, left: float = 20, **columns: Any) -> Escalation:
    """A message that a worker is at, whose lease lasts for so many seconds."""
    return message_of(tenant, state=RUNNING, lease_until=ago(-left), **columns)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, bool]]:
    """The messages for which a worker was woken, and whether they go first."""
    found: list[tuple[UUID, bool]] = []

    def wake(escalation: Escalation, *, again: bool = False) -> None:
        found.append((escalation.pk, again))

    monkeypatch.setattr(lifecycle, "wake_worker", wake)
    return found


@pytest.fixture
def left_waiting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The workspaces of which it was noted that a message waits outside of the queue."""
    found: list[int] = []
    monkeypatch.setattr(lifecycle, "note_left_waiting", found.append)
    monkeypatch.setattr(lifecycle, "may_be_left_waiting", lambda tenant_id: tenant_id in found)
    return found


def test_a_workspaces_load_is_what_waits_and_what_is_written(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    for state in (QUEUED, QUEUED, QUEUED, ANSWERED, FAILED, STOPPED):
        message_of(tenant, state=state)
    running_of(tenant)
    running_of(tenant, left=-5)  # its worker died
    running_of(other_tenant)
    assert lifecycle.load_of(tenant.pk) == (3, 2)
    assert lifecycle.running_of(tenant.pk) == 1


def test_a_claim_brings_what_an_answer_needs(
    tenant: Tenant, django_assert_num_queries: Any
) -> None:
    OwnTeacher.objects.create(
        tenant=tenant, base_url="https://own.example/v1", model="m", tested_at=ago(9)
    )
    claimed = lifecycle.claim(tenant.pk, message_of(tenant).pk)
    assert claimed is not None
    with django_assert_num_queries(0):
        assert claimed.conversation.client_id == "c"
        assert claimed.tenant.own_teacher.model == "m"
        assert claimed.conversation.tenant == claimed.tenant == tenant


def test_a_conversation_is_read_by_its_own_workspace(tenant: Tenant, other_tenant: Tenant) -> None:
    talk = message_of(tenant).conversation
    assert lifecycle.read_conversation(tenant.pk, talk.pk) == talk
    with pytest.raises(Conversation.DoesNotExist):
        lifecycle.read_conversation(other_tenant.pk, talk.pk)


def test_a_claim_beyond_the_share_notes_that_a_message_waits(
    tenant: Tenant, settings: Settings, left_waiting: list[int]
) -> None:
    settings.ANSWERS_OF_A_TENANT = 1
    first, second = message_of(tenant), message_of(tenant)
    assert lifecycle.claim(tenant.pk, first.pk) is not None
    assert left_waiting == []
    assert lifecycle.claim(tenant.pk, second.pk) is None
    assert left_waiting == [tenant.pk]


def test_a_claim_of_what_is_taken_notes_nothing_below_the_share(
    tenant: Tenant, settings: Settings, left_waiting: list[int]
) -> None:
    settings.ANSWERS_OF_A_TENANT = 2
    assert lifecycle.claim(tenant.pk, running_of(tenant).pk) is None
    assert left_waiting == []


def test_a_turn_calls_the_one_that_stands_behind_those_in_line(
    tenant: Tenant, other_tenant: Tenant, woken: list[Any], left_waiting: list[int]
) -> None:
    rows = [message_of(tenant, age=60 - number) for number in range(6)]
    message_of(other_tenant, age=99)
    lifecycle.take(tenant.pk, rows[0].pk)
    assert woken == [], "nothing was left waiting"
    left_waiting.append(tenant.pk)
    taken = lifecycle.take(tenant.pk, rows[0].pk)
    assert taken is not None
    assert taken.pk == rows[1].pk, "the first is taken, so the turn goes to the next"
    assert woken == [(rows[5].pk, False)]
    assert left_waiting == [tenant.pk] * 2


def test_a_turn_with_nothing_left_to_take_calls_nobody(
    tenant: Tenant, woken: list[Any], left_waiting: list[int]
) -> None:
    left_waiting.append(tenant.pk)
    assert lifecycle.take(tenant.pk, running_of(tenant).pk) is None
    assert woken == []


@pytest.mark.parametrize(
    ("ahead", "waiting", "called"), [(3, 9, True), (4, 4, True), (4, 5, False), (9, 9, False)]
)
def test_a_new_message_stands_in_line_if_there_is_room(
    tenant: Tenant,
    woken: list[Any],
    left_waiting: list[int],
    ahead: int,
    waiting: int,
    called: bool,
) -> None:
    """Or if the line became short meanwhile; whoever stays outside is noted first."""
    *_, newest = (message_of(tenant) for _ in range(waiting))
    running_of(tenant)
    lifecycle.join_queue(newest, ahead=ahead)
    assert woken == ([(newest.pk, False)] if called else [])
    assert left_waiting == ([tenant.pk] if ahead >= 4 else [])


@pytest.mark.parametrize(("running", "called"), [(0, False), (1, True), (2, True)])
def test_an_answer_that_ends_calls_the_longest_waiting_where_the_share_was_taken(
    tenant: Tenant,
    other_tenant: Tenant,
    settings: Settings,
    woken: list[Any],
    left_waiting: list[int],
    running: int,
    called: bool,
) -> None:
    settings.ANSWERS_OF_A_TENANT = 2
    message_of(tenant, age=10)
    longest = message_of(tenant, age=50)
    message_of(other_tenant, age=99)
    for _ in range(running):
        running_of(tenant, age=100)
    lifecycle.wake_next(tenant.pk)
    assert woken == []
    left_waiting.append(tenant.pk)
    lifecycle.wake_next(tenant.pk)
    assert woken == ([(longest.pk, False)] if called else [])


@pytest.mark.parametrize("state", [ANSWERED, FAILED])
def test_an_end_is_written_with_its_code_and_moment(tenant: Tenant, state: EscalationState) -> None:
    row = running_of(tenant)
    assert lifecycle.end(row, state, code="some_code", message="m" * 400)
    found = stored(row)
    assert (found.state, found.error_code, found.error_message) == (state, "some_code", "m" * 300)
    assert (found.lease_until, found.fence) == (None, row.fence)
    assert found.ended_at is not None
    assert found.ended_at > ago(60)
    assert not lifecycle.end(row, FAILED)
    assert stored(row).state == state


def test_an_end_without_words_says_nothing(tenant: Tenant) -> None:
    row = running_of(tenant, error_code="old", error_message="old")
    lifecycle.end(row, ANSWERED)
    assert (stored(row).error_code, stored(row).error_message) == ("", "")


def test_what_is_given_back_waits_again(tenant: Tenant) -> None:
    other, row = running_of(tenant), running_of(tenant)
    assert lifecycle.give_back(row)
    assert (stored(row).state, stored(row).lease_until) == (QUEUED, None)
    assert stored(other).state == RUNNING
    assert not lifecycle.give_back(row)


def test_what_nobody_claimed_is_ended_as_answered(tenant: Tenant, other_tenant: Tenant) -> None:
    row, other = message_of(tenant), message_of(tenant)
    row.tenant_id = other_tenant.pk
    assert not lifecycle.end_unclaimed(row)
    row.tenant_id = tenant.pk
    assert lifecycle.end_unclaimed(row)
    assert not lifecycle.end_unclaimed(row)
    found = stored(row)
    assert found.state == ANSWERED
    assert found.ended_at is not None
    assert stored(other).state == QUEUED


@pytest.mark.parametrize("state", [QUEUED, RUNNING])
def test_a_stop_ends_a_message_and_tells_its_visitor(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, state: EscalationState
) -> None:
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(lifecycle, "write_error", lambda *what: told.append(what))
    row = running_of(tenant)
    change(row, state=state)
    assert lifecycle.stop(row) == lifecycle.stop(row) == row.state == "stopped"
    found = stored(row)
    assert (found.error_code, found.error_message) == ("stopped", "Stopped.")
    assert (found.fence, found.lease_until) == (row.fence + 1, None)
    assert found.ended_at is not None
    assert told == [(row, "stopped", "Stopped.")]


def test_a_worker_may_begin_while_it_holds_the_newest_claim(tenant: Tenant) -> None:
    row, other = running_of(tenant, fence=2), running_of(tenant, fence=2)
    lifecycle.hold(row)
    for changes in ({"fence": 3}, {"fence": 2, "state": QUEUED}):
        change(row, **changes)
        with pytest.raises(lifecycle.Overtaken):
            lifecycle.hold(row)
    lifecycle.hold(other)


def test_what_refers_to_a_message_is_written_while_it_is_held(tenant: Tenant) -> None:
    """As another worker's receipt is: a lock against takeovers, and against nothing else."""
    with CaptureQueriesContext(connection) as queries:
        lifecycle.hold(running_of(tenant))
    assert queries.captured_queries[-1]["sql"].endswith("FOR NO KEY UPDATE")


def test_an_answer_ends_its_message_and_says_what_is_awaited(tenant: Tenant) -> None:
    row, other = running_of(tenant, fence=1), running_of(tenant, fence=1)
    written = {"text": "At nine.", "awaiting": "more", "problem": "too_long"}
    assert lifecycle.end_with_answer(row, **written)
    assert not lifecycle.end_with_answer(row, **written)
    answer = Answer.objects.get()
    assert (answer.escalation_id, answer.tenant, answer.text) == (row.pk, tenant, "At nine.")
    assert (answer.awaiting, answer.lesson_problem) == ("more", "too_long")
    assert (answer.source, answer.created_at > ago(60)) == ("teacher", True)
    row.conversation.refresh_from_db()
    other.conversation.refresh_from_db()
    assert (row.conversation.awaiting, other.conversation.awaiting) == ("more", "nothing")
    assert stored(other).state == RUNNING


class StopRenewing(Exception):
    """Ends the loop of the thread that renews."""


def test_leases_are_renewed_every_two_seconds_and_connections_are_looked_after(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the pause one thread would keep a processor and the database busy."""
    done: list[object] = []

    class Pause:
        def wait(self, seconds: float) -> None:
            done.append(seconds)
            if len(done) == 6:
                raise StopRenewing

    keeper = leases.Keeper(held={leases.Lease(uuid4(), 1)})
    keeper.awake.set()
    monkeypatch.setattr(keeper, "_renew", lambda _: done.append("renewed"))
    monkeypatch.setattr(leases, "close_old_connections", lambda: done.append("closed"))
    monkeypatch.setattr(threading, "Event", Pause)
    with pytest.raises(StopRenewing):
        keeper._run()
    assert done == ["renewed", "closed", 2.0] * 2


# --- the sweep


def sweep(settings: Settings) -> None:
    settings.ANSWERS_OF_A_TENANT = 2
    lifecycle.sweep()


def test_a_sweep_wakes_workers_for_what_was_lost_oldest_first(
    tenant: Tenant, other_tenant: Tenant, settings: Settings, woken: list[Any],
    left_waiting: list[int], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    second, first = message_of(other_tenant, age=50), running_of(tenant, age=70, left=-1)
    message_of(tenant, age=4)
    running_of(tenant, age=90)
    in_queue = message_of(other_tenant, age=60)
    monkeypatch.setattr(lifecycle, "waiting", lambda: {str(in_queue.pk)})
    sweep(settings)
    assert woken == [(first.pk, True), (second.pk, True)]
    assert left_waiting == []


def test_a_sweep_leaves_to_turns_what_is_beyond_a_workspaces_share(
    tenant: Tenant, other_tenant: Tenant, settings: Settings, woken: list[Any],
    left_waiting: list[int],
) -> None:  # fmt: skip
    running_of(tenant)
    rows = [message_of(tenant, age=60 - number) for number in range(3)]
    theirs = message_of(other_tenant, age=10)
    sweep(settings)
    assert woken == [(rows[0].pk, True), (theirs.pk, True)]
    assert left_waiting == [tenant.pk]


def test_a_sweep_puts_no_fifth_message_of_a_workspace_into_the_line(
    tenant: Tenant, settings: Settings, woken: list[Any], left_waiting: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A dead worker's message has had its turn in the line, so it is called all the same."""
    in_line = {str(message_of(tenant, age=99).pk) for _ in range(4)}
    monkeypatch.setattr(lifecycle, "waiting", lambda: in_line)
    message_of(tenant, age=50)
    dead = running_of(tenant, age=40, left=-1)
    sweep(settings)
    assert woken == [(dead.pk, True)]
    assert left_waiting == [tenant.pk]


@pytest.mark.parametrize("state", [QUEUED, RUNNING])
def test_a_message_that_outlived_three_workers_ends_with_an_apology(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, state: EscalationState
) -> None:
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(lifecycle, "write_error", lambda *what: told.append(what))
    row = running_of(tenant, left=-1, attempts=3, fence=3)
    change(row, state=state)
    for others in ({"attempts": 2}, {"attempts": 3, "left": 20}):
        running_of(tenant, **({"left": -1} | cast("dict[str, Any]", others)))
    lifecycle.sweep()
    said = "The assistant could not answer this message. Please try writing it differently."
    found = stored(row)
    assert (found.state, found.error_code) == (FAILED, "attempts_exhausted")
    assert (found.error_message, found.fence) == (said, 4)
    assert told == [(row, "attempts_exhausted", said)]
    assert Escalation.objects.filter(state=RUNNING).count() == 2
