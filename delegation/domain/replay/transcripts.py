"""Chat exports -> dialogues: JSONL as in the replay protocol, or CSV with one turn a row."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from delegation.domain.codepoints import is_storable
from delegation.domain.words import Awaiting

CSV_COLUMNS = ("dialogue", "role", "text")
ROLES = ("user", "assistant")
GOLD = ("trivial", "either", "escalate")


class TranscriptRefused(ValueError):
    """The file is no transcript; the message names the line and what was expected."""


@dataclass(frozen=True)
class Message:
    """A visitor's message: the awaiting state it was written in, and what is right, if known."""

    dialogue: int
    state: str
    text: str
    gold: str | None


def read_jsonl(lines: Iterable[str]) -> Iterator[Message]:
    """Messages of `{"turns": [{"role", "text", "awaiting" | "gold"}]}`, one dialogue a line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            turns = json.loads(line)["turns"]
            messages = list(_messages(number, turns))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise TranscriptRefused(f"line {number} is no dialogue with turns: {error}") from error
        yield from messages


def read_csv(lines: Iterable[str]) -> Iterator[Message]:
    """Messages of rows with dialogue, role, text, and perhaps awaiting and gold."""
    reader = csv.DictReader(lines)
    if missing := set(CSV_COLUMNS) - set(reader.fieldnames or ()):
        raise TranscriptRefused(f"line 1 lacks the columns {', '.join(sorted(missing))}")
    dialogues: dict[str, list[dict[str, Any]]] = {}
    for row in reader:
        dialogues.setdefault(row["dialogue"], []).append(row)
    for number, (name, turns) in enumerate(dialogues.items(), 1):
        try:
            yield from _messages(number, turns)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TranscriptRefused(f"dialogue {name} cannot be read: {error}") from error


def _messages(dialogue: int, turns: Iterable[dict[str, Any]]) -> Iterator[Message]:
    """An assistant turn that does not say what it awaits leaves the state unknown."""
    state = str(Awaiting.NOTHING)
    for turn in turns:
        if turn["role"] not in ROLES:
            raise ValueError(f"role {turn['role']!r} is neither user nor assistant")
        if turn["role"] == "assistant":
            state = str(Awaiting(turn.get("awaiting") or Awaiting.UNKNOWN))
            continue
        gold = turn.get("gold") or None
        if gold is not None and gold not in GOLD:
            raise ValueError(f"gold {gold!r} is none of {', '.join(GOLD)}")
        text = str(turn["text"])
        if not is_storable(text):
            raise ValueError("it holds a character that no text can hold")
        yield Message(dialogue, state, text, gold)
