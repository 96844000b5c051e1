"""The OpenAI chat protocol over HTTP, on loopback: /v1/chat/completions and /v1/models."""

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from delegation.embedded.demo_teacher.script import answer, read_case, written

MODEL = "demo-teacher"
FIRST_PIECE_SECONDS = 0.3  # a quick hosted model's first token
PIECE_SECONDS = 0.03
PIECE_CHARACTERS = 8
MAX_BODY_BYTES = 1_000_000
BYTES_PER_TOKEN = 4  # usage figures are of the usual size, not exact: there is no tokenizer here


@dataclass(frozen=True)
class Completion:
    """One reply and the figures that go with it."""

    text: str
    model: str
    prompt_tokens: int

    @property
    def usage(self) -> dict[str, int]:
        written = 1 + len(self.text.encode()) // BYTES_PER_TOKEN
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": written,
            "total_tokens": self.prompt_tokens + written,
        }


def complete(body: dict[str, Any]) -> Completion:
    """Answer a chat request: JSON where response_format asks for it, otherwise text."""
    messages = [m for m in body.get("messages") or () if isinstance(m, dict)]
    case = read_case(messages)
    reply = answer(case)
    wanted = (body.get("response_format") or {}).get("type", "text")
    structured = wanted in ("json_schema", "json_object")
    text = json.dumps(reply, ensure_ascii=False) if structured else written(case, reply)
    prompt = 1 + len(json.dumps(messages, ensure_ascii=False).encode()) // BYTES_PER_TOKEN
    return Completion(text, str(body.get("model") or MODEL), prompt)


def stream_chunks(completion: Completion, *, with_usage: bool) -> Iterator[dict[str, Any]]:
    """The completion in the pieces of the streaming protocol, without the closing [DONE]."""
    head = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": completion.model,
    }
    for start in range(0, len(completion.text), PIECE_CHARACTERS):
        delta = {"content": completion.text[start : start + PIECE_CHARACTERS]}
        if start == 0:
            delta["role"] = "assistant"
        yield head | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield head | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    if with_usage:
        yield head | {"choices": [], "usage": completion.usage}


class DemoTeacherHandler(BaseHTTPRequestHandler):
    """One connection. `pace` scales the waiting: 1 like a model, 0 at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    pace: ClassVar[float] = 1.0

    def do_GET(self) -> None:
        if self.path.rstrip("/") != "/v1/models":
            return self._error(404, "not_found", f"There is nothing at {self.path}.")
        models = [{"id": MODEL, "object": "model", "created": 0, "owned_by": "self-delegation"}]
        return self._json(200, {"object": "list", "data": models})

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return self._error(400, "invalid_request", "The body is not a JSON object.")
        if self.path.rstrip("/") != "/v1/chat/completions":
            return self._error(404, "not_found", f"There is nothing at {self.path}.")
        completion = complete(body)
        try:
            if body.get("stream"):
                options = body.get("stream_options") or {}
                return self._stream(completion, with_usage=bool(options.get("include_usage")))
            pieces = len(completion.text) // PIECE_CHARACTERS
            self._wait(FIRST_PIECE_SECONDS + pieces * PIECE_SECONDS)
            return self._json(200, _whole(completion))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client left, which is its right

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: visitors' messages are not ours to log."""

    def _body(self) -> dict[str, Any] | None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= MAX_BODY_BYTES:
            self.close_connection = True
            return None
        try:
            data = json.loads(self.rfile.read(length))
        except ValueError:
            return None
        return data if isinstance(data, dict) else None

    def _stream(self, completion: Completion, *, with_usage: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._wait(FIRST_PIECE_SECONDS)
        for chunk in stream_chunks(completion, with_usage=with_usage):
            self._write_chunk(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n")
            self._wait(PIECE_SECONDS)
        self._write_chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _write_chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def _wait(self, seconds: float) -> None:
        if self.pace:
            time.sleep(seconds * self.pace)

    def _error(self, status: int, code: str, message: str) -> None:
        self._json(status, {"error": {"message": message, "type": code, "code": code}})

    def _json(self, status: int, data: dict[str, Any]) -> None:
        payload = json.dumps(data, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


class DemoTeacherServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # visitors of a demo played at speed arrive together


def make_server(port: int, *, pace: float = 1.0) -> DemoTeacherServer:
    """A server on loopback; port 0 takes a free one."""
    handler = type("PacedHandler", (DemoTeacherHandler,), {"pace": pace})
    return DemoTeacherServer(("127.0.0.1", port), handler)


def _whole(completion: Completion) -> dict[str, Any]:
    message = {"role": "assistant", "content": completion.text}
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": completion.model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": completion.usage,
    }
