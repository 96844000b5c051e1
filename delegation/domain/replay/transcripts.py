"""Visitors' messages out of chat exports and labelled dialogues, as a replay takes them."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from delegation.domain.codepoints import is_storable
from delegation.domain.exports.archives import unpack
from delegation.domain.exports.encodings import decode
from delegation.domain.exports.reader import ChatExport, merge_bursts, open_export
from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wording import Sentence
from delegation.domain.words import Awaiting

QUESTION_MARKS = "?？؟;"  # the last is the Greek one
ROLES = ("user", "assistant")
GOLD = ("trivial", "either", "escalate")
# Two lines that begin so are options to choose from, which need no question mark.
_OPTION = re.compile(r"^\s*(?:\[?\d{1,2}[\]).:]|\d\ufe0f?\u20e3|[-*•]\s+\S)", re.MULTILINE)
BEFORE_CHARACTERS = 160  # of the assistant's line before a message: what a reader needs of it


class TranscriptRefused(ExportRefused):
    """The file is no transcript; the message names the line and what was expected."""


@dataclass(frozen=True)
class TranscriptMessage:
    """A visitor's message: the awaiting state it was written in, and what is right, if known.

    `before` is the end of what the assistant wrote last, empty at the beginning of a dialogue.
    """

    dialogue: int
    state: str
    text: str
    gold: str | None
    before: str = ""


def read_jsonl(lines: Iterable[str]) -> Iterator[TranscriptMessage]:
    """Messages of `{"turns": [{"role", "text", "awaiting" | "gold"}]}`, one dialogue a line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            turns = json.loads(line)["turns"]
            messages = list(_messages(number, turns))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise TranscriptRefused(
                Sentence(
                    "line %(line)s is no dialogue with turns: %(problem)s",
                    {"line": number, "problem": str(error)[:200]},
                )
            ) from error
        yield from messages


def read_messages(
    data: bytes, name: str = "", assistants: Collection[str] | None = None
) -> list[TranscriptMessage]:
    """Read a file of any kind that `open_export` reads, or labelled dialogues.

    `assistants` are the senders that answer; without them the best guess counts. Raises
    `ExportRefused`.
    """
    labelled = labelled_messages(data, name)
    if labelled is not None:
        return labelled
    export = open_export(data, name)
    return messages_of(export, export.assistants if assistants is None else assistants)


def labelled_messages(data: bytes, name: str = "") -> list[TranscriptMessage] | None:
    """The messages of dialogues in our own JSONL form; None for any other file."""
    files = unpack(data, name)
    if len(files) != 1 or files[0].is_workbook or b'"turns"' not in files[0].data[:20_000]:
        return None
    lines = decode(files[0].data).split("\n")  # and at nothing else: JSON may hold U+2028 as it is
    first = next((line for line in lines if line.strip()), "")
    return list(read_jsonl(lines)) if _is_labelled(first) else None


def messages_of(export: ChatExport, assistants: Collection[str]) -> list[TranscriptMessage]:
    """The visitors' messages.

    Exports do not say what was awaited: a reply with a question mark or with options leaves it
    unknown, and so unanswered, as does a menu; after any other reply nothing is awaited.
    """
    numbers: dict[str, int] = {}
    states: dict[str, str] = {}
    said: dict[str, str] = {}
    found = []
    offered: set[str] = set()  # conversations in which a menu waits for a choice
    for turn in merge_bursts(export.turns):
        number = numbers.setdefault(turn.conversation, len(numbers) + 1)
        if turn.after_menu:
            offered.add(turn.conversation)
        if turn.sender in assistants:
            states[turn.conversation] = turn.awaiting or str(
                Awaiting.UNKNOWN if _asks(turn.text) else Awaiting.NOTHING
            )
            said[turn.conversation] = turn.text[-BEFORE_CHARACTERS:]
        else:
            state = states.get(turn.conversation, str(Awaiting.NOTHING))
            if turn.conversation in offered:
                offered.discard(turn.conversation)
                state = str(Awaiting.UNKNOWN)
            before = said.get(turn.conversation, "")
            found.append(TranscriptMessage(number, state, turn.text, turn.gold, before))
    return found


def _asks(reply: str) -> bool:
    if any(mark in reply for mark in QUESTION_MARKS):
        return True
    return len(_OPTION.findall(reply)) > 1


def _is_labelled(line: str) -> bool:
    try:
        turns = json.loads(line)["turns"]
        return any(turn.get("gold") or turn.get("awaiting") for turn in turns)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _messages(dialogue: int, turns: Iterable[dict[str, Any]]) -> Iterator[TranscriptMessage]:
    """An assistant turn that does not say what it awaits leaves the state unknown."""
    state, before = str(Awaiting.NOTHING), ""
    for turn in turns:
        if turn["role"] not in ROLES:
            raise ValueError(f"role {turn['role']!r} is neither user nor assistant")
        if turn["role"] == "assistant":
            state = str(Awaiting(turn.get("awaiting") or Awaiting.UNKNOWN))
            before = str(turn.get("text", ""))[-BEFORE_CHARACTERS:]
            continue
        gold = turn.get("gold") or None
        if gold is not None and gold not in GOLD:
            raise ValueError(f"gold {gold!r} is none of {', '.join(GOLD)}")
        text = str(turn["text"])
        if not is_storable(text):
            raise ValueError("it holds a character that no text can hold")
        yield TranscriptMessage(dialogue, state, text, gold, before)
