"""Turns out of the rows of a table."""

from collections.abc import Callable, Iterator, Sequence

from delegation.domain.exports.columns import (
    clock_beside,
    columns_of_kinds,
    day_beside,
    private_columns,
    says_yes,
)
from delegation.domain.exports.headers import YES_NO_SENDERS, plain_header
from delegation.domain.exports.naming import conversation_name
from delegation.domain.exports.row_kinds import RowKind, row_kind
from delegation.domain.exports.senders import kind_of
from delegation.domain.exports.tables import Table
from delegation.domain.exports.texts import said
from delegation.domain.exports.times import order_of_dates, read_clock, read_time
from delegation.domain.exports.transcript_text import transcript_turns
from delegation.domain.exports.turns import Columns, ExportedTurn, ExportRefused, Found, ReadOptions
from delegation.domain.wording import Sentence, worded

AWAITING, GOLD = "awaiting", "gold"  # of our own labelled files
ASKED, ANSWERED = "visitor", "agent"  # where each row has a question and its answer
Moment = Callable[[list[str]], float | None]


def turns_of_table(table: Table, columns: Columns, options: ReadOptions) -> Found:
    """Return the table's turns. Raises `ExportRefused` for a column that it does not have."""
    for name in vars(columns).values():
        if name and name not in table.names:
            raise ExportRefused(
                Sentence(
                    "the file has no column “%(name)s”; choose the columns again",
                    {"name": name[:100]},
                )
            )
    if not columns.text:
        raise ExportRefused(worded("choose the column with the text"))
    source = options.source
    example, order = order_of_dates(_stamps(table, columns), options.day_first)
    if columns.sender:
        turns = _spoken(table, columns, source, _moment(table, columns, order))
    elif columns.reply:
        turns = _answered(table, columns, source, _moment(table, columns, order))
    else:
        turns = _whole(table, columns, source)
    return Found(list(options.counted(turns)), table.names, columns, example, order)


def _spoken(table: Table, columns: Columns, source: str, moment: Moment) -> Iterator[ExportedTurn]:
    """A row a turn."""
    names = table.names
    sender, text = names.index(columns.sender), names.index(columns.text)
    conversation = _place(names, columns.conversation)
    awaiting, gold = (_place(names, name) for name in (AWAITING, GOLD))
    private = private_columns(names)
    used = (columns.conversation, columns.sender, columns.text, columns.at)
    kinds = [names.index(name) for name in columns_of_kinds(names, used)]
    who = _sender_of(columns.sender)
    for row in table.rows:
        if any(row[at].strip().casefold() in words for at, words in private):
            continue
        kind = row_kind(row[at] for at in kinds) if kinds else RowKind.SAID
        if kind == RowKind.LEFT_OUT:
            continue
        yield ExportedTurn(
            conversation_name(source, row[conversation]) if conversation is not None else source,
            who(row[sender].strip()),
            "" if kind == RowKind.MENU else said(row[text]),
            moment(row),
            (row[awaiting] or None) if awaiting is not None else None,
            (row[gold] or None) if gold is not None else None,
            after_menu=kind == RowKind.MENU,
        )


def _answered(
    table: Table, columns: Columns, source: str, moment: Moment
) -> Iterator[ExportedTurn]:
    """A row of two turns: what the visitor wrote, and the reply."""
    question, reply = table.names.index(columns.text), table.names.index(columns.reply)
    conversation = _place(table.names, columns.conversation)
    for number, row in enumerate(table.rows, 1):
        name = f"{source}{number}"
        if conversation is not None:
            name = conversation_name(source, row[conversation])
        at = moment(row)
        yield ExportedTurn(name, ASKED, said(row[question]), at)
        yield ExportedTurn(name, ANSWERED, said(row[reply]), at)


def _whole(table: Table, columns: Columns, source: str) -> Iterator[ExportedTurn]:
    """A row a conversation, with the senders' names inside the text."""
    text, conversation = table.names.index(columns.text), _place(table.names, columns.conversation)
    for number, row in enumerate(table.rows, 1):
        name = f"{source}{number}"
        if conversation is not None and row[conversation].strip():
            name = conversation_name(source, row[conversation])
        yield from transcript_turns(row[text], name)


def _sender_of(column: str) -> Callable[[str], str]:
    words = YES_NO_SENDERS.get(plain_header(column))
    if words is None:
        return lambda cell: cell
    # Some write "inbound" into a column of that name, and not yes.
    return lambda cell: cell if kind_of(cell) else words[0 if says_yes(cell) else 1]


def _stamps(table: Table, columns: Columns) -> list[str]:
    at = day_beside(table.names, columns.at) if columns.at else ""
    if not at:
        return []
    place = table.names.index(at)
    return [row[place] for row in table.rows]


def _moment(table: Table, columns: Columns, order: bool | None) -> Moment:
    """Return what reads the time of a row; a clock in a column of its day counts too."""
    if not columns.at:
        return lambda row: None
    clock = clock_beside(table.names, columns.at)
    day_at = table.names.index(day_beside(table.names, columns.at))
    clock_at = _place(table.names, clock)
    day_first = order is not False

    def moment(row: list[str]) -> float | None:
        day = read_time(row[day_at], day_first=day_first)
        if day is None or clock_at is None:
            return day
        return day + (read_clock(row[clock_at]) or 0.0)

    return moment


def _place(names: Sequence[str], name: str) -> int | None:
    return names.index(name) if name in names else None
