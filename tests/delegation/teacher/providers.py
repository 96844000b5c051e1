"""A server on loopback that answers every request by a function, byte for byte."""

import json
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

ANSWER = "Hi there! How can I help?"
USAGE = {"prompt_tokens": 120, "completion_tokens": 9, "total_tokens": 129}


@dataclass(frozen=True)
class Asked:
    """One request that arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """What is sent back: bytes, and pauses in seconds between them."""

    parts: Sequence[bytes | float] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Provider = Callable[[Asked], Answered]


def chunk(content: object = None, *, finish: str | None = None, **more: Any) -> dict[str, Any]:
    delta = {} if content is None else {"content": content}
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}


def event(data: object) -> bytes:
    written = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"data: {written}\n\n".encode()


def streamed(*pieces: object, finish: str = "stop", usage: object = USAGE) -> Answered:
    """A well-behaved stream of these pieces of content."""
    events = [chunk(piece) for piece in pieces] + [chunk(finish=finish)]
    tail = [event({"choices": [], "usage": usage})] if usage else []
    return Answered([*map(event, events), *tail, event("[DONE]")])


def whole(content: str = ANSWER, usage: object = USAGE) -> Answered:
    """An answer that does not stream."""
    choice = {"index": 0, "message": {"content": content}, "finish_reason": "stop"}
    data = {"choices": [choice], "usage": usage}
    return Answered([json.dumps(data).encode()], headers={"Content-Type": "application/json"})


def refused(status: int, error: object, **headers: str) -> Answered:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answered(
        [json.dumps(error).encode()], status, {"Content-Type": "application/json", **named}
    )


def error(message: str, **more: Any) -> dict[str, Any]:
    """The body of a refusal, as OpenAI writes it."""
    return {"error": {"message": message, **more}}


class ProviderServer:
    """Runs a provider's function in a test."""

    def __init__(self, provider: Provider = lambda asked: streamed(ANSWER)) -> None:
        self.provider = provider
        self.asked: list[Asked] = []
        handler = type("Bound", (_Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.base_url = f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    owner: ProviderServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, body)
        self.owner.asked.append(asked)
        answered = self.owner.provider(asked)
        self.send_response(answered.status)
        for name, value in ({"Content-Type": "text/event-stream"} | answered.headers).items():
            self.send_header(name, value)
        self.end_headers()  # HTTP/1.0: the end of the connection ends the body
        with suppress(OSError):
            for part in answered.parts:
                if isinstance(part, float):
                    time.sleep(part)
                else:
                    self.wfile.write(part)
                    self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""
