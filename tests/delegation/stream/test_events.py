"""The event stream, read over HTTP while a worker writes."""

import re

import pytest

from delegation.conversations.events import EventWriter
from delegation.domain.wire.events import START, Address, TextSoFar, parse_event_id
from delegation.domain.wire.sse import HEARTBEAT
from delegation.stream import following
from delegation.stream.reader import BATCH_EVENTS
from tests.delegation.stream.serving import StreamProcess, payload

TEXT = "Sí, claro: 👋🏽 naïve text — «with» \n\n data: everything\r\n that could break a frame.  "


def write_all(writer: EventWriter, text: str = TEXT, *, size: int = 3) -> None:
    """The text in pieces, each an event of its own, then the answer."""
    for start in range(0, len(text), size):
        writer.delta(text[start : start + size])
        writer.flush()
    writer.answer(payload(text))


def test_it_shows_the_text_while_it_is_written(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    with stream.open(ours.escalation_id) as reading:
        writer.delta("You're ")
        assert reading.next().data == {"text": "You're ", "offset": 0, "attempt": 1}
        writer.delta("welcome!")
        assert reading.next().data == {"text": "welcome!", "offset": 7, "attempt": 1}
        writer.answer(payload("You're welcome!"))
        end = reading.next()
        assert (end.kind, dict(end.data)) == ("answer", payload("You're welcome!"))
        assert list(reading.events()) == []


def test_it_replays_from_the_start_after_the_end(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    write_all(writer)
    events = stream.read(ours.escalation_id)
    assert "".join(event.data["text"] for event in events[:-1]) == TEXT
    assert events[-1].data == payload(TEXT)


def test_it_begins_with_how_long_a_browser_waits_before_it_comes_back(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    write_all(writer)
    with stream.open(ours.escalation_id) as reading:
        assert list(reading.events())
        assert re.match(rb"retry: [1-9]\d{2,}\n\n", reading.raw)


def test_an_error_ends_it_too(stream: StreamProcess, ours: Address, writer: EventWriter) -> None:
    error = {"code": "teacher_unavailable", "message": "Try again later.", "fields": {}}
    writer.error(error)
    assert [(event.kind, event.data) for event in stream.read(ours.escalation_id)] == [
        ("error", error)
    ]


def test_every_event_has_an_id_and_ids_grow(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    write_all(writer)
    ids = [parse_event_id(event.id) for event in stream.read(ours.escalation_id)]
    assert ids == sorted(set(ids))


def test_it_resumes_after_any_event(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    write_all(writer)
    events = stream.read(ours.escalation_id)
    for index, event in enumerate(events[:-1]):
        assert stream.read(ours.escalation_id, after=event.id) == events[index + 1 :]


def test_there_is_nothing_after_the_end_and_an_event_source_stops_asking(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    write_all(writer)
    end = stream.read(ours.escalation_id)[-1]
    answer = stream.get(stream.path(ours.escalation_id, after=end.id))
    assert (answer.status, answer.body) == (204, b"")


def test_the_header_of_a_reconnecting_event_source_wins_over_its_address(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    write_all(writer)
    events = stream.read(ours.escalation_id)
    with stream.open(
        ours.escalation_id, after=events[0].id, headers={"Last-Event-ID": events[-3].id}
    ) as reading:
        assert list(reading.events()) == events[-2:]


def test_more_events_than_one_batch_arrive(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    text = "x" * (3 * BATCH_EVENTS)
    write_all(writer, text, size=1)
    assert len(stream.read(ours.escalation_id)) == len(text) + 1


def test_two_tabs_see_the_same(stream: StreamProcess, ours: Address, writer: EventWriter) -> None:
    with stream.open(ours.escalation_id) as one, stream.open(ours.escalation_id) as other:
        write_all(writer)
        assert list(one.events()) == list(other.events())


@pytest.mark.parametrize("step", [1, 2])
def test_cut_at_any_byte_and_resumed_the_text_is_exact(
    stream: StreamProcess, ours: Address, writer: EventWriter, step: int
) -> None:
    write_all(writer, size=11)
    with stream.open(ours.escalation_id) as reading:
        list(reading.events())
        whole = reading.raw
    for length in range(step, len(whole), 7):
        so_far, last_id = cut(stream, ours, TextSoFar(), "", length)
        for _ in range(step - 1):
            so_far, last_id = cut(stream, ours, so_far, last_id, length)
        for event in (
            stream.read(ours.escalation_id, after=last_id or START) if not so_far.ended else []
        ):
            so_far = so_far.after(event)
        assert so_far == TextSoFar(TEXT, 1, ended=True), f"cut after {length} bytes"


def cut(
    stream: StreamProcess, ours: Address, so_far: TextSoFar, last_id: str, length: int
) -> tuple[TextSoFar, str]:
    """Read so many bytes and leave: what the client shows, and the id it will resume from."""
    if so_far.ended:
        return so_far, last_id
    with stream.open(ours.escalation_id, after=last_id) as reading:
        for event in reading.frames.feed(reading.response.read(length)):
            so_far, last_id = so_far.after(event), event.id
    return so_far, last_id


def test_silence_is_filled_with_heartbeats(
    stream: StreamProcess, ours: Address, writer: EventWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_SECONDS", 0.05)
    with stream.open(ours.escalation_id) as reading:
        while reading.raw.count(HEARTBEAT) < 3:
            reading.raw += reading.response.read1(1000)
        writer.answer(payload("Here I am."))
        assert [event.kind for event in reading.events()] == ["answer"]


def test_neither_caches_nor_proxies_may_touch_it(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    writer.answer(payload("Hello"))
    with stream.open(ours.escalation_id, headers={"Accept-Encoding": "gzip, br"}) as reading:
        headers = reading.response.headers
        assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert headers["Content-Encoding"] == "identity"
        assert headers["Cache-Control"] == "no-cache, no-transform"
        assert headers["X-Accel-Buffering"] == "no"


def test_any_page_may_read_it_with_a_token_but_without_cookies(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    writer.answer(payload("Hello"))
    for kind in ("/events", ""):
        path = stream.path(ours.escalation_id, kind=kind)
        headers = stream.get(path, Origin="https://shop.example").headers
        assert headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in headers
    preflight = stream.get(path, method="OPTIONS", Origin="https://shop.example")
    assert preflight.status == 204
    assert "last-event-id" in preflight.headers["access-control-allow-headers"]
