"""Messages wait for a worker in two lists in Valkey, and are accepted while Valkey is away."""

import json
from collections.abc import Iterator
from typing import Any, cast
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings
from redis.exceptions import OutOfMemoryError

from delegation.conversations.models import Escalation
from delegation.conversations.services import queue
from delegation.valkey import cache_store, valkey

in_own_queue = pytest.mark.usefixtures("own_queue")


@pytest.fixture
def row() -> Escalation:
    return Escalation(pk=uuid4(), tenant_id=7)


@pytest.fixture
def tenant_id() -> Iterator[int]:
    """The id of a workspace without a note in Valkey."""
    number = uuid4().int % 2**60
    yield number
    cache_store().delete(f"share:waits:{number}")


def listed(name: str) -> list[dict[str, Any]]:
    """Return the messages of the list as Celery wrote them."""
    return [json.loads(each) for each in cast("list[bytes]", valkey().lrange(name, 0, -1))]


@in_own_queue
def test_a_new_message_goes_behind_all_others_and_a_lost_one_before_them(row: Escalation) -> None:
    first, later = queue.queue_lists()
    assert (first, later) == (queue.QUEUE, f"{queue.QUEUE}\x06\x163")
    queue.wake_worker(row)
    assert (len(listed(first)), len(listed(later))) == (0, 1)
    queue.wake_worker(row, again=True)
    ((lost,), (new,)) = listed(first), listed(later)
    for message in (lost, new):
        assert message["headers"]["task"] == "conversations.answer"
        assert message["headers"]["id"] == str(row.pk)
        assert message["headers"]["argsrepr"] == str([7, str(row.pk)])


def test_other_queues_have_two_lists_too() -> None:
    assert queue.queue_lists("slow") == ("slow", "slow\x06\x163")


@in_own_queue
def test_both_lists_of_a_queue_count_towards_its_length(row: Escalation) -> None:
    other = f"other-{uuid4()}"
    valkey().rpush(other, "x", "y")
    try:
        queue.wake_worker(row)
        queue.wake_worker(row, again=True)
        assert queue.queue_length() == 2
        assert queue.queue_length(other) == 2
        assert queue.queue_length(other, queue.QUEUE) == 4
    finally:
        valkey().delete(other)


@in_own_queue
def test_waiting_messages_are_known_by_their_ids(row: Escalation) -> None:
    assert queue.waiting() == set()
    queue.wake_worker(row)
    lost = Escalation(pk=uuid4(), tenant_id=7)
    queue.wake_worker(lost, again=True)
    assert queue.waiting() == {str(row.pk), str(lost.pk)}


@in_own_queue
def test_a_long_queue_takes_no_more(row: Escalation, settings: Settings) -> None:
    settings.LONGEST_QUEUE = 2
    queue.wake_worker(row)
    assert not queue.overloaded()
    queue.wake_worker(row, again=True)
    assert queue.overloaded()


class FullStore:
    """A Valkey without room for another value."""

    def pipeline(self, *, transaction: bool) -> "FullStore":
        assert not transaction
        return self

    def llen(self, _name: str) -> None: ...

    def set(self, *_: object, **__: object) -> None: ...

    def execute(self) -> list[int]:
        raise OutOfMemoryError


def test_a_full_valkey_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "valkey", FullStore)
    assert queue.overloaded()


@in_own_queue
def test_room_in_valkey_is_tried_with_a_value_that_expires() -> None:
    valkey().delete(queue.ROOM)
    queue.overloaded()
    assert 0 < valkey().ttl("queue:room") <= 60


def test_without_valkey_messages_are_accepted_and_none_are_known_to_wait(
    valkey_away: None, row: Escalation
) -> None:
    queue.wake_worker(row)
    queue.note_left_waiting(7)
    assert not queue.overloaded()
    assert not queue.may_be_left_waiting(7)
    assert queue.waiting() == set()


def test_a_message_left_waiting_is_noted_for_its_workspace_for_five_minutes(
    tenant_id: int,
) -> None:
    assert queue.may_be_left_waiting(tenant_id) is False
    queue.note_left_waiting(tenant_id)
    assert queue.may_be_left_waiting(tenant_id) is True
    assert queue.may_be_left_waiting(tenant_id + 1) is False
    assert 0 < cache_store().ttl(f"share:waits:{tenant_id}") <= 300
