"""Each address of the stream process answers as described, and the process stops when asked."""

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
    """Return the answer of an application without Valkey and without a database."""
    return sent_by(app, http_scope(path, method=method, **headers))


def http_scope(path: str, *, method: str = "GET", **headers: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": list(encoded(headers).items()),
    }


def sent_by(make: Callable[[], StreamApplication], scope: dict[str, Any]) -> SentMessages:
    sent = SentMessages()

    async def work() -> None:
        await make()(scope, never, sent)

    run(work())
    return sent


def encoded(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}


EVENTS = f"/api/v1/escalations/{uuid4()}/events"


def test_the_process_is_alive_but_not_ready_without_valkey() -> None:
    alive = asked("/healthz")
    assert (alive.status, json.loads(alive.body)) == (200, {"status": "alive"})
    away = asked("/readyz")
    assert (away.status, json.loads(away.body)["code"]) == (503, "events_unavailable")
    assert away.headers[b"retry-after"] == b"2"


@pytest.mark.parametrize(
    ("stopping", "status", "body"),
    [(False, 200, {"status": "ready"}), (True, 503, errors.EventsAway().body())],
)
def test_a_connected_application_is_ready_until_it_stops(
    stopping: bool, status: int, body: dict[str, Any]
) -> None:
    def connected() -> StreamApplication:
        application = app()
        application._wakeups.connected = True
        if stopping:
            application._drain()
        return application

    answer = sent_by(connected, http_scope("/readyz"))
    assert (answer.status, json.loads(answer.body)) == (status, body)


def test_counters_are_not_served_through_a_proxy() -> None:
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


def test_a_refused_method_gets_the_allowed_ones() -> None:
    refused = asked(EVENTS, method="POST")
    assert (refused.status, refused.headers[b"allow"]) == (405, b"GET, OPTIONS")
    assert b"retry-after" not in refused.headers
    assert b"allow" not in asked("/nothing").headers


def test_a_browsers_preflight_is_answered() -> None:
    allowed = asked(EVENTS, method="OPTIONS")
    assert (allowed.status, allowed[0]["headers"]) == (204, PREFLIGHT)
    assert asked("/nothing", method="OPTIONS").status == 404


def test_a_websocket_is_closed_as_not_served() -> None:
    sent = sent_by(app, {"type": "websocket"})
    assert sent == [{"type": "websocket.close", "code": 1003}]


def request_of(query: dict[str, str] | None = None, **headers: str) -> Request:
    return Request("GET", "/", query or {}, encoded(headers), "10.0.0.1")


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
def test_a_poll_waits_as_long_as_it_asks_and_25_seconds_at_most(
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
def test_the_network_is_that_of_the_client_before_our_proxies(proxies: int, network: str) -> None:
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


def test_streams_end_before_the_server_handles_its_signal(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_no_signal_is_handled_outside_the_main_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_here(*_: object) -> None:
        raise ValueError("signal only works in main thread")

    monkeypatch.setattr(signal, "getsignal", lambda number: not_here)
    monkeypatch.setattr(signal, "signal", not_here)
    application._call_when_asked_to_stop(lambda: None)
