"""The bytes of an event stream -> the data of its events."""

from collections.abc import Iterable, Iterator

from delegation.teacher.errors import TeacherBroken


def read_events(parts: Iterable[bytes], *, line_bytes: int) -> Iterator[str]:
    """The `data` of each event, as the bytes arrive. Comments and other fields are passed over.

    A last line without its end is dropped, unless it is the end marker itself: half an event is
    none. Raises TeacherBroken for bytes that are not UTF-8 and for lines over `line_bytes`.
    """
    lines = _lines(parts, line_bytes)
    data: list[str] = []
    for line in lines:
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
    if data == ["[DONE]"]:
        yield data[0]


def _lines(parts: Iterable[bytes], line_bytes: int) -> Iterator[str]:
    waiting = bytearray()
    for part in parts:
        waiting += part
        if b"\n" in part:
            *whole, rest = bytes(waiting).split(b"\n")
            waiting = bytearray(rest)
            yield from map(_decode, whole)
        if len(waiting) > line_bytes:
            raise TeacherBroken("teacher_too_large")
    if bytes(waiting).strip() == b"data: [DONE]":
        yield "data: [DONE]"


def _decode(line: bytes) -> str:
    try:
        return line.decode().rstrip("\r")
    except UnicodeDecodeError:
        raise TeacherBroken("teacher_invalid_utf8") from None
