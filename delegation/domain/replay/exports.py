"""Chat exports as they come: any table with a row for each turn, once its columns are named."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from delegation.domain.codepoints import is_storable
from delegation.domain.replay.transcripts import Message, TranscriptRefused, read_jsonl
from delegation.domain.words import Awaiting

LONGEST_TEXT = 64 * 1024 * 1024  # bytes, unpacked: a small file may unpack to anything
QUESTION_MARKS = "?？؟;"  # the last is the Greek one
PREVIEW_ROWS = 8
COLUMNS = ("dialogue", "role", "text")
Row = Mapping[str, Any]

# How exports of known chats name these columns, in lower case.
GUESSES = {
    "dialogue": (
        "dialogue", "conversation_id", "conversation", "chat_id", "session_id", "thread_id", "id",
    ),
    "role": ("role", "sender", "author", "from", "type", "sender_type", "direction"),
    "text": ("text", "message", "content", "body", "utterance"),
}  # fmt: skip
VISITORS = ("user", "visitor", "customer", "client", "end-user", "incoming", "guest", "contact")


@dataclass(frozen=True)
class Columns:
    """Which column holds what, and which of its roles is the visitor."""

    dialogue: str
    role: str
    text: str
    visitor: str


@dataclass(frozen=True)
class Export:
    """An export's rows; `dialogues` is set for one that needs no columns named."""

    names: list[str]
    rows: list[Row]
    dialogues: list[Message]


def open_export(data: bytes) -> Export:
    """Read JSONL, with a dialogue or a turn a line, or CSV; gzipped or not.

    Raises `TranscriptRefused` in words.
    """
    text = _text(data)
    lines = text.split("\n")  # and at nothing else: JSON may hold U+2028 as it is
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith("{"):
        if '"turns"' in first:
            return Export([], [], list(read_jsonl(lines)))
        rows = _json_rows(lines)
    else:
        rows = _csv_rows(text)
    names = list(dict.fromkeys(name for row in rows[:PREVIEW_ROWS] for name in row))
    if not rows or len(names) < len(COLUMNS):
        raise TranscriptRefused("no table of turns was found: it needs at least three columns")
    return Export(names, rows, [])


def guess(export: Export) -> Columns:
    """The columns by the names that they usually have; the first ones where none is known."""
    by_name = {name.strip().lower(): name for name in export.names}
    found = {
        what: next((by_name[name] for name in names if name in by_name), export.names[0])
        for what, names in GUESSES.items()
    }
    roles = roles_of(export, found["role"])
    visitor = next((role for role in roles if role.lower() in VISITORS), roles[0] if roles else "")
    return Columns(**found, visitor=visitor)


def roles_of(export: Export, column: str) -> list[str]:
    """The different values of a column, at most twenty: more are no roles."""
    return sorted({str(row.get(column, "")) for row in export.rows})[:20]


def messages_of(export: Export, columns: Columns) -> list[Message]:
    """The visitors' messages. Exports say nothing of what was awaited: a reply that holds a
    question mark leaves it unknown, and so unanswered; after another one nothing is awaited."""
    if export.dialogues:
        return export.dialogues
    dialogues: dict[str, int] = {}
    states: dict[int, str] = {}
    return list(_mapped(export.rows, columns, dialogues, states))


def _mapped(
    rows: Iterable[Row], columns: Columns, dialogues: dict[str, int], states: dict[int, str]
) -> Iterator[Message]:
    for row in rows:
        name = str(row.get(columns.dialogue, ""))
        number = dialogues.setdefault(name, len(dialogues) + 1)
        text = str(row.get(columns.text) or "")
        if str(row.get(columns.role, "")) == columns.visitor:
            yield Message(number, states.get(number, Awaiting.NOTHING.value), text, None)
        else:
            asks = any(mark in text for mark in QUESTION_MARKS)
            states[number] = (Awaiting.UNKNOWN if asks else Awaiting.NOTHING).value


def _text(data: bytes) -> str:
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(LONGEST_TEXT + 1)
        except (OSError, EOFError, zlib.error) as problem:
            raise TranscriptRefused(f"the file cannot be unpacked: {problem}") from problem
    if len(data) > LONGEST_TEXT:
        raise TranscriptRefused("the file is longer than 64 MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise TranscriptRefused("the file is not UTF-8 text") from problem
    if not is_storable(text):
        raise TranscriptRefused("the file is not text: it holds a zero byte")
    return text


def _json_rows(lines: Iterable[str]) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise TranscriptRefused(f"line {number} is not JSON: {problem}") from problem
        if not isinstance(row, dict):
            raise TranscriptRefused(f"line {number} is no object")
        if not all(is_storable(part) for part in (*row, *row.values()) if isinstance(part, str)):
            raise TranscriptRefused(f"line {number} holds a character that no text can hold")
        rows.append(row)
    return rows


def _csv_rows(text: str) -> list[Row]:
    head = text[:4096]
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(head, delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        return [
            {name: value for name, value in row.items() if name}
            for row in csv.DictReader(io.StringIO(text), dialect=dialect)
        ]
    except csv.Error as problem:
        raise TranscriptRefused(f"the table cannot be read: {problem}") from problem
