"""The ways in which the fault teacher answers: each leaves the wire as a real fault would."""

import json
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

GIANT_LINE_BYTES = 50_000_000
STALL_POLL_SECONDS = 0.05


@dataclass
class Script:
    """How one call is answered. `argument` belongs to the fault: a status, a reason, an address."""

    fault: str = "ok"
    argument: str = ""
    content: str | None = None  # the reply; [[message]] is what was said; None: an echo of it
    pieces: int = 5
    first_seconds: float = 0.0
    piece_seconds: float = 0.0
    usage: bool = True


@dataclass
class Wire:
    """One HTTP/1.1 connection, below every convenience, so that it can be misused exactly."""

    sock: socket.socket
    script: Script
    body: dict[str, Any]
    content: str  # what a good answer would say here
    stopping: Event
    usage: dict[str, int] = field(default_factory=dict)

    def head(self, status: int, content_type: str, **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Scripted", f"Content-Type: {content_type}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.sock.sendall(("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode())

    def whole(self, status: int, content_type: str, payload: bytes, **headers: str) -> None:
        self.head(status, content_type, Content_Length=str(len(payload)), **headers)
        self.sock.sendall(payload)

    def begin(self) -> None:
        self.head(200, "text/event-stream", Transfer_Encoding="chunked")

    def raw(self, data: bytes) -> None:
        self.sock.sendall(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def event(self, data: dict[str, Any]) -> None:
        self.raw(f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode())

    def delta(self, text: str) -> None:
        self.event(chunk({"content": text}))

    def finish(self, reason: str | None = "stop", *, done: bool = True) -> None:
        self.event(chunk({}, reason))
        asked = (self.body.get("stream_options") or {}).get("include_usage")
        if asked and self.script.usage:
            self.event({"choices": [], "usage": self.usage})
        if done:
            self.raw(b"data: [DONE]\n\n")
        self.end()

    def end(self) -> None:
        self.sock.sendall(b"0\r\n\r\n")

    def reset(self) -> None:
        # Linger of zero seconds turns close into RST: the peer's read fails instead of ending.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def stall(self) -> None:
        """Say nothing until the client leaves or the server stops."""
        self.sock.settimeout(STALL_POLL_SECONDS)
        while not self.stopping.is_set():
            try:
                if self.sock.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def pieces(self) -> Iterator[str]:
        """The content in `script.pieces` parts, with the script's pacing."""
        count = max(1, min(self.script.pieces, len(self.content)))
        time.sleep(self.script.first_seconds)
        for index in range(count):
            if index:
                time.sleep(self.script.piece_seconds)
            start, stop = (len(self.content) * step // count for step in (index, index + 1))
            yield self.content[start:stop]

    def half(self) -> None:
        """Begin well and send the first half of the pieces."""
        self.begin()
        pieces = list(self.pieces())
        for piece in pieces[: (len(pieces) + 1) // 2]:
            self.delta(piece)


def chunk(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-fault",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "fault",
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
    }


def ok(wire: Wire) -> None:
    if not wire.body.get("stream"):
        return _whole_completion(wire)
    wire.begin()
    for piece in wire.pieces():
        wire.delta(piece)
    return wire.finish()


def _whole_completion(wire: Wire, reason: str = "stop") -> None:
    message = {"role": "assistant", "content": "".join(wire.pieces())}
    choice = {"index": 0, "message": message, "finish_reason": reason}
    data: dict[str, Any] = {"object": "chat.completion", "choices": [choice]}
    if wire.script.usage:
        data["usage"] = wire.usage
    wire.whole(200, "application/json", json.dumps(data).encode())


def _refuse(wire: Wire, status: int, message: str, code: str = "invalid_request") -> None:
    error = {"error": {"message": message, "type": code, "code": code}}
    wire.whole(status, "application/json", json.dumps(error).encode())


def json_only(wire: Wire) -> None:
    if (wire.body.get("response_format") or {}).get("type") == "json_schema":
        return _refuse(wire, 400, "response_format of type json_schema is not supported")
    return ok(wire)


def text_only(wire: Wire) -> None:
    if "response_format" in wire.body:
        return _refuse(wire, 400, "unknown field: response_format")
    return ok(wire)


def old_fields_only(wire: Wire) -> None:
    for name in ("stream_options", "max_completion_tokens", "reasoning_effort"):
        if name in wire.body:
            return _refuse(wire, 400, f"Unrecognized request argument supplied: {name}")
    return ok(wire)


def ignores_stream(wire: Wire) -> None:
    _whole_completion(wire, wire.script.argument or "stop")


def status(wire: Wire) -> None:
    """`status:503` or `status:429:30` (with Retry-After) or `status:429::insufficient_quota`."""
    number, _, rest = wire.script.argument.partition(":")
    retry_after, _, code = rest.partition(":")
    headers = {"Retry_After": retry_after} if retry_after else {}
    error = {"error": {"message": "scripted refusal", "code": code or "scripted"}}
    wire.whole(int(number), "application/json", json.dumps(error).encode(), **headers)


def stall_headers(wire: Wire) -> None:
    wire.stall()


def stall_first(wire: Wire) -> None:
    wire.begin()
    wire.stall()


def stall_mid(wire: Wire) -> None:
    wire.half()
    wire.stall()


def stall_tail(wire: Wire) -> None:
    wire.begin()
    for piece in wire.pieces():
        wire.delta(piece)
    wire.event(chunk({}, "stop"))
    wire.stall()


def heartbeats(wire: Wire) -> None:
    wire.begin()
    while not wire.stopping.is_set():
        wire.raw(b": still thinking\n\n")
        time.sleep(STALL_POLL_SECONDS)


def dribble(wire: Wire) -> None:
    wire.begin()
    while not wire.stopping.is_set():
        wire.event(chunk({"content": ""}))
        time.sleep(STALL_POLL_SECONDS)


def reset(wire: Wire) -> None:
    wire.half()
    time.sleep(STALL_POLL_SECONDS)  # a reset at once would also destroy what was sent
    wire.reset()


def reset_at_once(wire: Wire) -> None:
    wire.reset()


def clean_end(wire: Wire) -> None:
    wire.half()
    wire.end()


def finish(wire: Wire) -> None:
    """`finish:length`, `finish:content_filter`, ...: all the text, then that reason."""
    wire.begin()
    for piece in wire.pieces():
        wire.delta(piece)
    wire.finish(wire.script.argument)


def cut(wire: Wire) -> None:
    """`cut:length`: half of the text, then that reason, as a real limit would."""
    wire.half()
    wire.finish(wire.script.argument)


def null_finish(wire: Wire) -> None:
    wire.begin()
    for piece in wire.pieces():
        wire.delta(piece)
    wire.finish(None)


def no_done(wire: Wire) -> None:
    wire.begin()
    for piece in wire.pieces():
        wire.delta(piece)
    wire.finish("stop", done=False)


def html(wire: Wire) -> None:
    wire.whole(200, "text/html", b"<html><body>Please sign in to the hotel's network</body></html>")


def html_as_stream(wire: Wire) -> None:
    wire.whole(200, "text/event-stream", b"<html><body>nothing here</body></html>\n\n")


def invalid_utf8(wire: Wire) -> None:
    wire.half()
    wire.raw(b'data: {"choices":[{"index":0,"delta":{"content":"\xff\xfe"}}]}\n\n')
    wire.finish()


def nul(wire: Wire) -> None:
    wire.content = wire.content.replace("You", "Yo\0u").replace("Hello", "Hel\0lo")
    ok(wire)


def broken_chunk(wire: Wire) -> None:
    wire.half()
    wire.raw(b'data: {"choices":[{"index":0,"delta":{"con\n\n')
    wire.finish()


def chunk_of_nonsense(wire: Wire) -> None:
    wire.begin()
    wire.raw(b'data: {"choices":[{"index":"a","delta":7}]}\n\ndata: [1]\n\ndata: 5\n\n')
    wire.finish()


def broken_json(wire: Wire) -> None:
    wire.content = '{"userResponse": oops, "awaiting": "nothing"}'
    ok(wire)


def broken_json_late(wire: Wire) -> None:
    wire.content = '{"userResponse": "Hello", "awaiting": "nothing", "learningInstruction": {oops'
    ok(wire)


def wrong_schema(wire: Wire) -> None:
    wire.content = json.dumps({"answer": "Hello", "mood": 7})
    ok(wire)


def error_in_stream(wire: Wire) -> None:
    wire.half()
    wire.event({"error": {"message": "the model crashed", "code": 500}})
    wire.end()


def giant_line(wire: Wire) -> None:
    wire.begin()
    block = b"x" * 1_000_000
    wire.raw(b'data: {"choices":[{"index":0,"delta":{"content":"')
    for _ in range(GIANT_LINE_BYTES // len(block)):
        wire.raw(block)
    wire.raw(b'"}}]}\n\n')
    wire.finish()


def giant_error(wire: Wire) -> None:
    wire.head(503, "text/plain", Content_Length=str(GIANT_LINE_BYTES))
    for _ in range(GIANT_LINE_BYTES // 1_000_000):
        wire.sock.sendall(b"x" * 1_000_000)


def zipped(wire: Wire) -> None:
    wire.whole(200, "text/event-stream", b"\x1f\x8b not really", Content_Encoding="gzip")


def redirect(wire: Wire) -> None:
    wire.whole(307, "text/plain", b"", Location=wire.script.argument)


def refusal(wire: Wire) -> None:
    wire.begin()
    wire.event(chunk({"refusal": "I cannot help with that."}))
    wire.finish()


def empty(wire: Wire) -> None:
    wire.begin()
    wire.finish()


FAULTS: dict[str, Callable[[Wire], None]] = {
    function.__name__: function
    for function in (
        ok, json_only, text_only, old_fields_only, ignores_stream, status, stall_headers,
        stall_first, stall_mid, stall_tail, heartbeats, dribble, reset, reset_at_once, clean_end,
        finish, cut, null_finish, no_done, html, html_as_stream, invalid_utf8, nul, broken_chunk,
        chunk_of_nonsense, broken_json, broken_json_late, wrong_schema, error_in_stream,
        giant_line, giant_error, zipped, redirect, refusal, empty,
    )
}  # fmt: skip
