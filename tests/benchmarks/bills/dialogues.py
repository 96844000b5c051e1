"""Labelled dialogues, read with the replies that their assistant gave."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TRIVIAL, ESCALATE = "trivial", "escalate"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A visitor's message, what is right for it, and the reply that the file has to it.

    `gold` is trivial, either or escalate; `awaiting` is what an honest teacher declares of the
    reply. A dialogue that ends with a visitor's message has an empty last reply.
    """

    dialogue: int
    text: str
    gold: str
    reply: str
    awaiting: str


def read_dialogues(path: Path) -> list[list[Exchange]]:
    """Read a file of the replay protocol, gzipped or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
    turns = (json.loads(line)["turns"] for line in text.split("\n") if line.strip())
    return [list(_exchanges(number, each)) for number, each in enumerate(turns, 1)]


def _exchanges(dialogue: int, turns: Iterable[dict[str, Any]]) -> Iterator[Exchange]:
    asked: dict[str, Any] | None = None
    for turn in turns:
        if turn["role"] == "user":
            if asked is not None:
                yield _exchange(dialogue, asked, None)
            asked = turn
        elif asked is not None:
            yield _exchange(dialogue, asked, turn)
            asked = None
    if asked is not None:
        yield _exchange(dialogue, asked, None)


def _exchange(dialogue: int, asked: dict[str, Any], reply: dict[str, Any] | None) -> Exchange:
    text, awaiting = (reply["text"], reply["awaiting"]) if reply else ("", "unknown")
    return Exchange(dialogue, asked["text"], asked["gold"], text, awaiting)
