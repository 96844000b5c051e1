"""Server-sent events as bytes: written by the stream process, read by our own clients."""

import json
from collections.abc import Iterator
from typing import cast

from delegation.domain.wire.events import Event, Kind, compact_json

HEARTBEAT = b": still here\n\n"


def frame(event: Event) -> bytes:
    """The event on the wire. JSON escapes line breaks, so the data is always one line."""
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (
        event.id.encode(),
        event.kind.encode(),
        compact_json(event.data),
    )


def opening(retry_milliseconds: int) -> bytes:
    """The first bytes: how long an EventSource waits before it reconnects."""
    return b"retry: %d\n\n" % retry_milliseconds


class FrameReader:
    """Events out of bytes that arrive in pieces of any size. A frame cut short gives no event.

    Reads what `frame` writes, not every stream the standard allows.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Event]:
        """The events that these bytes complete."""
        *frames, self._rest = (self._rest + data).split(b"\n\n")
        for block in frames:
            lines = (line.partition(b": ") for line in block.split(b"\n"))
            fields = {name: value for name, _, value in lines}
            if b"data" in fields:
                kind = cast("Kind", fields[b"event"].decode())
                yield Event(fields[b"id"].decode(), kind, json.loads(fields[b"data"]))
