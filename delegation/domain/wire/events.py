"""The events of an escalation: what the teacher's answer looks like while it is being written.

    delta   {"text", "offset", "attempt"}   a piece of the visible text
    answer  the whole payload               the end: what was committed
    error   {"code", "message", "fields"}   the end: why there is no answer

`offset` says where the piece begins, in UTF-16 code units (what `String.length` counts in a
browser, where most readers live). `attempt` counts from 1; a later attempt writes the text again
from offset 0. With both, a reader may see any event twice, or miss some, and still show the
server's text: `TextSoFar` is the rule it follows.

An event's id is that of its Valkey stream entry, `<milliseconds>-<sequence>`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, cast
from uuid import UUID

Kind = Literal["delta", "answer", "error"]

START = "0-0"  # before every event
LAST_SEQUENCE = 2**64 - 1  # the largest that Valkey knows: no entry that it makes ends in it

_KINDS = frozenset({"delta", "answer", "error"})
_ID = re.compile(r"([0-9]{1,20})-([0-9]{1,20})", re.ASCII)


class EventRefused(Exception):
    """A stored entry that is not an event of this escalation; it must not be shown."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `data` is JSON-able; its shape by kind stands above."""

    id: str
    kind: Kind
    data: Mapping[str, Any]

    @property
    def ends(self) -> bool:
        """Return whether this is the last event."""
        return self.kind != "delta"


@dataclass(frozen=True, slots=True)
class Address:
    """Whose events: one escalation of one tenant."""

    tenant_id: int
    escalation_id: UUID

    @property
    def key(self) -> str:
        """The Valkey stream that holds the events."""
        return f"events:{self}"

    @property
    def channel(self) -> str:
        """The Pub/Sub channel that says "there is something new"; messages on it carry nothing."""
        return f"wake:{self}"

    def __str__(self) -> str:
        return f"{self.tenant_id}:{self.escalation_id}"


def entry_fields(address: Address, kind: Kind, data: Mapping[str, Any]) -> dict[str, bytes]:
    """An event as the fields of a stream entry. It names its owner: see `event_of_entry`."""
    return {"owner": str(address).encode(), "kind": kind.encode(), "data": compact_json(data)}


def event_of_entry(address: Address, entry_id: bytes, fields: Mapping[bytes, bytes]) -> Event:
    """The event in a stream entry that was read for `address`.

    Raises EventRefused if it belongs to another escalation (a connection can hand one reader's
    reply to the next) or is none of ours.
    """
    if fields.get(b"owner") != str(address).encode():
        raise EventRefused(f"An entry read for {address} belongs to another escalation.")
    kind = fields.get(b"kind", b"").decode("ascii", "replace")
    if kind not in _KINDS:
        raise EventRefused(f"Entry {entry_id!r} of {address} has the unknown kind {kind!r}.")
    try:
        data = json.loads(fields[b"data"])
    except (KeyError, ValueError) as problem:
        raise EventRefused(f"Entry {entry_id!r} of {address} holds no JSON.") from problem
    if not isinstance(data, dict):
        raise EventRefused(f"Entry {entry_id!r} of {address} holds no JSON object.")
    return Event(entry_id.decode("ascii"), cast("Kind", kind), data)


def compact_json(data: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8 without spaces. A lone surrogate, which has no UTF-8, becomes "?"."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def utf16_length(text: str) -> int:
    """Its length in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_event_id(text: str) -> tuple[int, int]:
    """(milliseconds, sequence); ids compare as these pairs do. Raises ValueError."""
    match = _ID.fullmatch(text)
    pair = (int(match[1]), int(match[2])) if match else (LAST_SEQUENCE + 1, 0)
    if max(pair) > LAST_SEQUENCE:
        raise ValueError(f"{text[:60]!r} is not an event id.")
    return pair


def id_of_the_end(seen: str) -> str:
    """An id for an end that is not out of Valkey: after `seen`, and known for an end by itself."""
    return f"{parse_event_id(seen)[0]}-{LAST_SEQUENCE}"


def is_id_of_an_end(event_id: str) -> bool:
    """Return whether the id alone shows that its reader has seen the end."""
    return parse_event_id(event_id)[1] == LAST_SEQUENCE


@dataclass(frozen=True, slots=True)
class TextSoFar:
    """What a reader shows, event by event; the gatekeeper has its twin."""

    text: str = ""
    attempt: int = 0
    ended: bool = False

    def after(self, event: Event) -> Self:
        """What it shows once the event has arrived."""
        if self.ended:
            return self
        if event.kind == "answer":
            return type(self)(str(event.data["userResponse"]), self.attempt, ended=True)
        if event.kind == "error":
            return type(self)(self.text, self.attempt, ended=True)
        return self._after_piece(event.data)

    def _after_piece(self, data: Mapping[str, Any]) -> Self:
        attempt, offset = int(data["attempt"]), int(data["offset"])
        if attempt < self.attempt:
            return self  # a worker that was taken for dead still writes
        shown = self.text if attempt == self.attempt else ""
        units = shown.encode("utf-16-le")
        if offset * 2 > len(units):
            return type(self)(
                shown, attempt
            )  # pieces are missing in between: the answer brings them
        kept = units[: offset * 2].decode("utf-16-le")
        return type(self)(kept + str(data["text"]), attempt)
