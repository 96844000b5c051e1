"""A message is claimed, given back, ended, stopped and swept; each step leaves its row."""

import threading
from typing import Any
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


def running_message(tenant: Tenant, *, left: float = 20, **columns: Any) -> Escalation:
    """Create a message that a worker has claimed, with this many seconds left of its lease."""
    return message_of(tenant, state=RUNNING, lease_until=ago(-left), **columns)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, bool]]:
    """The id of each message that a worker was woken for, and whether it goes first."""
    found: list[tuple[UUID, bool]] = []

    def wake(escalation: Escalation, *, again: bool = False) -> None:
        found.append((escalation.pk, again))

    monkeypatch.setattr(lifecycle, "wake_worker", wake)
    return found


@pytest.fixture
def shown_errors(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The message, code and text of each error that a visitor gets."""
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(lifecycle, "write_error", lambda *error: found.append(error))
    return found


@pytest.fixture
def left_waiting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The id of each workspace with a note that a message waits outside the queue."""
    found: list[int] = []
    monkeypatch.setattr(lifecycle, "note_left_waiting", found.append)
    monkeypatch.setattr(lifecycle, "may_be_left_waiting", lambda tenant_id: tenant_id in found)
    return found


def test_a_workspaces_load_is_its_waiting_and_its_running_messages(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    for state in (QUEUED, QUEUED, QUEUED, ANSWERED, FAILED, STOPPED):
        message_of(tenant, state=state)
    running_message(tenant)
    running_message(tenant, left=-5)  # its worker died
    running_message(other_tenant)
    assert lifecycle.load_of(tenant.pk) == (3, 2)
    assert lifecycle.running_of(tenant.pk) == 1


def test_a_claim_loads_the_rows_that_an_answer_needs(
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


def test_a_conversation_is_read_only_by_its_workspace(tenant: Tenant, other_tenant: Tenant) -> None:
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


def test_a_claim_of_a_taken_message_notes_nothing_below_the_share(
    tenant: Tenant, settings: Settings, left_waiting: list[int]
) -> None:
    settings.ANSWERS_OF_A_TENANT = 2
    assert lifecycle.claim(tenant.pk, running_message(tenant).pk) is None
    assert left_waiting == []


def test_a_turn_wakes_a_worker_for_the_first_message_behind_the_line(
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


def test_a_turn_without_a_message_to_take_wakes_no_worker(
    tenant: Tenant, woken: list[Any], left_waiting: list[int]
) -> None:
    left_waiting.append(tenant.pk)
    assert lifecycle.take(tenant.pk, running_message(tenant).pk) is None
    assert woken == []


@pytest.mark.parametrize(
    ("ahead", "waiting", "called"), [(3, 9, True), (4, 4, True), (4, 5, False), (9, 9, False)]
)
def test_a_new_message_joins_the_line_if_there_is_room(
    tenant: Tenant,
    woken: list[Any],
    left_waiting: list[int],
    ahead: int,
    waiting: int,
    called: bool,
) -> None:
    """The line may get shorter between the count and the look, so a full one is looked at again.

    The note that a message waits outside comes before that look.
    """
    *_, newest = (message_of(tenant) for _ in range(waiting))
    running_message(tenant)
    lifecycle.join_queue(newest, ahead=ahead)
    assert woken == ([(newest.pk, False)] if called else [])
    assert left_waiting == ([tenant.pk] if ahead >= 4 else [])


@pytest.mark.parametrize(("running", "called"), [(0, False), (1, True), (2, True)])
def test_an_end_wakes_a_worker_for_the_longest_waiting_where_the_share_was_taken(
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
        running_message(tenant, age=100)
    lifecycle.wake_next(tenant.pk)
    assert woken == []
    left_waiting.append(tenant.pk)
    lifecycle.wake_next(tenant.pk)
    assert woken == ([(longest.pk, False)] if called else [])


@pytest.mark.parametrize("state", [ANSWERED, FAILED])
def test_an_end_is_stored_with_its_code_and_moment(tenant: Tenant, state: EscalationState) -> None:
    row = running_message(tenant)
    assert lifecycle.end(row, state, code="some_code", message="m" * 400)
    found = stored(row)
    assert (found.state, found.error_code, found.error_message) == (state, "some_code", "m" * 300)
    assert (found.lease_until, found.fence) == (None, row.fence)
    assert found.ended_at is not None
    assert found.ended_at > ago(60)
    assert not lifecycle.end(row, FAILED)
    assert stored(row).state == state


def test_an_end_without_an_error_clears_the_former_one(tenant: Tenant) -> None:
    row = running_message(tenant, error_code="old", error_message="old")
    lifecycle.end(row, ANSWERED)
    assert (stored(row).error_code, stored(row).error_message) == ("", "")


def test_a_message_that_is_given_back_waits_again(tenant: Tenant) -> None:
    other, row = running_message(tenant), running_message(tenant)
    assert lifecycle.give_back(row)
    assert (stored(row).state, stored(row).lease_until) == (QUEUED, None)
    assert stored(other).state == RUNNING
    assert not lifecycle.give_back(row)


def test_an_unclaimed_message_is_ended_as_answered_once(
    tenant: Tenant, other_tenant: Tenant
) -> None:
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
def test_a_stop_ends_a_message_and_its_visitor_sees_it_once(
    tenant: Tenant, shown_errors: list[tuple[Any, ...]], state: EscalationState
) -> None:
    row = running_message(tenant)
    change(row, state=state)
    assert lifecycle.stop(row) == lifecycle.stop(row) == row.state == "stopped"
    found = stored(row)
    assert (found.error_code, found.error_message) == ("stopped", "Stopped.")
    assert (found.fence, found.lease_until) == (row.fence + 1, None)
    assert found.ended_at is not None
    assert shown_errors == [(row, "stopped", "Stopped.")]


def test_a_worker_may_begin_while_it_holds_the_newest_claim(tenant: Tenant) -> None:
    row, other = running_message(tenant, fence=2), running_message(tenant, fence=2)
    lifecycle.hold(row)
    for changes in ({"fence": 3}, {"fence": 2, "state": QUEUED}):
        change(row, **changes)
        with pytest.raises(lifecycle.Overtaken):
            lifecycle.hold(row)
    lifecycle.hold(other)


def test_rows_that_refer_to_a_held_message_can_be_written(tenant: Tenant) -> None:
    """The lock prevents takeovers, but not the receipt of another worker."""
    with CaptureQueriesContext(connection) as queries:
        lifecycle.hold(running_message(tenant))
    assert queries.captured_queries[-1]["sql"].endswith("FOR NO KEY UPDATE")


def test_an_answer_ends_its_message_and_sets_what_the_conversation_awaits(tenant: Tenant) -> None:
    row, other = running_message(tenant, fence=1), running_message(tenant, fence=1)
    written = {"text": "At nine.", "awaiting": "more", "problem": "too_long"}
    assert lifecycle.end_with_answer(row, **written)
    assert not lifecycle.end_with_answer(row, **written)
    answer = Answer.objects.get()
    assert (answer.escalation_id, answer.tenant, answer.text) == (row.pk, tenant, "At nine.")
    assert (answer.awaiting, answer.lesson_problem) == ("more", "too_long")
    assert answer.source == "teacher"
    assert answer.created_at > ago(60)
    row.conversation.refresh_from_db()
    other.conversation.refresh_from_db()
    assert (row.conversation.awaiting, other.conversation.awaiting) == ("more", "nothing")
    assert stored(other).state == RUNNING


class StopRenewing(Exception):
    """Ends the keeper's endless loop."""


def test_leases_are_renewed_every_two_seconds_and_old_connections_are_closed(
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


def test_a_sweep_wakes_workers_for_lost_messages_oldest_first(
    tenant: Tenant, other_tenant: Tenant, settings: Settings, woken: list[Any],
    left_waiting: list[int], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    second, first = message_of(other_tenant, age=50), running_message(tenant, age=70, left=-1)
    message_of(tenant, age=4)
    running_message(tenant, age=90)
    in_queue = message_of(other_tenant, age=60)
    monkeypatch.setattr(lifecycle, "waiting", lambda: {str(in_queue.pk)})
    sweep(settings)
    assert woken == [(first.pk, True), (second.pk, True)]
    assert left_waiting == []


def test_a_sweep_leaves_messages_beyond_a_workspaces_share_waiting(
    tenant: Tenant, other_tenant: Tenant, settings: Settings, woken: list[Any],
    left_waiting: list[int],
) -> None:  # fmt: skip
    running_message(tenant)
    rows = [message_of(tenant, age=60 - number) for number in range(3)]
    theirs = message_of(other_tenant, age=10)
    sweep(settings)
    assert woken == [(rows[0].pk, True), (theirs.pk, True)]
    assert left_waiting == [tenant.pk]


def test_a_sweep_puts_no_fifth_message_of_a_workspace_into_the_line(
    tenant: Tenant, settings: Settings, woken: list[Any], left_waiting: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A dead worker's message has had its turn in the line, so a worker is woken for it."""
    in_line = {str(message_of(tenant, age=99).pk) for _ in range(4)}
    monkeypatch.setattr(lifecycle, "waiting", lambda: in_line)
    message_of(tenant, age=50)
    dead = running_message(tenant, age=40, left=-1)
    sweep(settings)
    assert woken == [(dead.pk, True)]
    assert left_waiting == [tenant.pk]


@pytest.mark.parametrize("state", [QUEUED, RUNNING])
def test_a_message_that_outlived_three_workers_ends_with_an_apology(
    tenant: Tenant, shown_errors: list[tuple[Any, ...]], state: EscalationState
) -> None:
    row = running_message(tenant, left=-1, attempts=3, fence=3)
    change(row, state=state)
    running_message(tenant, left=-1, attempts=2)
    running_message(tenant, left=20, attempts=3)
    lifecycle.sweep()
    text = "The assistant could not answer this message. Please try writing it differently."
    found = stored(row)
    assert (found.state, found.error_code) == (FAILED, "attempts_exhausted")
    assert (found.error_message, found.fence) == (text, 4)
    assert shown_errors == [(row, "attempts_exhausted", text)]
    assert Escalation.objects.filter(state=RUNNING).count() == 2
