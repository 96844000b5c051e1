"""From the bytes of an upload to its turns, and from turns to conversations in order."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from delegation.domain.codepoints import is_storable
from delegation.domain.exports.archives import File, unpack
from delegation.domain.exports.chat_text import read_chat
from delegation.domain.exports.columns import guess_columns, with_header
from delegation.domain.exports.encodings import decode
from delegation.domain.exports.headers import is_known
from delegation.domain.exports.json_shapes import people_of, read_json
from delegation.domain.exports.rows import turns_of_table
from delegation.domain.exports.senders import (
    certain_assistants,
    count_senders,
    likely_assistants,
    who_spoke,
)
from delegation.domain.exports.tables import Table, read_csv, read_workbook
from delegation.domain.exports.transcript_text import read_transcripts
from delegation.domain.exports.turns import (
    Columns,
    ColumnsUnclear,
    ExportedTurn,
    ExportRefused,
    Found,
    ReadOptions,
)
from delegation.domain.wording import Joined, Sentence, Worded, worded

_CLOCK_FIRST = re.compile(r"\s*\[\d{1,4}[:./-]\d")  # "[10:01] Ada: Hello" is no JSON
PAGE = worded("this is a web page; export the chats as CSV, Excel or JSON")
NO_MESSAGES = worded(
    "the file contains no messages; check that the export includes the texts of the chats"
)
SAMPLE_ROWS = 8


@dataclass(frozen=True)
class ChatExport:
    """What was read. `assistants` is a guess where `asks_who` is set.

    `date_example` is a date that may be either of two days, where the file does not say which;
    `day_first` is how such dates were read, None where the order of the file counts instead.
    """

    turns: list[ExportedTurn]
    senders: dict[str, int]  # those who wrote to each other -> number of turns, busiest first
    assistants: frozenset[str]
    asks_who: bool
    names: list[str] = field(default_factory=list)  # columns of a table
    columns: Columns | None = None
    date_example: str = ""
    day_first: bool | None = None
    left_out: list[str] = field(default_factory=list)  # files of an archive without messages

    @property
    def conversations(self) -> int:
        return len({turn.conversation for turn in self.turns})


def open_export(
    data: bytes,
    name: str = "",
    columns: Columns | None = None,
    day_first: bool | None = None,
    progress: Callable[[int], None] | None = None,
) -> ChatExport:
    """Read an upload. Raises `ExportRefused` in words.

    `columns` replace the guess for a table, `day_first` says how 03/04/2026 is read, `progress`
    hears how many messages were read so far.
    """
    found, left_out = _read_all(unpack(data, name), columns, ReadOptions(day_first, progress))
    turns = [turn for each in found for turn in each.turns if turn.sender]
    spoke = who_spoke({turn.sender for turn in turns if turn.text})
    example = next((each.date_example for each in found if each.date_example), "")
    unclear = any(each.date_example and each.day_first is None for each in found)
    order = next((each.day_first for each in found if each.date_example), None)
    spoken = _without_menus(_in_order(turns, by_time=not unclear), spoke)
    senders = count_senders(spoken)
    _check(spoken, senders)
    certain = certain_assistants(senders)
    table = next((each for each in found if each.names), Found([]))
    return ChatExport(
        spoken,
        senders,
        certain if certain is not None else likely_assistants(spoken),
        certain is None or any(each.names_people for each in found),
        table.names,
        table.columns,
        example,
        None if unclear else order,
        left_out,
    )


def summary(export: ChatExport, assistants: Iterable[str] | None = None) -> Sentence:
    """Say in one sentence what was understood."""
    named = sorted(export.assistants if assistants is None else assistants)
    found = {
        "conversations": Sentence(
            "%(number)s conversation",
            {"number": export.conversations},
            many="%(number)s conversations",
        ),
        "messages": Sentence(
            "%(number)s message", {"number": len(export.turns)}, many="%(number)s messages"
        ),
    }
    if not named:
        return Sentence("%(conversations)s, %(messages)s, the assistant is not known.", found)
    if len(named) == 1:
        return Sentence(
            "%(conversations)s, %(messages)s, the assistant is %(name)s.",
            {**found, "name": named[0]},
        )
    return Sentence(
        "%(conversations)s, %(messages)s, the assistants are %(names)s and %(last)s.",
        {**found, "names": ", ".join(named[:-1]), "last": named[-1]},
    )


def merge_bursts(turns: Iterable[ExportedTurn]) -> list[ExportedTurn]:
    """Join several turns in a row of one sender, as visitors send bursts."""
    merged: list[ExportedTurn] = []
    for turn in turns:
        last = merged[-1] if merged else None
        if last and (last.conversation, last.sender) == (turn.conversation, turn.sender):
            merged[-1] = replace(
                last,
                text=f"{last.text}\n{turn.text}",
                awaiting=turn.awaiting or last.awaiting,
                after_menu=turn.after_menu or last.after_menu,
            )
        else:
            merged.append(turn)
    return merged


def _read_all(
    files: Sequence[File], columns: Columns | None, options: ReadOptions
) -> tuple[list[Found], list[str]]:
    """What each file holds, and the files of an archive in which no messages are."""
    found: list[Found] = []
    left_out: list[str] = []
    people: dict[str, str] = {}
    problem: ExportRefused | None = None
    for file in files:
        source = f"{file.name}:" if len(files) > 1 else ""
        before = sum(len(each.turns) for each in found)
        of_file = replace(options, source=source, before=before)
        try:
            found.append(_read(file, columns, of_file))
        except ExportRefused as refused:
            people.update(_people(file) if len(files) > 1 else {})
            left_out.append(file.name)
            problem = problem or refused
    if problem and not found:
        if len(files) == 1:
            raise problem
        raise ExportRefused(
            Sentence(
                "none of the %(files)s files could be read; the first is %(name)s: %(why)s",
                {"files": len(files), "name": files[0].name[:100], "why": _sentence(problem.why)},
            )
        )
    return [_with_names(each, people) for each in found], left_out


def _read(file: File, columns: Columns | None, options: ReadOptions) -> Found:
    if file.is_workbook:
        return _from_table(read_workbook(file.data, is_known), columns, options)
    text = decode(file.data)
    start = text.lstrip()[:1]
    if not start:
        raise ExportRefused(worded("the file is empty; export the chats again"))
    if text.lstrip()[:14].lower().startswith(("<!doctype html", "<html")):
        raise ExportRefused(PAGE)
    chat = read_chat(text, options) if start != "{" else None
    if chat is not None:
        return chat
    if start in "{[" and not _CLOCK_FIRST.match(text):
        return read_json(text, options)
    written = None if columns else read_transcripts(text, options.source)
    table = with_header(read_csv(text, is_known))
    if written is not None and (guess_columns(table) is None or not _has_header(table)):
        return Found(written)
    return _from_table(table, columns, options)


def _from_table(table: Table, columns: Columns | None, options: ReadOptions) -> Found:
    table = with_header(table)
    if options.source and columns and columns.text not in table.names:
        columns = None  # they were chosen for another file of the archive
    chosen = columns or guess_columns(table)
    if chosen is None:
        raise _unclear(
            Sentence(
                "no table of messages was found; it needs a column that says who wrote and one "
                "with the text (found: %(names)s)",
                {"names": ", ".join(table.names[:8])[:200]},
            ),
            table,
        )
    try:
        found = turns_of_table(table, chosen, options)
    except ExportRefused as refused:
        raise _unclear(refused.why, table) from None
    spoke = who_spoke({turn.sender for turn in found.turns if turn.text and turn.sender})
    if len(spoke) < 2 and not options.source:
        raise _unclear(_one_sender(spoke), table)
    return found


def _sentence(why: Worded) -> Sentence | Joined:
    """Return a text so that it is translated inside another one."""
    return Sentence(why) if isinstance(why, str) else why


def _unclear(why: Worded, table: Table) -> ExportRefused:
    if len(table.names) < 2:
        return ExportRefused(why)
    return ColumnsUnclear(why, table.names, table.rows[:SAMPLE_ROWS])


def _one_sender(senders: Collection[str]) -> Worded:
    if not senders:
        return NO_MESSAGES
    return Sentence(
        "all messages are from one sender (%(sender)s); choose the column that says who wrote, "
        "or export the answers of your assistant too",
        {"sender": next(iter(senders))[:60]},
    )


def _has_header(table: Table) -> bool:
    return sum(map(is_known, table.names)) > 1


def _people(file: File) -> dict[str, str]:
    return {} if file.is_workbook else people_of(decode(file.data))


def _with_names(found: Found, people: dict[str, str]) -> Found:
    """Give the names of a list of people to those who are only an id in the messages."""
    if not people or not any(turn.sender in people for turn in found.turns):
        return found
    turns = [replace(turn, sender=people.get(turn.sender, turn.sender)) for turn in found.turns]
    return replace(found, turns=turns)


def _check(spoken: Sequence[ExportedTurn], senders: dict[str, int]) -> None:
    """Raises `ExportRefused`."""
    if not spoken:
        raise ExportRefused(NO_MESSAGES)
    if not all(is_storable(part) for turn in spoken for part in (turn.text, turn.sender)):
        raise ExportRefused(
            worded(
                "the file contains characters that cannot be stored; save it as UTF-8 and try again"
            )
        )
    if len(senders) < 2:
        raise ExportRefused(_one_sender(senders))


def _without_menus(turns: Iterable[ExportedTurn], spoke: frozenset[str]) -> list[ExportedTurn]:
    """Leave out menus and what no one said; the message after a menu may be a choice from it."""
    spoken: list[ExportedTurn] = []
    offered: set[str] = set()  # conversations whose last row is a menu
    for turn in turns:
        if turn.after_menu and not turn.text:
            offered.add(turn.conversation)
        elif turn.text and turn.sender in spoke:
            if turn.conversation in offered:
                offered.discard(turn.conversation)
                turn = replace(turn, after_menu=True)  # noqa: PLW2901 - the same turn, marked
            spoken.append(turn)
    return spoken


def _in_order(turns: Sequence[ExportedTurn], *, by_time: bool) -> list[ExportedTurn]:
    """Conversations in the order in which they begin, their turns by time.

    Turns without a time, or of doubtful dates, keep the order of the file.
    """
    groups: dict[str, list[ExportedTurn]] = {}
    for turn in turns:
        groups.setdefault(turn.conversation, []).append(turn)
    if not by_time:
        return [turn for group in groups.values() for turn in group]
    timed = {name for name, group in groups.items() if all(turn.at is not None for turn in group)}
    backwards = _is_newest_first([groups[name] for name in timed])
    for name in timed:
        group = groups[name]
        group[:] = sorted(reversed(group) if backwards else group, key=_moment)
    if len(timed) < len(groups):
        return [turn for group in groups.values() for turn in group]
    ordered = sorted(groups.values(), key=lambda group: _moment(group[0]))
    return [turn for group in ordered for turn in group]


def _is_newest_first(groups: Iterable[Sequence[ExportedTurn]]) -> bool:
    """Whether most conversations are written backwards: rows of one second then are, too."""
    steps = 0
    for group in groups:
        first, last = _moment(group[0]), _moment(group[-1])
        steps += (first < last) - (first > last)
    return steps < 0


def _moment(turn: ExportedTurn) -> float:
    return turn.at or 0.0
