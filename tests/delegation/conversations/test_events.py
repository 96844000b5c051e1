"""The writer of events: what reaches Valkey, when, and what happens without it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis
from redis.client import PubSub

from delegation.conversations.events import (
    END_BYTES,
    END_TRIES,
    KEEP_SECONDS,
    PAUSE_SECONDS,
    PIECE_UNITS,
    RETRY_SECONDS,
    TEXT_UNITS,
    EventWriter,
)
from delegation.conversations.pacing import Pacer
from delegation.domain.wire.events import Address, Event, TextSoFar, event_of_entry, utf16_length
from delegation.embedded.valkey import Valkey
from delegation.valkey import connect

TENANT = 7


class ClockWithCalls(Pacer):
    """A clock that a test moves; calls that are due are made when it gets there."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.calls: list[tuple[float, Callable[[], None]]] = []

    def __call__(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[[], None]) -> None:
        self.calls.append((self.now + seconds, call))

    def move(self, seconds: float) -> None:
        self.now += seconds
        due = [call for at, call in self.calls if at <= self.now]
        self.calls = [(at, call) for at, call in self.calls if at > self.now]
        for call in due:
            call()


@pytest.fixture
def clock() -> ClockWithCalls:
    return ClockWithCalls()


@pytest.fixture
def client(second_valkey: Valkey) -> Iterator[redis.Redis]:
    with connect(second_valkey.url()) as client:
        yield client


@pytest.fixture
def escalation() -> UUID:
    return uuid4()


@pytest.fixture
def writer(client: redis.Redis, escalation: UUID, clock: ClockWithCalls) -> EventWriter:
    return EventWriter(client, TENANT, escalation, clock=clock, pacer=clock)


def stored(client: redis.Redis, escalation: UUID) -> list[Event]:
    """The events in Valkey."""
    address = Address(TENANT, escalation)
    entries: Any = client.xrange(address.key)
    return [event_of_entry(address, entry_id, fields) for entry_id, fields in entries]


@contextmanager
def listening(client: redis.Redis, address: Address) -> Iterator[PubSub]:
    """A subscription to the wake-ups of an escalation, in force."""
    listener: PubSub = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    listener.subscribe(address.channel)
    listener.get_message(timeout=5)  # the confirmation
    yield listener
    listener.close()


def texts(events: list[Event]) -> list[str]:
    return [event.data["text"] for event in events if event.kind == "delta"]


def test_the_first_piece_is_written_at_once(
    client: redis.Redis, escalation: UUID, writer: EventWriter
) -> None:
    writer.delta("You're")
    assert stored(client, escalation)[0].data == {"text": "You're", "offset": 0, "attempt": 1}


def test_pieces_that_follow_quickly_are_joined(
    client: redis.Redis, escalation: UUID, writer: EventWriter, clock: ClockWithCalls
) -> None:
    for piece in ("a", "b", "c", "d"):
        writer.delta(piece)
        clock.move(PAUSE_SECONDS / 5)
    clock.move(PAUSE_SECONDS)
    assert texts(stored(client, escalation)) == ["a", "bcd"]


def test_the_last_piece_of_a_burst_does_not_wait_for_the_next(
    client: redis.Redis, escalation: UUID, writer: EventWriter, clock: ClockWithCalls
) -> None:
    writer.delta("a")
    writer.delta("b")
    assert texts(stored(client, escalation)) == ["a"]
    clock.move(PAUSE_SECONDS)
    assert texts(stored(client, escalation)) == ["a", "b"]


def test_a_slow_teachers_pieces_are_all_written_at_once(
    client: redis.Redis, escalation: UUID, writer: EventWriter, clock: ClockWithCalls
) -> None:
    for piece in ("a", "b", "c"):
        writer.delta(piece)
        assert texts(stored(client, escalation))[-1] == piece
        clock.move(PAUSE_SECONDS * 2)


def test_the_end_takes_along_what_is_pending(
    client: redis.Redis, escalation: UUID, writer: EventWriter
) -> None:
    writer.delta("a")
    writer.delta("👋b")
    writer.answer({"userResponse": "a👋b"})
    events = stored(client, escalation)
    assert texts(events) == ["a", "👋b"]
    assert (events[-1].kind, events[-1].data) == ("answer", {"userResponse": "a👋b"})


def test_nothing_is_written_after_the_end(
    client: redis.Redis, escalation: UUID, writer: EventWriter, clock: ClockWithCalls
) -> None:
    writer.error({"code": "teacher_unavailable", "message": "", "fields": {}})
    writer.delta("late")
    writer.answer({"userResponse": "late"})
    writer.flush()
    clock.move(60)
    assert [event.kind for event in stored(client, escalation)] == ["error"]


def test_a_write_wakes_the_readers_and_expires(
    client: redis.Redis, escalation: UUID, writer: EventWriter
) -> None:
    address = Address(TENANT, escalation)
    with listening(client, address) as listener:
        writer.delta("a")
        message = listener.get_message(timeout=5)
    assert message is not None
    assert message["channel"] == address.channel.encode()
    assert KEEP_SECONDS - 5 <= int(str(client.ttl(address.key))) <= KEEP_SECONDS


def test_large_pieces_are_split_without_breaking_a_character(
    client: redis.Redis, escalation: UUID, writer: EventWriter
) -> None:
    text = "x" + "👋" * PIECE_UNITS
    writer.delta(text)
    events = stored(client, escalation)
    assert all(utf16_length(piece) <= PIECE_UNITS for piece in texts(events))
    so_far = TextSoFar()
    for event in events:
        so_far = so_far.after(event)
    assert so_far.text == text


def test_an_endless_text_stops_being_streamed(
    client: redis.Redis, escalation: UUID, writer: EventWriter, clock: ClockWithCalls
) -> None:
    for _ in range(40):
        writer.delta("x" * PIECE_UNITS)
        clock.move(1)
    assert TEXT_UNITS <= sum(map(len, texts(stored(client, escalation)))) < TEXT_UNITS + PIECE_UNITS


def test_an_answer_that_is_too_large_for_valkey_is_left_to_the_row(
    client: redis.Redis, escalation: UUID, writer: EventWriter
) -> None:
    writer.delta("x")
    writer.delta("y")
    writer.answer({"userResponse": "x" * END_BYTES})
    assert [event.kind for event in stored(client, escalation)] == ["delta", "delta"]


def test_a_second_attempt_says_so(
    client: redis.Redis, escalation: UUID, clock: ClockWithCalls
) -> None:
    EventWriter(client, TENANT, escalation, clock=clock, pacer=clock).delta("Hel")
    second = EventWriter(client, TENANT, escalation, attempt=2, clock=clock, pacer=clock)
    second.delta("Good day")
    assert json.loads(json.dumps(stored(client, escalation)[-1].data)) == {
        "text": "Good day",
        "offset": 0,
        "attempt": 2,
    }


def test_without_valkey_the_teacher_is_not_disturbed_and_no_text_is_lost(
    second_valkey: Valkey, escalation: UUID, clock: ClockWithCalls
) -> None:
    with connect(second_valkey.url()) as client:
        writer = EventWriter(client, TENANT, escalation, clock=clock, pacer=clock)
        second_valkey.stop()
        try:
            writer.delta("Good ")
            writer.delta("day")
        finally:
            second_valkey.start()
        clock.move(RETRY_SECONDS)
        assert texts(stored(client, escalation)) == ["Good day"]


def test_an_end_without_valkey_is_written_when_it_is_back(
    second_valkey: Valkey, escalation: UUID, clock: ClockWithCalls
) -> None:
    with connect(second_valkey.url()) as client:
        writer = EventWriter(client, TENANT, escalation, clock=clock, pacer=clock)
        second_valkey.stop()
        try:
            writer.answer({"userResponse": "Good day"})
        finally:
            second_valkey.start()
        assert stored(client, escalation) == []
        clock.move(RETRY_SECONDS)
        assert [event.kind for event in stored(client, escalation)] == ["answer"]


def test_an_end_is_left_to_the_row_when_valkey_stays_away(
    second_valkey: Valkey, escalation: UUID, clock: ClockWithCalls
) -> None:
    with connect(second_valkey.url()) as client:
        writer = EventWriter(client, TENANT, escalation, clock=clock, pacer=clock)
        second_valkey.stop()
        try:
            writer.answer({"userResponse": "Good day"})
            for _ in range(END_TRIES - 1):
                clock.move(RETRY_SECONDS)
        finally:
            second_valkey.start()
        assert clock.calls == []
        assert stored(client, escalation) == []


def test_the_process_s_own_pacer_writes_what_is_pending(
    client: redis.Redis, escalation: UUID
) -> None:
    writer = EventWriter(client, TENANT, escalation)
    with listening(client, Address(TENANT, escalation)) as listener:
        writer.delta("a")
        writer.delta("b")
        assert listener.get_message(timeout=5)
        assert listener.get_message(timeout=5)
    assert texts(stored(client, escalation)) == ["a", "b"]
