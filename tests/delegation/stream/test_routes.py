"""What each address of the stream process says, and how the process itself behaves."""

import json
import resource
import signal
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from delegation.domain.wire.events import START
from delegation.stream import application, errors
from delegation.stream.application import StreamApplication
from delegation.stream.http import PREFLIGHT, Request
from tests.delegation.stream.making import SentMessages, never, run
from tests.delegation.stream.serving import KEY


def app(**changes: Any) -> StreamApplication:
    values: dict[str, Any] = {
        "redis_url": "redis://127.0.0.1:1/0",
        "keys": [KEY],
        "recorded_events": never,
    }
    return StreamApplication(**(values | changes))


def asked(path: str, *, method: str = "GET", **headers: str) -> SentMessages:
    """The answer of an application that is not connected to anything."""
    scope = {
        "type": "http", "method": method, "path": path.partition("?")[0],
        "query_string": path.partition("?")[2].encode(),
        "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()],
    }  # fmt: skip
    sent = SentMessages()

    async def work() -> None:
        await app()(scope, never, sent)

    run(work())
    return sent


EVENTS = f"/api/v1/escalations/{uuid4()}/events"


def test_the_process_says_that_it_lives_and_whether_it_is_ready() -> None:
    alive = asked("/healthz")
    assert (alive.status, json.loads(alive.body)) == (200, {"status": "alive"})
    away = asked("/readyz")
    assert (away.status, json.loads(away.body)["code"]) == (503, "events_unavailable")
    assert away.headers[b"retry-after"] == b"2"


def test_an_application_that_stops_is_not_ready() -> None:
    async def work() -> list[Any]:
        stopping, sent = app(), SentMessages()
        stopping._wakeups.connected = True
        await stopping._readyz(never, sent)
        stopping._drain()
        with pytest.raises(errors.EventsAway):
            await stopping._readyz(never, sent)
        return sent

    assert json.loads(run(work())[1]["body"]) == {"status": "ready"}


def test_counters_are_for_the_network_inside() -> None:
    inside = asked("/metrics")
    assert inside.headers[b"content-type"] == b"text/plain; version=0.0.4; charset=utf-8"
    for name, help_text in (
        ("valkey_connections", "Wake-up connections made."),
        ("row_questions", "Questions to the database."),
        ("withheld_entries", "Entries that were not the asker's."),
    ):
        assert f"# HELP delegation_stream_{name} {help_text}".encode() in inside.body
        assert f"\ndelegation_stream_{name} 0.0\n".encode() in inside.body
    outside = asked("/metrics", x_forwarded_for="203.0.113.9")
    assert (outside.status, json.loads(outside.body)["code"]) == (404, "not_found")


def test_another_method_is_told_which_ones_there_are() -> None:
    refused = asked(EVENTS, method="POST")
    assert (refused.status, refused.headers[b"allow"]) == (405, b"GET, OPTIONS")
    assert b"retry-after" not in refused.headers
    assert b"allow" not in asked("/nothing").headers


def test_a_browser_may_ask_before_it_asks() -> None:
    allowed = asked(EVENTS, method="OPTIONS")
    assert (allowed.status, allowed[0]["headers"]) == (204, PREFLIGHT)
    assert asked("/nothing", method="OPTIONS").status == 404


def test_a_websocket_is_closed_as_something_that_is_not_served() -> None:
    sent = SentMessages()
    run(app_call({"type": "websocket"}, sent))
    assert sent == [{"type": "websocket.close", "code": 1003}]


async def app_call(scope: dict[str, Any], sent: SentMessages) -> None:
    await app()(scope, never, sent)


def request_of(query: dict[str, str] | None = None, **headers: str) -> Request:
    named = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return Request("GET", "/", query or {}, named, "10.0.0.1")


@pytest.mark.parametrize(
    ("query", "headers", "after"),
    [
        ({}, {}, START),
        ({"after": ""}, {}, START),
        ({"after": "5-1"}, {}, "5-1"),
        ({"after": "5-1"}, {"last_event_id": "7-2"}, "7-2"),
        ({"after": "nonsense"}, {"last_event_id": "7-2"}, "7-2"),
    ],
)
def test_a_client_resumes_from_the_newest_position_that_it_names(
    query: dict[str, str], headers: dict[str, str], after: str
) -> None:
    assert application._after(request_of(query, **headers)) == after


@pytest.mark.parametrize(
    ("wait", "seconds"), [(None, 0), ("", 0), ("0", 0), ("7", 7), ("25", 25), ("9999", 25)]
)
def test_a_poll_waits_as_long_as_it_says_and_25_seconds_at_most(
    wait: str | None, seconds: float
) -> None:
    assert application._wait(request_of({} if wait is None else {"wait": wait})) == seconds


@pytest.mark.parametrize("wait", ["10000", "-1", "1.5", "²", "٣", " 1"])
def test_a_wait_that_is_no_number_is_refused(wait: str) -> None:
    with pytest.raises(errors.BadWait):
        application._wait(request_of({"wait": wait}))


@pytest.mark.parametrize(
    ("proxies", "network"),
    [(0, "10.0.0.0/24"), (1, "203.0.113.0/24"), (2, "198.51.100.0/24")],
)
def test_a_network_is_that_of_the_client_before_our_proxies(proxies: int, network: str) -> None:
    async def work() -> str:
        asked_by = request_of(x_forwarded_for="198.51.100.7, 203.0.113.9")
        return app(trusted_proxies=proxies)._network(asked_by)

    assert run(work()) == network


@pytest.mark.parametrize(
    ("soft", "hard", "raised"),
    [
        (1_024, 1_048_576, (65_536, 1_048_576)),
        (1_024, 4_096, (4_096, 4_096)),
        (1_024, resource.RLIM_INFINITY, (65_536, resource.RLIM_INFINITY)),
        (65_536, 1_048_576, None),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, None),
    ],
)
def test_a_process_may_open_as_many_sockets_as_it_has_places(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, raised: tuple[int, int] | None
) -> None:
    set_to: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda what: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda *limits: set_to.append(limits))
    application._allow_sockets(application.MOST_SOCKETS)
    assert set_to == ([(resource.RLIMIT_NOFILE, raised)] if raised else [])


def test_a_stop_is_heard_before_the_server_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    servers: dict[int, Any] = {
        signal.SIGTERM: lambda number, at: heard.append((number, at)),
        signal.SIGINT: signal.SIG_DFL,
    }
    installed: dict[int, Callable[..., None]] = {}
    monkeypatch.setattr(signal, "getsignal", lambda number: servers[number])
    monkeypatch.setattr(signal, "signal", lambda *what: installed.update([what]))
    application._call_when_asked_to_stop(lambda: heard.append("stop"))
    assert list(installed) == [signal.SIGTERM]
    installed[signal.SIGTERM](15, None)
    assert heard == ["stop", (15, None)]


def test_outside_of_the_main_thread_no_signal_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_here(*_: object) -> None:
        raise ValueError("signal only works in main thread")

    monkeypatch.setattr(signal, "getsignal", lambda number: not_here)
    monkeypatch.setattr(signal, "signal", not_here)
    application._call_when_asked_to_stop(lambda: None)
