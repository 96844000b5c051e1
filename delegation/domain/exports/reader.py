"""From the bytes of an upload to its turns, and from turns to conversations in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from delegation.domain.codepoints import is_storable
from delegation.domain.exports.archives import File, unpack
from delegation.domain.exports.chat_text import read_chat
from delegation.domain.exports.columns import guess_columns, turns_of_table
from delegation.domain.exports.encodings import decode
from delegation.domain.exports.json_shapes import read_json
from delegation.domain.exports.senders import (
    certain_assistants,
    count_senders,
    kind_of,
    likely_assistants,
)
from delegation.domain.exports.tables import Table, read_csv, read_workbook
from delegation.domain.exports.turns import Columns, ExportedTurn, ExportRefused, Found
from delegation.domain.language.plurals import counted


@dataclass(frozen=True)
class ChatExport:
    """What was read. `assistants` is a guess where `asks_who` is set."""

    turns: list[ExportedTurn]
    senders: dict[str, int]  # those who wrote to each other -> number of turns, busiest first
    assistants: frozenset[str]
    asks_who: bool
    names: list[str] = field(default_factory=list)  # columns of a table
    columns: Columns | None = None
    dates_doubtful: bool = False

    @property
    def conversations(self) -> int:
        return len({turn.conversation for turn in self.turns})


def open_export(data: bytes, name: str = "", columns: Columns | None = None) -> ChatExport:
    """Read an upload. `columns` replace the guess for a table. Raises `ExportRefused` in words."""
    files = unpack(data, name)
    found = [_read(file, f"{file.name}:" if len(files) > 1 else "", columns) for file in files]
    turns = [turn for each in found for turn in each.turns if turn.text and turn.sender]
    spoken = [turn for turn in turns if kind_of(turn.sender) != "neither"]
    if not spoken:
        raise ExportRefused("the file contains no messages")
    if not all(is_storable(part) for turn in spoken for part in (turn.text, turn.sender)):
        raise ExportRefused("the file contains characters that cannot be stored")
    senders = count_senders(spoken)
    certain = certain_assistants(senders)
    if len(senders) < 2:
        raise ExportRefused(
            f"all messages are from one sender ({next(iter(senders))}); choose the column that"
            " says who wrote"
        )
    table = next((each for each in found if each.names), Found([]))
    return ChatExport(
        _in_order(spoken, by_time=not any(each.dates_doubtful for each in found)),
        senders,
        certain if certain is not None else likely_assistants(spoken),
        certain is None,
        table.names,
        table.columns,
        any(each.dates_doubtful for each in found),
    )


def summary(export: ChatExport) -> str:
    """Say in one sentence what was understood."""
    assistants = " and ".join(sorted(export.assistants)) or "not known"
    conversations = counted(export.conversations, "conversation")
    return (
        f"{conversations}, {counted(len(export.turns), 'message')}, the assistant is {assistants}."
    )


def merge_bursts(turns: Iterable[ExportedTurn]) -> list[ExportedTurn]:
    """Join several turns in a row of one sender, as visitors send bursts."""
    merged: list[ExportedTurn] = []
    for turn in turns:
        last = merged[-1] if merged else None
        if last and (last.conversation, last.sender) == (turn.conversation, turn.sender):
            awaiting = turn.awaiting or last.awaiting
            merged[-1] = replace(last, text=f"{last.text}\n{turn.text}", awaiting=awaiting)
        else:
            merged.append(turn)
    return merged


def _read(file: File, source: str, columns: Columns | None) -> Found:
    if file.is_workbook:
        return _from_table(read_workbook(file.data), source, columns)
    text = decode(file.data)
    start = text.lstrip()[:1]
    if not start:
        raise ExportRefused("the file is empty")
    if start in "{[" and (start == "{" or not read_chat(text)):
        return read_json(text, source)
    chat = read_chat(text, source)
    return chat if chat is not None else _from_table(read_csv(text), source, columns)


def _from_table(table: Table, source: str, columns: Columns | None) -> Found:
    chosen = columns or guess_columns(table)
    if chosen is None:
        raise ExportRefused(
            "no table of messages was found; it needs a column that says who wrote and one with"
            f" the text (found: {', '.join(table.names[:8])})"
        )
    return turns_of_table(table, chosen, source)


def _in_order(turns: Sequence[ExportedTurn], *, by_time: bool) -> list[ExportedTurn]:
    """Conversations in the order in which they begin, their turns by time.

    Turns without a time, or of doubtful dates, keep the order of the file.
    """
    groups: dict[str, list[ExportedTurn]] = {}
    for turn in turns:
        groups.setdefault(turn.conversation, []).append(turn)
    timed = by_time and all(turn.at is not None for turn in turns)
    if timed:
        for group in groups.values():
            newest_first = (group[0].at or 0) > (group[-1].at or 0)
            group[:] = sorted(reversed(group) if newest_first else group, key=_moment)
    ordered = (
        sorted(groups.values(), key=lambda group: _moment(group[0])) if timed else groups.values()
    )
    return [turn for group in ordered for turn in group]


def _moment(turn: ExportedTurn) -> float:
    return turn.at or 0.0
