"""Receivers on loopback of what the product sends to operators' tools: OTLP, and Sentry's form."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import brotli  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

PATIENCE_SECONDS = 20.0  # after which a test has failed rather than waited


@dataclass(frozen=True)
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Keeps every POST and answers 200."""

    port: int
    requests: list[Received] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)
    answers: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def silence(self) -> Iterator[Callable[[], bool]]:
        """Answer nothing in the block; return whether it was so until now."""
        before = self.answers
        self.may_answer.clear()
        try:
            yield lambda: self.answers == before
        finally:
            self.may_answer.set()

    @property
    def everything(self) -> bytes:
        """All bodies, to search."""
        return b"\n".join(each.body for each in self.requests)


class KeepingHandler(BaseHTTPRequestHandler):
    """Keeps the body as it was before it was compressed."""

    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
        body = unpack.get(self.headers.get("Content-Encoding", ""), bytes)(body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.requests.append(Received(self.path, headers, body))
        self.receiver.may_answer.wait(PATIENCE_SECONDS)
        self.receiver.answers += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Return a receiver that listens until the block ends."""
    receiver = Receiver(0)
    receiver.may_answer.set()
    handler = type("OneReceiver", (KeepingHandler,), {"receiver": receiver})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class SentSpan:
    """A span as it came over OTLP. Ids are in hexadecimal; times in nanoseconds since 1970."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    start: int
    end: int
    values: dict[str, Any]
    moments: tuple[str, ...]
    fault: str


def spans_of(receiver: Receiver) -> list[SentSpan]:
    """Return the spans of all requests in the order of their starts."""
    found: list[SentSpan] = []
    for request in receiver.requests:
        message = ExportTraceServiceRequest.FromString(request.body)
        for resource in message.resource_spans:
            service = _values(resource.resource.attributes)["service.name"]
            found += (
                SentSpan(
                    service,
                    span.name,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    span.start_time_unix_nano,
                    span.end_time_unix_nano,
                    _values(span.attributes),
                    tuple(event.name for event in span.events),
                    span.status.message
                    if span.status.code == span.status.STATUS_CODE_ERROR
                    else "",
                )
                for scope in resource.scope_spans
                for span in scope.spans
            )
    return sorted(found, key=lambda span: span.start)


def _values(attributes: Any) -> dict[str, Any]:
    return {
        each.key: getattr(each.value, str(each.value.WhichOneof("value"))) for each in attributes
    }


def errors_of(receiver: Receiver) -> list[dict[str, Any]]:
    """Return the events of all envelopes."""
    events: list[dict[str, Any]] = []
    for request in receiver.requests:
        lines = request.body.split(b"\n")
        kinds = [json.loads(line) if line else {} for line in lines[1:]]
        events += (content for head, content in pairwise(kinds) if head.get("type") == "event")
    return events


def wait_for(is_there: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_there():
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.05)
