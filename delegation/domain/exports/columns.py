"""Which column of a table holds what: by its header in many languages, else by its content."""

import re
from collections import Counter
from collections.abc import Sequence

from delegation.domain.exports.headers import (
    KIND,
    NO,
    PRIVATE,
    PUBLIC,
    YES,
    YES_NO_SENDERS,
    is_known,
    named,
    plain_header,
)
from delegation.domain.exports.senders import kind_of
from delegation.domain.exports.tables import Table, unnamed
from delegation.domain.exports.times import read_time
from delegation.domain.exports.transcript_text import is_transcript
from delegation.domain.exports.turns import Columns

LOOKED_AT = 400
MOST_SENDERS = 0.7  # different ones for each row; more are texts, or ids of the rows
Cells = dict[str, list[str]]
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+")


def with_header(table: Table) -> Table:
    """Return the table with numbered columns where its first line is a row like the others."""
    if any(map(is_known, table.names)) or len(table.names) < 2:
        return table
    for at, name in enumerate(table.names):
        others = [row[at] for row in table.rows[:LOOKED_AT] if row[at].strip()]
        like_them = kind_of(name) is not None and others and all(map(kind_of, others))
        if like_them or read_time(name) is not None:
            names = [unnamed(number) for number in range(1, len(table.names) + 1)]
            return Table(names, [table.names, *table.rows])
    return table


def guess_columns(table: Table) -> Columns | None:
    """Return the columns by their names and contents; None where no table of turns is seen."""
    cells = {
        name: [row[at] for row in table.rows[:LOOKED_AT]] for at, name in enumerate(table.names)
    }
    free = {name: None for name in table.names if any(map(str.strip, cells[name]))}
    whole = [name for name in free if is_transcript(cells[name])]
    if whole:
        return Columns(_conversation(free, cells, whole[0]), "", whole[0])
    at = _take(free, [name for name in named("at", free) if _are_times(cells[name])])
    text = _take(free, [name for name in named("text", free) if _is_prose(cells[name])])
    sender = _take(free, _senders(free, cells))
    if not sender:
        pair = _pair(free | ({text: None} if text else {}), cells)
        if pair:
            free = {name: None for name in free if name not in pair}
            return Columns(_conversation(free, cells, pair[0]), "", pair[0], at, pair[1])
    if not text:
        prose = [name for name in free if _is_prose(cells[name])]
        text = _take(free, sorted(prose, key=lambda name: -sum(map(len, cells[name]))))
    if not sender or not text:
        return None
    return Columns(_conversation(free, cells, sender), sender, text, at)


def clock_beside(names: Sequence[str], at: str) -> str:
    """Return the column with the time of day where `at` holds only the day; else an empty text."""
    days = named("day", names)
    clocks = [name for name in named("clock", names) if name not in days]
    if not days or not clocks or at not in (days[0], clocks[0]):
        return ""
    return clocks[0]


def day_beside(names: Sequence[str], at: str) -> str:
    """Return the column with the day where a table has one beside the time; else `at`."""
    return named("day", names)[0] if clock_beside(names, at) else at


def columns_of_kinds(names: Sequence[str], apart_from: Sequence[str]) -> list[str]:
    """The columns that say whether a row is a message, a note or an event."""
    by_header = {plain_header(name): name for name in names}
    return [
        by_header[word] for word in KIND if word in by_header and by_header[word] not in apart_from
    ]


def private_columns(names: Sequence[str]) -> list[tuple[int, frozenset[str]]]:
    """The columns that mark rows no visitor saw, each with the words that do."""
    headers = [plain_header(name) for name in names]
    return [
        (at, YES if header in PRIVATE else NO)
        for at, header in enumerate(headers)
        if header in PRIVATE or header in PUBLIC
    ]


def says_yes(cell: str) -> bool:
    return cell.strip().casefold() in YES


def _senders(free: dict[str, None], cells: Cells) -> list[str]:
    """The columns that may say who wrote, the likeliest first."""
    found = [
        name for name in named("sender", free) if not _is_prose_of_rows(cells[name], len(free))
    ]
    found += [name for name in free if name not in found and _is_yes_no(name, cells[name])]
    found += [name for name in free if name not in found and _are_roles(cells[name])]
    return sorted(found, key=lambda name: _doubt(name, cells[name]))


def _doubt(name: str, cells: Sequence[str]) -> int:
    """How little a column says of who wrote: roles are best, then yes or no, then names."""
    kinds = {kind_of(cell) for cell in cells if cell.strip()}
    if None not in kinds and len(kinds - {"neither"}) > 1:
        return 0
    if _is_yes_no(name, cells):
        return 1
    several = len({cell.strip() for cell in cells if cell.strip()}) > 1
    if not several:
        return 5
    if None not in kinds:
        return 4 if kinds == {"neither"} else 2
    return 3


def _is_yes_no(name: str, cells: Sequence[str]) -> bool:
    filled = {cell.strip().casefold() for cell in cells if cell.strip()}
    return plain_header(name) in YES_NO_SENDERS and filled <= YES | NO


def _are_roles(cells: Sequence[str]) -> bool:
    return all(map(kind_of, cells)) and len(set(cells)) > 1


def _is_prose_of_rows(cells: Sequence[str], columns: int) -> bool:
    """Whether a column holds texts rather than names: nearly every row has another."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 8 or columns < 2:
        return False
    return len(set(filled)) > MOST_SENDERS * len(filled) and any(" " in cell for cell in filled)


def _pair(free: dict[str, None], cells: Cells) -> tuple[str, str] | None:
    """The columns of a question and its answer, where each row holds both."""
    questions = [name for name in named("question", free) if _is_prose(cells[name])]
    questions += [name for name in free if kind_of(name) == "visitor" and _is_prose(cells[name])]
    questions += [name for name in named("text", free) if name not in questions]
    replies = [name for name in named("reply", free) if _is_prose(cells[name])]
    replies += [name for name in free if kind_of(name) == "assistant" and _is_prose(cells[name])]
    for reply in replies:
        for question in questions:
            if question != reply and not _are_roles(cells[question]):
                return question, reply
    return None


def _conversation(free: dict[str, None], cells: Cells, apart_from: str) -> str:
    """The column whose value several rows share: by its header, else by its content."""
    whole = not any(_shared(cells[name]) for name in free)
    names = [name for name in named("conversation", free) if name != apart_from]
    for name in names:
        if _shared(cells[name]) or (whole and plain_header(name) != "id"):
            return name
    grouping = [
        name for name in free if name != apart_from and _groups(cells[name], cells.get(apart_from))
    ]
    return max(grouping, key=lambda name: len(set(cells[name])), default="")


def _shared(cells: Sequence[str]) -> bool:
    """Whether values come back: an id of each row is none of its conversation."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) < 3 or len(set(filled)) < len(filled)


def _groups(cells: Sequence[str], senders: Sequence[str] | None) -> bool:
    """Whether the values part the rows into conversations of several senders."""
    times = Counter(cell.strip() for cell in cells)
    if "" in times or len(times) * 2 > len(cells) or _is_prose_of_rows(cells, 2):
        return False
    if senders is None:
        return len(times) > 1
    mixed = Counter(value for value, _ in {*zip(map(str.strip, cells), senders, strict=True)})
    return len(times) > 1 and sum(count > 1 for count in mixed.values()) * 2 > len(times)


def _take(free: dict[str, None], names: Sequence[str]) -> str:
    if not names:
        return ""
    del free[names[0]]
    return names[0]


def _are_times(cells: Sequence[str]) -> bool:
    """Whether the column may hold moments; a time of day counts, as its day may be beside it."""
    filled = [cell for cell in cells if cell.strip()][:20]
    return bool(filled) and sum(any(map(str.isdigit, cell)) for cell in filled) * 2 > len(filled)


def _is_prose(cells: Sequence[str]) -> bool:
    """Whether most cells have letters: a column of numbers or addresses holds no messages."""
    written = [cell.strip() for cell in cells if cell.strip()]
    texts = sum(any(map(str.isalpha, cell)) and not _ADDRESS.fullmatch(cell) for cell in written)
    return texts * 2 > len(written)
