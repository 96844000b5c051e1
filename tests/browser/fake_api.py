"""A small stand-in for the product's HTTP API, for tests of the gatekeeper alone.

One threaded server on loopback serves the built scripts, the pages that a test gives it, and the API of DESIGN's
wire. What it answers is set by the test; what it was asked is kept in `requests`.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from delegation.delivery import find_script
from delegation.domain.packs.compiling import PackRule, compile_pack
from delegation.domain.packs.format import FORMAT
from delegation.domain.packs.older_formats import format_asked_for, in_format

KEY = "pk_test"

Answer = dict[str, Any]


def thanks_rule(response: str = "You're welcome!") -> PackRule:
    """A rule that answers "thx" and "thanks" while nothing is awaited."""
    return PackRule(7, 2, "thanks", ("nothing",), "en", ("thx", "thanks"), response, None)


def taught(message: str, **more: Any) -> Answer:
    """What the teacher answers when a test says nothing else."""
    return {
        "userResponse": f"You wrote: {message}",
        "awaiting": "nothing",
        "source": "teacher",
        **more,
    }


@dataclass
class Asked:
    """One request that the server saw."""

    method: str
    path: str
    body: str
    headers: dict[str, str]

    @property
    def json(self) -> dict[str, Any]:
        """The body as JSON."""
        data: dict[str, Any] = json.loads(self.body)
        return data


@dataclass
class Behaviour:
    """What the server does; a test changes it as it goes."""

    rules: list[PackRule] = field(default_factory=list)
    pack_version: int = 1
    pack_lifetime_seconds: int = 300
    pack_enabled: bool = True
    settings: dict[str, object] = field(default_factory=dict)  # more of the pack's
    change_pack: Callable[[dict[str, Any]], dict[str, Any]] = dict  # once it is compiled
    pack_text: str | None = None  # instead of a compiled pack
    answer: Callable[[str], Answer] = taught
    pieces: int = 3
    pause_seconds: float = 0.0  # between pieces
    steps: threading.Semaphore | None = None  # instead of pauses: a piece for each release
    break_after: int | None = None  # pieces of a stream, before the line breaks; once
    false_start: str | None = None  # what a first attempt of the teacher wrote before it died
    error: dict[str, Any] | None = None  # the teacher's failure
    status: int = 202  # of a posted escalation
    retry_after: str | None = None
    headers: dict[str, str] = field(default_factory=dict)  # of pages
    pages: dict[str, str] = field(default_factory=dict)
    changed_scripts: dict[str, str] = field(default_factory=dict)  # by the first part of the name


class FakeApi:
    """The server. Use as a context manager."""

    def __init__(self) -> None:
        self.behaviour = Behaviour()
        self.requests: list[Asked] = []
        self.escalations: dict[str, dict[str, Any]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True

    def __enter__(self) -> "FakeApi":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def asked(self, method: str, path: str) -> list[Asked]:
        """The requests of this method whose path begins so."""
        return [
            each for each in self.requests if each.method == method and each.path.startswith(path)
        ]

    def soon(self, method: str, path: str, *, count: int = 1) -> list[Asked]:
        """As `asked`, once so many have come: what a page sends and does not wait for."""
        give_up = time.monotonic() + 5
        while len(self.asked(method, path)) < count and time.monotonic() < give_up:
            time.sleep(0.02)
        return self.asked(method, path)

    def reset(self) -> None:
        """Forget what was asked and set."""
        self.behaviour = Behaviour()
        self.requests.clear()
        self.escalations.clear()

    def pack(self, asked: str | None = str(FORMAT)) -> str:
        """The pack as it is now, in the format asked for."""
        now = self.behaviour
        if now.pack_text is not None:
            return now.pack_text
        pack = compile_pack(
            now.rules,
            version=now.pack_version,
            settings={
                "lifetime": now.pack_lifetime_seconds,
                "enabled": now.pack_enabled,
                **now.settings,
            },
        )
        pack = now.change_pack(pack)
        return json.dumps(in_format(format_asked_for(asked), pack))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(_Handler):
            fake = api

        return Handler


class _Handler(BaseHTTPRequestHandler):
    fake: FakeApi
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Tests read `requests` instead."""

    def do_GET(self) -> None:
        """Scripts, pages, packs and answers."""
        self._note("")
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        script = find_script(address.path.removeprefix("/"))
        if address.path in self.fake.behaviour.pages:
            page = self.fake.behaviour.pages[address.path]
            self._send(200, page, "text/html; charset=utf-8", self.fake.behaviour.headers)
        elif script:
            name = address.path.strip("/").split(".")[0]
            body = self.fake.behaviour.changed_scripts.get(name, script.body.decode())
            self._send(200, body, "text/javascript; charset=utf-8")
        elif address.path == "/api/v1/pack":
            self._send_pack(query.get("format"))
        elif address.path.endswith("/events"):
            self._stream(address.path.split("/")[-2], query.get("after", ""))
        elif address.path.startswith("/api/v1/escalations/"):
            self._poll(address.path.split("/")[-1], float(query.get("wait", 0)))
        else:
            self._send(404, '{"code":"not_found","message":"","fields":{}}')

    def do_POST(self) -> None:
        """Escalations and beacons."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        self._note(body)
        now = self.fake.behaviour
        if not self.path.startswith("/api/v1/escalations") or self.path.split("?")[0].endswith(
            "/stop"
        ):
            self._send(202, "{}")
        elif now.status != 202:
            extra = {"retry-after": now.retry_after} if now.retry_after else {}
            self._send(now.status, '{"code":"busy","message":"","fields":{}}', extra=extra)
        else:
            data = json.loads(body)
            self.fake.escalations[data["id"]] = data
            base = f"{self.fake.origin}/api/v1/escalations/{data['id']}"
            ticket = {
                "escalation": data["id"],
                "token": "t",
                "events": f"{base}/events?token=t",
                "poll": f"{base}?token=t",
            }
            self._send(202, json.dumps(ticket))

    def _note(self, body: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.fake.requests.append(Asked(self.command, self.path, body, headers))

    def _send(
        self,
        status: int,
        body: str,
        kind: str = "application/json",
        extra: dict[str, str] | None = None,
    ) -> None:
        data = body.encode()
        self.send_response(status)
        headers = {
            "content-type": kind,
            "content-length": str(len(data)),
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "retry-after, etag",
            "cache-control": "no-store",
        }
        for name, value in {**headers, **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _send_pack(self, asked: str | None) -> None:
        pack = self.fake.pack(asked)
        tag = f'"{hash(pack):x}"'
        extra = {"etag": tag, "cache-control": "max-age=0"}
        if self.headers.get("if-none-match") == tag:
            self._send(304, "", extra=extra)
        else:
            self._send(200, pack, extra=extra)

    def _events(self, escalation: str) -> Iterator[tuple[str, dict[str, Any]]]:
        now = self.fake.behaviour
        answer = now.answer(self.fake.escalations[escalation]["message"])
        text = answer["userResponse"]
        size = max(1, -(-len(text) // (now.pieces or 1)))
        if now.false_start:
            yield "delta", {"text": now.false_start, "offset": 0, "attempt": 1}
        for offset in range(0, len(text) if now.pieces else 0, size):
            yield "delta", {"text": text[offset : offset + size], "offset": offset, "attempt": 2}
        yield ("error", now.error) if now.error else ("answer", answer)

    def _stream(self, escalation: str, after: str) -> None:
        now = self.fake.behaviour
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("access-control-allow-origin", "*")
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(b"retry: 1000\n\n")
        self.close_connection = True
        for number, (kind, data) in enumerate(self._events(escalation), start=1):
            if after and number <= int(after.split("-")[0]):
                continue
            if now.break_after is not None and number > now.break_after:
                now.break_after = None
                return
            if now.steps:
                now.steps.acquire(timeout=10)
            time.sleep(now.pause_seconds)
            self.wfile.write(
                f"id: {number}-0\nevent: {kind}\ndata: {json.dumps(data)}\n\n".encode()
            )
            self.wfile.flush()

    def _poll(self, escalation: str, wait_seconds: float) -> None:
        if escalation not in self.fake.escalations:
            self._send(404, '{"code":"escalation_not_found","message":"","fields":{}}')
            return
        *_, (_, last) = self._events(escalation)
        self._send(200, json.dumps(last))
