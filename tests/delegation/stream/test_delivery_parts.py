"""How events, long polls and refusals leave the process, with fakes of what it reads."""

import json
import random
from collections.abc import Callable
from typing import Any, cast

import pytest

from delegation.domain.wire.events import START, Address, Event, id_of_the_end
from delegation.domain.wire.sse import HEARTBEAT, frame
from delegation.stream import errors, following, reading
from delegation.stream.following import Draining, Following, Sources
from delegation.stream.http import CORS
from delegation.stream.metrics import Metrics
from delegation.stream.reader import Batch, EventsUnavailable
from delegation.stream.reading import EVENT_STREAM, EventStream, LongPoll
from delegation.stream.record import NoSuchEscalation, RecordUnavailable
from delegation.stream.wakeups import Wakeups
from tests.delegation.stream.making import END, SentMessages, delta, never, run
from tests.delegation.stream.serving import new_address, payload

OURS = new_address()


class ScriptedSources(Sources):
    """Returns what a test lists: batches or problems from Valkey, ends or problems from the row."""

    def __init__(self, *batches: Batch | Exception, ends: tuple[Any, ...] = ()) -> None:
        self.batches, self.ends = list(batches), list(ends)
        self.positions: list[str] = []
        self.asked_rows = 0
        wakeups = Wakeups(cast("Any", None))
        super().__init__(wakeups, cast("Any", self), cast("Any", self), Draining())

    async def read(self, address: Address, *, after: str) -> Batch:
        assert address == OURS
        self.positions.append(after)
        found = self.batches.pop(0) if self.batches else some()
        if isinstance(found, Exception):
            raise found
        return found

    async def end_of(self, address: Address) -> Event | None:
        assert address == OURS
        self.asked_rows += 1
        found = self.ends.pop(0) if self.ends else None
        if isinstance(found, Exception):
            raise found
        return cast("Event | None", found)


def some(*events: Event, known: bool = True, ended: bool = False, more: bool = False) -> Batch:
    return Batch(events, known, ended, more)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every pause of a stream be over at once."""
    monkeypatch.setattr(following, "FIRST_LOOK_SECONDS", 0)
    monkeypatch.setattr(following, "SILENCE_SECONDS", 0)
    monkeypatch.setattr(following, "LONGEST_LOOK_SECONDS", 0)
    monkeypatch.setattr(following, "AWAY_SECONDS", 0)


def followed(sources: Sources, *, after: str = START, patience: float = 10) -> list[Event | None]:
    async def work() -> list[Event | None]:
        found = Following(sources, OURS, after=after).events(patience=patience)
        return [event async for event in found]

    return run(work())


def test_events_are_read_on_from_the_last_one_until_the_end() -> None:
    sources = ScriptedSources(
        some(delta(1), delta(2), more=True), some(delta(3), more=True), some(END)
    )
    assert followed(sources) == [delta(1), delta(2), delta(3), END]
    assert sources.positions == [START, "2-0", "3-0"]
    assert sources.asked_rows == 0


def test_nothing_is_read_after_the_end() -> None:
    assert followed(ScriptedSources(some(END, delta(10)))) == [END]


def test_without_patience_only_the_events_that_are_there_are_read() -> None:
    assert followed(ScriptedSources(some(delta(1))), patience=0) == [delta(1)]
    assert followed(ScriptedSources(), patience=0) == []


def test_a_process_that_stops_reads_no_more() -> None:
    sources = ScriptedSources(some(END))
    sources.draining.set()
    assert followed(sources) == []


def test_a_rewritten_stream_is_read_from_its_start(no_waiting: None) -> None:
    sources = ScriptedSources(some(known=False), some(delta(1), END))
    assert followed(sources, after="5-0") == [delta(1), END]
    assert sources.positions == ["5-0", START]


def test_an_end_from_the_row_comes_after_what_the_client_has_seen(no_waiting: None) -> None:
    sources = ScriptedSources(some(known=False), some(), ends=(END,))
    (end,) = followed(sources, after="5-0")
    assert end == Event(id_of_the_end("5-0"), "answer", payload("Hello"))


def test_a_database_or_valkey_that_is_away_is_asked_again(no_waiting: None) -> None:
    away = RecordUnavailable("away")
    sources = ScriptedSources(EventsUnavailable("away"), ends=(away, None, END))
    (end,) = followed(sources)
    assert end is not None
    assert end.kind == "answer"
    assert sources.asked_rows == 3


def test_a_message_that_does_not_exist_ends_the_stream_with_an_error(no_waiting: None) -> None:
    with pytest.raises(NoSuchEscalation):
        followed(ScriptedSources(ends=(NoSuchEscalation("gone"),)))


@pytest.mark.usefixtures("no_waiting")
def test_silence_is_filled_with_heartbeats_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0)
    sources = ScriptedSources(some(), some(), some(END), ends=(None, None))
    assert followed(sources) == [None, None, END]


@pytest.mark.parametrize(
    ("after", "batch", "past"),
    [
        (id_of_the_end("5-0"), some(), True),
        ("5-0", some(ended=True), True),
        ("5-0", some(delta(6)), False),
        ("5-0", EventsUnavailable("away"), False),
    ],
)
def test_a_client_that_has_seen_the_end_is_past_it(after: str, batch: Any, past: bool) -> None:
    async def work() -> bool:
        return await Following(ScriptedSources(batch), OURS, after=after).is_past_the_end()

    assert run(work()) is past


@pytest.mark.parametrize(("pick", "seconds"), [(min, 8), (max, 12)])
def test_streams_ask_at_slightly_different_moments(
    monkeypatch: pytest.MonkeyPatch, pick: Callable[[float, float], float], seconds: float
) -> None:
    monkeypatch.setattr(random, "uniform", pick)
    assert Following._spread(10) == pytest.approx(seconds)


# --- over ASGI


def served(reader: EventStream | LongPoll) -> SentMessages:
    sent = SentMessages()
    run(reader.serve(never, sent))
    return sent


def counts_while_served(reader: EventStream | LongPoll, metrics: Metrics) -> set[str]:
    """Return the lines of the metrics that were there before the last message was sent."""
    seen: list[set[str]] = []

    async def send(_: Any) -> None:
        seen.append(lines_of(metrics))

    run(reader.serve(never, send))
    return seen[-1]


def lines_of(metrics: Metrics) -> set[str]:
    return set(metrics.text().decode().splitlines())


@pytest.mark.parametrize(("pick", "wait"), [(min, b"500"), (max, b"1500")])
def test_a_stream_begins_with_the_wait_and_ends_with_the_answer(
    monkeypatch: pytest.MonkeyPatch, pick: Callable[[int, int], int], wait: bytes
) -> None:
    monkeypatch.setattr(random, "randint", pick)
    sources = ScriptedSources(some(delta(1), delta(2), more=True), some(END))
    sent = served(EventStream(sources, Metrics(), OURS, after=START))
    assert sent[0] == {"type": "http.response.start", "status": 200, "headers": EVENT_STREAM}
    parts = [message["body"] for message in sent[1:]]
    assert parts == [b"retry: " + wait + b"\n\n", *map(frame, (delta(1), delta(2), END)), b""]
    assert [message.get("more_body", False) for message in sent[1:]] == [True] * 4 + [False]


def test_streams_polls_and_events_are_counted() -> None:
    metrics = Metrics()
    batch = some(delta(1), delta(2), END)
    stream = EventStream(ScriptedSources(batch), metrics, OURS, after=START)
    assert "delegation_stream_open_streams 1.0" in counts_while_served(stream, metrics)
    poll = LongPoll(ScriptedSources(batch), metrics, OURS, wait=0)
    assert "delegation_stream_open_polls 1.0" in counts_while_served(poll, metrics)
    assert lines_of(metrics) >= {
        "delegation_stream_open_streams 0.0",
        "delegation_stream_open_polls 0.0",
        'delegation_stream_events_sent_total{kind="delta"} 2.0',
        'delegation_stream_events_sent_total{kind="answer"} 1.0',
    }


@pytest.mark.usefixtures("no_waiting")
def test_a_silent_stream_sends_heartbeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0)
    sources = ScriptedSources(some(), some(END), ends=(None,))
    sent = served(EventStream(sources, Metrics(), OURS, after=START))
    assert [message["body"] for message in sent[2:4]] == [HEARTBEAT, frame(END)]


@pytest.mark.usefixtures("no_waiting")
def test_a_stream_of_a_message_that_is_gone_ends_with_an_error() -> None:
    sources = ScriptedSources(some(), some(), ends=(NoSuchEscalation("gone"),))
    sent = served(EventStream(sources, Metrics(), OURS, after="5-0"))
    error = Event(id_of_the_end("5-0"), "error", errors.EscalationNotFound().body())
    assert [message["body"] for message in sent[2:]] == [frame(error), b""]


def test_a_client_that_has_seen_the_end_gets_204_and_does_not_come_back() -> None:
    sources = ScriptedSources(some(ended=True))
    sent = served(EventStream(sources, Metrics(), OURS, after="5-0"))
    assert (sent.status, sent.body, sent[0]["headers"]) == (204, b"", CORS)
    assert len(sent) == 2


@pytest.mark.parametrize(
    ("batch", "end", "status", "body"),
    [
        (some(delta(1), END), None, 200, payload("Hello")),
        (some(delta(1)), END, 200, payload("Hello")),
        (some(delta(1)), None, 202, {"state": "running"}),
        (some(delta(1)), RecordUnavailable("away"), 202, {"state": "running"}),
        (some(), NoSuchEscalation("gone"), 404, errors.EscalationNotFound().body()),
    ],
)
def test_a_long_poll_says_what_is_known(batch: Batch, end: Any, status: int, body: Any) -> None:
    sources = ScriptedSources(batch, ends=(end,))
    sent = served(LongPoll(sources, Metrics(), OURS, wait=0))
    assert (sent.status, json.loads(sent.body)) == (status, body)
    assert sources.positions == [START]


def test_a_client_that_takes_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SEND_SECONDS", 0.01)

    async def takes_nothing(_: Any) -> None:
        await never()

    stream = EventStream(ScriptedSources(some(END)), Metrics(), OURS, after=START)
    with pytest.raises(TimeoutError):
        run(stream.serve(never, takes_nothing))
