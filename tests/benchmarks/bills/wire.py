"""A server in front of a teacher that keeps what went over the wire."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

SECONDS = 30.0


@dataclass
class Log:
    """Requests with what the teacher wrote to each, in the order of their ends."""

    upstream: str
    port: int = 0
    calls: list[tuple[list[dict[str, str]], str]] = field(default_factory=list)


@contextmanager
def logging_teacher(upstream: str, port: int) -> Iterator[Log]:
    """Pass requests on to the teacher at `upstream`, and keep them."""
    log = Log(upstream, port)
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(log))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield log
    finally:
        server.shutdown()
        server.server_close()
        thread.join(SECONDS)


def _handler(log: Log) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on("GET", b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            written = self._pass_on("POST", body)
            log.calls.append((json.loads(body)["messages"], _text(written)))

        def _pass_on(self, method: str, body: bytes) -> bytes:
            kept = {"Authorization", "Content-Type"}
            headers = {name: value for name, value in self.headers.items() if name in kept}
            answer = httpx2.request(
                method, f"{log.upstream}{self.path}", content=body, headers=headers, timeout=SECONDS
            )
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)
            return bytes(answer.content)

        def log_message(self, *_: Any) -> None:
            """Say nothing: the requests are kept."""

    return Handler


def _text(stream: bytes) -> str:
    """What the model wrote, from its events."""
    text = ""
    for line in stream.decode().split("\n"):
        if line.startswith("data: {"):
            for choice in json.loads(line[6:]).get("choices", []):
                text += choice["delta"].get("content") or ""
    return text
