"""Rows out of CSV, TSV and workbooks."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wording import Sentence, worded

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 300  # rows that tell the delimiter; quotes are doubled in all of them
LONGEST_CELL = 4_000_000  # characters; csv's own limit of 131,072 is shorter than some transcripts
MOST_ROWS = 1_000_000
MOST_CELLS = 20_000_000  # short rows are filled up to the width of the header
LEAST_EVEN = 0.9  # of the rows have the usual width: then the quotes were read rightly
HEADER_WITHIN = 12  # rows: some exports begin with a title and a period
csv.field_size_limit(LONGEST_CELL)

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
Rows = list[list[str]]
IsHeader = Callable[[str], bool]


@dataclass(frozen=True)
class Table:
    """Column names, and rows of as many cells each."""

    names: list[str]
    rows: Rows


def unnamed(number: int) -> str:
    """Return the name of a column without one. It is the same in every language."""
    return f"#{number}"


def read_csv(text: str, is_header: IsHeader = lambda name: False) -> Table:
    """Read a table whatever separates its columns. Raises `ExportRefused`.

    `is_header` says whether a name is that of a column, which tells titles from the header.
    """
    first, _, rest = text.partition("\n")
    said = first.strip("\r ").lower()
    if said.startswith("sep=") and len(said) <= len("sep=;"):
        delimiter = said[len("sep=") :] or "\t"
        return _table(_checked(rest, delimiter), is_header, delimiter)
    best = max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter, is_header))
    return _table(_checked(text, best), is_header, best)


def read_workbook(data: bytes, is_header: IsHeader = lambda name: False) -> Table:
    """Read the sheet with the most known headers, else the first with rows.

    Raises `ExportRefused`.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_index(at).to_python() for at in range(len(book.sheet_names))]
    except (CalamineError, OSError, ValueError) as problem:
        raise ExportRefused(
            Sentence(
                "the workbook cannot be opened (%(problem)s); save it as CSV",
                {"problem": str(problem)},
            )
        ) from None
    tables = [
        _table(([_cell(cell) for cell in row] for row in rows), is_header, " ")
        for rows in sheets
        if len(rows) > 1
    ]
    if not tables:
        raise ExportRefused(
            worded("the workbook has no sheet with rows; save the sheet with the chats")
        )
    return max(tables, key=lambda table: sum(map(is_header, table.names)))


def _fit(text: str, delimiter: str, is_header: IsHeader) -> tuple[bool, float, int]:
    """How well the delimiter explains the first rows: known headers, even rows, their width."""
    try:
        rows = list(islice(_rows(text, delimiter), LOOKED_AT))
    except ExportRefused:
        return False, 0.0, 0
    heads = any(sum(map(is_header, row)) > 1 for row in rows[:HEADER_WITHIN])
    return heads, *_evenness(rows)


def _evenness(rows: Rows) -> tuple[float, int]:
    """The share of rows with the usual width, and that width."""
    widths = Counter(map(len, rows))
    width, times = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    return (times / len(rows) if width > 1 else 0.0), width


def _checked(text: str, delimiter: str) -> Rows:
    """All rows. A quote that never ends would swallow the rest of the file, so where quotes are
    damaged the way of reading counts that leaves the most even rows."""
    try:
        return list(_rows(text, delimiter, strict=True))
    except ExportRefused as refused:
        problem = refused
    ways: list[dict[str, Any]] = [{}, {"quoting": csv.QUOTE_NONE}]
    if '\\"' in text:
        ways.insert(0, {"escapechar": "\\"})
    tried = []
    for way in ways:
        try:
            tried.append(list(_rows(text, delimiter, **way)))
        except ExportRefused:
            continue
    best = max(tried, key=lambda rows: (round(_evenness(rows)[0], 2), len(rows)), default=[])
    if not best or _evenness(best)[0] < LEAST_EVEN:
        raise problem
    return best


def _rows(text: str, delimiter: str, **options: Any) -> Iterator[list[str]]:
    lines = (line[0] for line in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=delimiter, **options)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as problem:
        raise ExportRefused(
            Sentence(
                "row %(row)s of the table is damaged (%(problem)s); open the file in a "
                "spreadsheet, look at that row, and save it as CSV or Excel",
                {"row": reader.line_num, "problem": str(problem)},
            )
        ) from None


def _table(rows: Iterable[list[str]], is_header: IsHeader, delimiter: str) -> Table:
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise ExportRefused(
            Sentence(
                "the table has more than %(most)s rows; export a shorter period",
                {"most": MOST_ROWS},
            )
        )
    if not found:
        raise ExportRefused(worded("the file is empty; export the chats again"))
    known = [sum(map(is_header, row)) for row in found[:HEADER_WITHIN]]
    start = known.index(max(known)) if max(known) > 1 else 0
    width = max(map(_filled_width, found[start:]))
    header = found[start][: max(width, 1)]
    rows = found[start + 1 :]
    if len(header) * len(rows) > MOST_CELLS:
        raise ExportRefused(
            Sentence(
                "the table has more than %(most)s cells; export a shorter period",
                {"most": MOST_CELLS},
            )
        )
    return Table(_names(header), [_filled(row, len(header), delimiter) for row in rows])


def _names(header: Sequence[str]) -> list[str]:
    """The names of the columns; of a name that comes again, each is numbered."""
    names: dict[str, None] = {}
    for at, cell in enumerate(header, 1):
        name = cell.strip() or unnamed(at)
        while name in names:
            name = f"{name} ({at})"
        names[name] = None
    return list(names)


def _filled_width(row: Sequence[str]) -> int:
    """How many cells the row has up to the last one with text."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)


def _filled(row: list[str], width: int, delimiter: str) -> list[str]:
    """As many cells as the header; a comma in an unquoted last cell made more of them."""
    if len(row) > width:
        row = row[: max(width, _filled_width(row))]
        return [*row[: width - 1], delimiter.join(row[width - 1 :])]
    return row if len(row) == width else row + [""] * (width - len(row))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | clock):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
