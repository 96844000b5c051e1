"""A scriptable OpenAI-compatible server on loopback that fails on demand and counts its calls.

What a call meets is decided, in this order, by
- markers in the visitor's message: `[[fault=status:503,reset,ok]]` gives a message's first call a
  503, its second a reset, and good answers from then on; `[[mark=NAME]]` names the message in the
  counts, and calls of one message are told apart by that name (or by the message itself);
  `[[teach]]` adds a lesson about the message to a good answer (`markers.spell` hides all of them
  in one word, where a message is to look like small talk);
- the queue: `POST /admin/queue` with a list of scripts (`teacher_faults.Script` as JSON objects, or
  fault names), one for each coming call;
- the default script: `POST /admin/default`, or the command line.

`GET /admin/calls` gives `{"total", "by_mark", "by_fault", "served"}`; `POST /admin/reset` forgets
everything. In a test: `with FaultTeacher() as teacher: ...`; as a process of its own:
`python -m tests.faults.teacher_server --port 9200 --first-ms 200 --pieces 20 --piece-ms 10`.
"""

import argparse
import contextlib
import json
import re
import threading
from collections import Counter, deque
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast

from delegation.domain.teaching.marks import MARK
from delegation.domain.teaching.ways import NOTE
from tests.faults.markers import read_markers
from tests.faults.teacher_faults import FAULTS, Script, Wire

LESSON = {
    "command": "LEARN_SIMPLE_PHRASE",
    "response": "You're welcome!",
    "act": "thanks",
    "variants": [],
}
KEPT_CALLS = 2_000  # bodies are kept for tests to read; counts are kept for ever
_MARK = re.compile(r"\[\[mark=([^\]]+)\]\]")
_FAULT = re.compile(r"\[\[fault=([^\]]+)\]\]")


@dataclass(frozen=True)
class Call:
    """One request that reached the server."""

    mark: str
    fault: str
    body: dict[str, Any]
    headers: dict[str, str]
    client_port: int  # equal for calls over one connection


class State:
    """What to do next and what was done; every thread of the server shares it."""

    def __init__(self, default: Script) -> None:
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.default = default
        self.forget()

    def forget(self) -> None:
        self.queue: deque[Script] = deque()
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.by_mark: Counter[str] = Counter()
        self.by_fault: Counter[str] = Counter()

    def counts(self) -> dict[str, Any]:
        with self.lock:
            return {
                "total": self.by_mark.total(),
                "by_mark": dict(self.by_mark),
                "by_fault": dict(self.by_fault),
            }

    def take(
        self, message: str, body: dict[str, Any], headers: dict[str, str], port: int
    ) -> Script:
        """Decide how this call is answered, and count it."""
        message = read_markers(message)
        named = _MARK.search(message)
        mark = named.group(1) if named else message
        with self.lock:
            script = self._decide(message, self.by_mark[mark])
            self.by_mark[mark] += 1
            self.by_fault[script.fault] += 1
            self.calls.append(Call(mark, script.fault, body, headers, port))
        return script

    def _decide(self, message: str, earlier_calls: int) -> Script:
        if asked := _FAULT.search(message):
            names = asked.group(1).split(",")
            return named_script(names[min(earlier_calls, len(names) - 1)], self.default)
        return self.queue.popleft() if self.queue else self.default


def named_script(name: str, base: Script) -> Script:
    """`status:503` -> the base script with that fault and argument."""
    fault, _, argument = name.strip().partition(":")
    if fault not in FAULTS:
        raise ValueError(f"no fault is called {fault!r}")
    return replace(base, fault=fault, argument=argument)


def read_script(data: Any, base: Script) -> Script:
    """A fault's name, or an object with a Script's fields."""
    return named_script(data, base) if isinstance(data, str) else replace(base, **data)


def message_of(body: dict[str, Any]) -> str:
    """The visitor's message: the last user turn without a note, or the `message` of a JSON case."""
    users = [m.get("content") for m in body.get("messages") or () if m.get("role") == "user"]
    last = users[-1].split(NOTE)[0] if users and isinstance(users[-1], str) else ""
    with contextlib.suppress(ValueError):
        case = json.loads(last)
        if isinstance(case, dict) and isinstance(case.get("message"), str):
            return cast("str", case["message"])
    return last


def good_content(script: Script, body: dict[str, Any], message: str) -> str:
    if script.content is not None:
        return script.content.replace("[[message]]", json.dumps(message, ensure_ascii=False)[1:-1])
    said, taught = f"You said: {message}", "[[teach]]" in read_markers(message)
    asked = "".join(str(each.get("content")) for each in body.get("messages") or ())
    if (body.get("response_format") or {}).get("type") not in ("json_schema", "json_object"):
        code = "thanks" if taught and NOTE in asked else ""
        return said + (f"{MARK}{code}" if MARK in asked else "")
    lesson = {**LESSON, "query": message} if taught else None
    reply = {"userResponse": said, "awaiting": "nothing", "learningInstruction": lesson}
    return json.dumps(reply, ensure_ascii=False)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    state: State

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            return self._json({"object": "list", "data": [{"id": "fault", "object": "model"}]})
        return self._json(self.state.counts())

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"null")
        if self.path.startswith("/admin/"):
            return self._admin(self.path.removeprefix("/admin/"), body)
        return self._teach(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: a fault run makes thousands of calls."""

    def _teach(self, body: dict[str, Any]) -> None:
        self.close_connection = True
        message = message_of(body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        script = self.state.take(message, body, headers, self.client_address[1])
        content = good_content(script, body, message)
        usage = {
            "prompt_tokens": len(json.dumps(body)) // 4,
            "completion_tokens": len(content) // 4,
        }
        usage["total_tokens"] = sum(usage.values())
        wire = Wire(self.connection, script, body, content, self.state.stopping, usage)
        with contextlib.suppress(OSError):  # a client that leaves is half of what is tested
            FAULTS[script.fault](wire)

    def _admin(self, what: str, body: Any) -> None:
        state = self.state
        with state.lock:
            if what == "queue":
                state.queue.extend(read_script(item, state.default) for item in body)
            elif what == "default":
                state.default = read_script(body, state.default)
            elif what == "reset":
                state.forget()
        self._json({"ok": True})

    def _json(self, data: dict[str, Any]) -> None:
        payload = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def shutdown_request(self, request: Any) -> None:
        with contextlib.suppress(OSError):  # a reset has already closed it
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke while it was being read is no news here."""


class FaultTeacher:
    """The server inside a test: started, scripted and asked through its attributes."""

    def __init__(self, default: Script | None = None, *, port: int = 0) -> None:
        self.state = State(default or Script())
        handler = type("ScriptedHandler", (Handler,), {"state": self.state})
        self.server = Server(("127.0.0.1", port), handler)
        self.port = self.server.server_port
        self.base_url = f"http://127.0.0.1:{self.port}/v1"

    @property
    def calls(self) -> list[Call]:
        return list(self.state.calls)

    def script(self, *scripts: str | Script) -> None:
        """Queue what the coming calls meet."""
        for script in scripts:
            ready = named_script(script, self.state.default) if isinstance(script, str) else script
            self.state.queue.append(ready)

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.state.stopping.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def main() -> None:
    parser = argparse.ArgumentParser(description="A teacher that fails on demand.")
    parser.add_argument("--port", type=int, default=9200)
    parser.add_argument("--first-ms", type=float, default=0)
    parser.add_argument("--piece-ms", type=float, default=0)
    parser.add_argument("--pieces", type=int, default=5)
    parser.add_argument("--fault", default="ok", help="what every call meets unless told otherwise")
    options = parser.parse_args()
    pacing = Script(
        pieces=options.pieces,
        first_seconds=options.first_ms / 1000,
        piece_seconds=options.piece_ms / 1000,
    )
    teacher = FaultTeacher(named_script(options.fault, pacing), port=options.port)
    print(f"fault teacher ready {teacher.base_url}", flush=True)  # noqa: T201 - for whoever started it
    with contextlib.suppress(KeyboardInterrupt):
        teacher.server.serve_forever()


if __name__ == "__main__":
    main()
