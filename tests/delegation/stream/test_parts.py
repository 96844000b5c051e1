"""Each part of the stream process works by itself, without a server, Valkey or waiting."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast
from uuid import UUID

import pytest

from delegation.domain.wire.events import START, Address, Event, entry_fields
from delegation.stream import record
from delegation.stream.http import CORS, PRIVATE, Request, send_body, send_json
from delegation.stream.metrics import Metrics
from delegation.stream.reader import Batch, EventReader, EventsUnavailable
from delegation.stream.record import NoSuchEscalation, Record, RecordUnavailable
from delegation.stream.wakeups import Wakeups
from tests.delegation.stream.making import END, SentMessages, delta, run
from tests.delegation.stream.serving import TENANT, new_address

# --- HTTP


def test_an_answer_has_its_length_and_type() -> None:
    sent = SentMessages()
    run(send_body(sent, 200, b"Hello", b"text/plain", [(b"x", b"y")]))
    assert sent == [
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-length", b"5"), (b"content-type", b"text/plain"), (b"x", b"y")],
        },
        {"type": "http.response.body", "body": b"Hello"},
    ]


@pytest.mark.parametrize(("status", "headers"), [(204, []), (200, [(b"content-length", b"0")])])
def test_an_empty_answer_has_no_type_and_204_no_length(status: int, headers: list[Any]) -> None:
    sent = SentMessages()
    run(send_body(sent, status, b"", b"text/plain"))
    assert sent[0]["headers"] == headers


def test_any_page_may_read_json_and_no_cache_may_store_it() -> None:
    sent = SentMessages()
    run(send_json(sent, 200, {"a": "ä", "b": "\ud800"}, [(b"x", b"y")]))
    assert sent.body == '{"a":"ä","b":"?"}'.encode()
    kind = [(b"content-length", b"18"), (b"content-type", b"application/json")]
    assert sent[0]["headers"] == [*kind, *CORS, *PRIVATE, (b"x", b"y")]


def test_a_request_is_read_with_its_repeated_headers_as_one_list() -> None:
    scope = {
        "method": "GET",
        "path": "/p",
        "query_string": b"a=%C3%A4&b",
        "headers": [(b"x", b"1"), (b"y", b"2"), (b"x", b"3")],
        "client": ("203.0.113.9", 4711),
    }
    headers = {b"x": b"1, 3", b"y": b"2"}
    found = Request("GET", "/p", {"a": "ä", "b": ""}, headers, "203.0.113.9")
    assert Request.of(scope) == found
    assert Request.of(scope | {"client": None}).remote == ""
    del scope["client"]
    assert Request.of(scope).remote == ""


def test_operators_see_every_count_under_its_name() -> None:
    metrics = Metrics()
    metrics.show("questions", "Questions asked.", lambda: 7)
    metrics.events_sent.labels("delta").inc()
    metrics.refusals.labels("not_found").inc()
    lines = metrics.text().decode().splitlines()
    for name, help_text, value in (
        ("open_streams", "Event streams being sent.", " 0.0"),
        ("open_polls", "Long polls being held.", " 0.0"),
        ("events_sent_total", "Events sent.", '{kind="delta"} 1.0'),
        ("refusals_total", "Errors answered.", '{code="not_found"} 1.0'),
        ("questions", "Questions asked.", " 7.0"),
    ):
        assert f"# HELP delegation_stream_{name} {help_text}" in lines
        assert f"delegation_stream_{name}{value}" in lines
    assert any(line.startswith("process_open_fds") for line in lines)


# --- the database


Ask = Callable[[int, UUID], Sequence[Event] | None]


@pytest.fixture
def no_gathering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the database without waiting for more questions."""
    monkeypatch.setattr(record, "GATHER_SECONDS", 0)


def ends_of(ask: Ask, *addresses: Address, disconnect: Callable[[], None] = lambda: None) -> Any:
    """Return the ends or problems of rows that are asked for together."""

    async def work() -> list[Any]:
        rows = Record(ask, disconnect=disconnect)
        found = await asyncio.gather(*map(rows.end_of, addresses), return_exceptions=True)
        rows.close()
        return found

    return run(work())


@pytest.mark.usefixtures("no_gathering")
def test_rows_are_asked_by_tenant_and_id_and_answered_in_order() -> None:
    one, two, three = (new_address() for _ in range(3))
    rows = {one.escalation_id: [delta(1), END], two.escalation_id: []}
    asked: list[tuple[int, UUID]] = []

    def ask(tenant_id: int, escalation_id: UUID) -> list[Event] | None:
        asked.append((tenant_id, escalation_id))
        return rows.get(escalation_id)

    first, second, third = ends_of(ask, one, two, three)
    assert (first, second) == (END, None)
    assert isinstance(third, NoSuchEscalation)
    assert str(three) in str(third)
    assert asked == [(TENANT, each.escalation_id) for each in (one, two, three)]


@pytest.mark.usefixtures("no_gathering")
def test_a_database_that_is_away_is_asked_once_for_all_that_wait() -> None:
    asked, closed = [], []

    def ask(_: int, escalation_id: UUID) -> list[Event]:
        asked.append(escalation_id)
        if len(asked) == 2:
            raise ConnectionError("away")
        return [END]

    def disconnect() -> None:
        closed.append(True)
        raise ConnectionError("closed already")

    first, second, third = ends_of(ask, *(new_address() for _ in range(3)), disconnect=disconnect)
    assert first == END
    for problem in (second, third):
        assert isinstance(problem, RecordUnavailable)
        assert str(problem) == "away"
    assert (len(asked), closed) == (2, [True])


@pytest.mark.usefixtures("no_gathering")
def test_questions_that_come_together_share_a_connection() -> None:
    closed: list[bool] = []
    gone = new_address()

    def ask(_: int, escalation_id: UUID) -> list[Event] | None:
        return None if escalation_id == gone.escalation_id else [END]

    async def work() -> list[Any]:
        rows = Record(ask, disconnect=lambda: closed.append(True))
        asked = [asyncio.create_task(rows.end_of(each)) for each in (new_address(), gone)]
        leaves = asyncio.create_task(rows.end_of(new_address()))
        await asyncio.sleep(0)
        leaves.cancel()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert rows.questions == 3
        found.append(await rows.end_of(new_address()))
        rows.close()
        return found

    first, second, later = run(work())
    assert (first, later, closed) == (END, END, [True, True])
    assert isinstance(second, NoSuchEscalation)


# --- Valkey


class ValkeyReplies:
    """Replies in place of Valkey with what a test lists, and notes the questions."""

    def __init__(self, *replies: Any) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[str, str, int]] = []
        self.trips: list[int] = []

    def pipeline(self, *, transaction: bool) -> "ValkeyReplies":
        assert transaction is False
        self.trips.append(0)
        return self

    def xrange(self, key: str, *, min: str, count: int) -> None:  # noqa: A002
        self.asked.append((key, min, count))
        self.trips[-1] += 1

    async def execute(self, *, raise_on_error: bool) -> list[Any]:
        assert not raise_on_error
        if self.replies and self.replies[0] is ConnectionError:
            raise self.replies.pop(0)("away")
        return [self.replies.pop(0) for _ in range(self.trips[-1])]


def entries(address: Address, *numbers: int, kind: str = "delta") -> list[Any]:
    fields = entry_fields(address, cast("Any", kind), {"text": "x"})
    return [(f"{n}-0".encode(), {k.encode(): v for k, v in fields.items()}) for n in numbers]


def read_all(valkey: ValkeyReplies, *questions: tuple[Address, str]) -> tuple[list[Any], int]:
    """Return the batches or problems, and how many entries were refused."""

    async def work() -> tuple[list[Any], int]:
        reader = EventReader(cast("Any", valkey))
        running = asyncio.create_task(reader.run())
        asked = [reader.read(address, after=after) for address, after in questions]
        found = await asyncio.gather(*asked, return_exceptions=True)
        running.cancel()
        return found, reader.refused

    return run(work())


def ids(batch: Batch) -> list[str]:
    return [event.id for event in batch.events]


def test_questions_of_several_streams_share_one_round_trip() -> None:
    one, two, three = (new_address() for _ in range(3))
    valkey = ValkeyReplies(entries(one, 1, 2), entries(two, 5, 6), entries(three, 5))
    (first, second, third), _ = read_all(valkey, (one, START), (two, "5-0"), (three, "4-0"))
    assert valkey.asked == [
        (one.key, START, 33), (two.key, "5-0", 33), (three.key, "4-0", 33),
    ]  # fmt: skip
    assert valkey.trips == [3]
    assert ids(first) == ["1-0", "2-0"]
    assert (first.known, first.ended, first.more) == (True, False, False)
    assert (ids(second), second.known, second.ended) == (["6-0"], True, False)
    assert (ids(third), third.known) == (["5-0"], False), "the position is not in this stream"


def test_the_position_of_the_last_event_is_the_end() -> None:
    ours = new_address()
    (found,), _ = read_all(ValkeyReplies(entries(ours, 7, kind="answer")), (ours, "7-0"))
    assert (found.events, found.known, found.ended) == ([], True, True)


@pytest.mark.parametrize(("count", "more"), [(32, False), (33, True)])
def test_a_full_batch_says_that_there_is_more(count: int, more: bool) -> None:
    ours = new_address()
    (found,), _ = read_all(ValkeyReplies(entries(ours, *range(1, count + 1))), (ours, START))
    assert (len(found.events), found.more) == (count, more)


def test_a_problem_fails_one_stream_and_entries_of_strangers_are_withheld() -> None:
    one, two = new_address(), new_address()
    strangers = entries(Address(TENANT + 1, two.escalation_id), 1)
    valkey = ValkeyReplies(ConnectionError("moved"), strangers + entries(two, 2))
    (problem, found), refused = read_all(valkey, (one, START), (two, START))
    assert isinstance(problem, EventsUnavailable)
    assert str(problem) == "moved"
    assert (ids(found), refused) == (["2-0"], 1)


def test_a_valkey_that_is_away_fails_all_questions_and_answers_the_next() -> None:
    ours = new_address()

    async def work() -> tuple[list[Any], Batch]:
        reader = EventReader(cast("Any", ValkeyReplies(ConnectionError, entries(ours, 1))))
        running = asyncio.create_task(reader.run())
        asked = [reader.read(new_address(), after=START) for _ in range(2)]
        problems = await asyncio.gather(*asked, return_exceptions=True)
        found = await reader.read(ours, after=START)
        running.cancel()
        return problems, found

    problems, found = run(work())
    assert [type(each) for each in problems] == [EventsUnavailable] * 2
    assert ids(found) == ["1-0"]


def test_watchers_of_a_channel_are_counted_and_woken_together() -> None:
    async def work() -> None:
        wakeups = Wakeups(cast("Any", None))
        with wakeups.watch("a") as first, wakeups.watch("a") as second, wakeups.watch("b") as other:
            assert (wakeups.watching("a"), wakeups.watching("b"), wakeups.watchers) == (2, 1, 3)
            wakeups._wake(b"a")
            assert (first.is_set(), second.is_set(), other.is_set()) == (True, True, False)
            wakeups.wake_all()
            assert other.is_set()
        assert (wakeups.watching("a"), wakeups.watchers, wakeups._watchers) == (0, 0, {})

    run(work())
