"""When Valkey has lost events, the row gives the end; when it has lost wake-ups, nobody notices."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
import redis

from delegation.conversations.events import EventWriter
from delegation.domain.wire.events import Address, Event, TextSoFar, entry_fields, parse_event_id
from delegation.embedded.valkey import Valkey
from delegation.stream import following
from tests.delegation.stream.serving import (
    TENANT,
    StreamProcess,
    answered,
    payload,
    stream_process,
    wait_until,
)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams that ask the row soon."""
    monkeypatch.setattr(following, "FIRST_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(following, "LONGEST_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(following, "SILENCE_SECONDS", 0.1)


@pytest.mark.usefixtures("impatient")
def test_an_empty_valkey_is_replaced_by_the_row(stream: StreamProcess, ours: Address) -> None:
    stream.rows.ends[ours.escalation_id] = answered("Hello")
    events = stream.read(ours.escalation_id)
    assert [(event.kind, event.data) for event in events] == [("answer", payload("Hello"))]


def test_while_valkey_speaks_the_row_is_not_asked(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    with stream.open(ours.escalation_id) as reading:
        writer.delta("Hello")
        reading.next()
        writer.answer(payload("Hello"))
        list(reading.events())
    stream.read(ours.escalation_id)
    assert stream.rows.asked == 0


def test_flushed_and_resumed_the_text_is_exact_and_ids_go_on(
    stream: StreamProcess, ours: Address, writer: EventWriter, valkey: redis.Redis
) -> None:
    with stream.open(ours.escalation_id) as reading:
        writer.delta("You're wel")
        seen = reading.next()
        so_far = reading.so_far
    valkey.flushall()
    stream.rows.ends[ours.escalation_id] = answered("You're welcome!")
    (end,) = stream.read(ours.escalation_id, after=seen.id)
    assert so_far.after(end) == TextSoFar("You're welcome!", 1, ended=True)
    assert parse_event_id(end.id) > parse_event_id(seen.id)


def test_after_an_end_from_the_row_there_is_nothing_more(
    stream: StreamProcess, ours: Address, valkey: redis.Redis
) -> None:
    stream.rows.ends[ours.escalation_id] = answered("Hello")
    (end,) = stream.read(ours.escalation_id, after="1700000000000-0")
    asked = stream.rows.asked
    assert stream.get(stream.path(ours.escalation_id, after=end.id)).status == 204
    assert stream.rows.asked == asked


def test_flushed_while_the_worker_still_writes_the_text_is_exact(
    stream: StreamProcess, ours: Address, writer: EventWriter, valkey: redis.Redis
) -> None:
    with stream.open(ours.escalation_id) as reading:
        writer.delta("You're ")
        reading.next()
        valkey.flushall()
        writer.delta("wel")
        writer.flush()
        assert reading.next().data["text"] == "wel"
        writer.answer(payload("You're welcome!"))
        list(reading.events())
        assert reading.so_far == TextSoFar("You're welcome!", 1, ended=True)


def test_a_client_that_missed_pieces_in_a_flush_gets_the_whole_text_at_the_end(
    stream: StreamProcess, ours: Address, writer: EventWriter, valkey: redis.Redis
) -> None:
    with stream.open(ours.escalation_id) as reading:
        writer.delta("You're ")
        seen, so_far = reading.next(), reading.so_far
    writer.delta("wel")
    writer.flush()
    valkey.flushall()
    writer.delta("come")
    writer.answer(payload("You're welcome!"))
    for event in stream.read(ours.escalation_id, after=seen.id):
        so_far = so_far.after(event)
    assert so_far == TextSoFar("You're welcome!", 1, ended=True)


def test_a_stream_written_anew_under_smaller_ids_is_replayed(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    """As after a failover to a server whose clock is behind."""
    writer.delta("Hello")
    writer.answer(payload("Hello"))
    events = stream.read(ours.escalation_id, after="9999999999999-0")
    assert [event.kind for event in events] == ["delta", "answer"]


@pytest.mark.usefixtures("impatient")
def test_it_waits_while_the_row_still_runs(stream: StreamProcess, ours: Address) -> None:
    with stream.open(ours.escalation_id) as reading:
        wait_until(lambda: stream.rows.asked >= 2)
        stream.rows.ends[ours.escalation_id] = answered("Hello")
        assert [event.data for event in reading.events()] == [payload("Hello")]


@pytest.mark.usefixtures("impatient")
def test_an_end_that_never_reached_valkey_is_found_in_the_row(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    with stream.open(ours.escalation_id) as reading:
        writer.delta("Hel")
        reading.next()
        stream.rows.ends[ours.escalation_id] = answered("Hello")
        assert [event.kind for event in reading.events()] == ["answer"]
        assert reading.so_far.text == "Hello"


@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_away_is_asked_again(stream: StreamProcess, ours: Address) -> None:
    stream.rows.failing = True
    stream.rows.ends[ours.escalation_id] = answered("Hello")
    with stream.open(ours.escalation_id) as reading:
        wait_until(lambda: stream.rows.asked >= 2)
        stream.rows.failing = False
        assert [event.data for event in reading.events()] == [payload("Hello")]


def test_many_streams_that_ask_the_row_at_once_share_a_connection(stream: StreamProcess) -> None:
    escalations = [uuid4() for _ in range(20)]
    stream.rows.ends |= {each: answered(str(each)) for each in escalations}
    with ThreadPoolExecutor(20) as clients:
        # As after a FLUSHALL: all of them resume, and Valkey knows none.
        read = clients.map(lambda each: stream.read(each, after="1700000000000-0"), escalations)
        assert [event.data for (event,) in read] == [payload(str(each)) for each in escalations]
    assert stream.rows.asked == 20
    assert stream.rows.disconnected < 10


@pytest.mark.usefixtures("impatient")
def test_an_escalation_that_does_not_exist_ends_with_an_error(
    stream: StreamProcess, ours: Address
) -> None:
    stream.rows.ends[ours.escalation_id] = None
    (event,) = stream.read(ours.escalation_id)
    assert (event.kind, event.data["code"]) == ("error", "escalation_not_found")


def test_a_lost_wake_up_delays_but_loses_nothing(
    stream: StreamProcess, ours: Address, valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0.1)
    fields: dict[Any, Any] = {**entry_fields(ours, "answer", payload("Hello"))}
    with stream.open(ours.escalation_id) as reading:
        wait_until(lambda: stream.metric("open_streams") == 1)
        valkey.xadd(ours.key, fields)  # and nobody is woken
        assert reading.next().kind == "answer"


def test_a_restart_of_valkey_is_not_noticed(second_valkey: Valkey, ours: Address) -> None:
    with stream_process(second_valkey.url()) as stream, stream.open(ours.escalation_id) as reading:
        wait_until(lambda: stream.get("/readyz").status == 200)
        second_valkey.kill()
        wait_until(lambda: stream.get("/readyz").status == 503)
        assert stream.get("/readyz").json["code"] == "events_unavailable"
        assert stream.get("/healthz").status == 200
        second_valkey.start()
        wait_until(lambda: stream.get("/readyz").status == 200)
        with redis.Redis.from_url(second_valkey.url()) as client:
            writer = EventWriter(client, TENANT, ours.escalation_id)
            writer.delta("Hel")
            assert reading.next().data["text"] == "Hel"
            writer.answer(payload("Hello"))
            assert reading.next().kind == "answer"


@pytest.mark.usefixtures("impatient")
def test_without_valkey_answers_come_from_the_row(
    second_valkey: Valkey, ours: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "AWAY_SECONDS", 0.05)
    with stream_process(second_valkey.url()) as stream:
        second_valkey.stop()
        try:
            with stream.open(ours.escalation_id) as reading:
                stream.rows.ends[ours.escalation_id] = answered("Hello")
                assert [event.data for event in reading.events()] == [payload("Hello")]
            assert stream.poll(ours.escalation_id).json == payload("Hello")
        finally:
            second_valkey.start()


def test_a_dead_workers_late_pieces_are_not_shown(
    stream: StreamProcess, ours: Address, valkey: redis.Redis
) -> None:
    first = EventWriter(valkey, TENANT, ours.escalation_id)
    second = EventWriter(valkey, TENANT, ours.escalation_id, attempt=2)
    first.delta("Hel")
    second.delta("Good ")
    first.delta("lo")
    first.flush()
    second.answer(payload("Good day"))
    first.delta(" there")
    first.flush()
    shown, events = TextSoFar(), stream.read(ours.escalation_id)
    for event in events:
        shown = shown.after(event)
    assert shown == TextSoFar("Good day", 2, ended=True)
    assert stream.get(stream.path(ours.escalation_id, after=events[-1].id)).status == 204


def test_the_ids_of_the_row_are_not_used(stream: StreamProcess, ours: Address) -> None:
    stream.rows.ends[ours.escalation_id] = [Event("1-1", "answer", payload("Hello"))]
    (end,) = stream.read(ours.escalation_id, after="1700000000000-5")
    assert parse_event_id(end.id) > (1_700_000_000_000, 5)
