"""The bytes of a model's answer -> its events, from streams that keep the rules and that do not."""

import codecs
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from delegation.teacher.errors import TeacherBroken

DONE = "[DONE]"


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event: its JSON object, or None for the end marker; `name` is its `event:` field."""

    data: dict[str, Any] | None
    name: str = ""


def read_events(parts: Iterable[bytes], *, line_bytes: int) -> Iterator[ServerEvent]:
    """Yield the events of a stream as their bytes arrive, or the one JSON object sent instead.

    Events may be separated by any line end and by one instead of two. A last event without its
    line end counts if it is whole. Raises TeacherBroken for bytes that are not UTF-8, for lines
    over `line_bytes` and for events that are not JSON objects.
    """
    reading = _Reading()
    for line in _lines(parts, line_bytes):
        yield from reading.read_line(line)
    yield from reading.finish()


class _Reading:
    """The event that is being read."""

    def __init__(self) -> None:
        self._data: list[str] = []
        self._name = ""
        self._document: list[str] = []  # a JSON object that is no event

    def read_line(self, line: str) -> Iterator[ServerEvent]:
        if self._document or line.lstrip().startswith("{"):
            self._document.append(line)
            if not line.startswith((" ", "\t")) and line.rstrip().endswith("}"):
                yield from self._end_document()
        elif line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
            yield from self._end_event(at_blank_line=False)
        elif line.startswith("event:"):
            self._name = line[6:].strip()
        elif not line and self._data:
            yield from self._end_event(at_blank_line=True)

    def finish(self) -> Iterator[ServerEvent]:
        if self._document:
            yield from self._end_document()

    def _end_event(self, *, at_blank_line: bool) -> Iterator[ServerEvent]:
        text = "\n".join(self._data).strip()
        if text.startswith(DONE):
            event = ServerEvent(None)
        else:
            data = _load(text)
            if data is None and not at_blank_line:
                return  # the rest of it may follow on another line
            if data is None:
                raise TeacherBroken("teacher_garbage")
            event = ServerEvent(data, self._name)
        self._data, self._name = [], ""
        yield event

    def _end_document(self) -> Iterator[ServerEvent]:
        if (data := _load("\n".join(self._document))) is not None:
            self._document = []
            yield ServerEvent(data)


def _load(text: str) -> dict[str, Any] | None:
    """Return the JSON object, or None for half of one. Raises TeacherBroken for other JSON."""
    if not text:
        return {}
    if not text.endswith("}") and text[0] == "{":
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        raise TeacherBroken("teacher_garbage")
    return data


def _lines(parts: Iterable[bytes], line_bytes: int) -> Iterator[str]:
    """Yield lines without their ends: \\n, \\r\\n or \\r, but a \\r that ends a part waits."""
    waiting = bytearray()
    first = True
    for part in parts:
        waiting += part
        if first and len(waiting) >= len(codecs.BOM_UTF8):
            first = False
            if waiting.startswith(codecs.BOM_UTF8):
                del waiting[: len(codecs.BOM_UTF8)]
        if b"\n" in part or b"\r" in waiting:
            whole = waiting.splitlines(keepends=True)
            waiting = bytearray() if whole[-1].endswith(b"\n") else whole.pop()
            yield from map(_decode, whole)
        if len(waiting) > line_bytes:
            raise TeacherBroken("teacher_too_large")
    if waiting:
        yield from map(_decode, waiting.splitlines())


def _decode(line: bytes | bytearray) -> str:
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise TeacherBroken("teacher_invalid_utf8") from None
