"""Rows out of CSV, TSV and workbooks."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from delegation.domain.exports.turns import ExportRefused

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 300  # rows that tell the delimiter; quotes are doubled in all of them
LONGEST_CELL = 4_000_000  # characters; csv's own limit of 131,072 is shorter than some transcripts
MOST_ROWS = 1_000_000
csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True)
class Table:
    """Column names, and rows of as many cells each."""

    names: list[str]
    rows: list[list[str]]


def read_csv(text: str) -> Table:
    """Read a table whatever separates its columns. Raises `ExportRefused`."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return _table(_checked(rest, first.strip()[-1]))
    if first.strip().lower() == "sep=":  # a tab, which stripping took away
        return _table(_checked(rest, "\t"))
    best = max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))
    return _table(_checked(text, best))


def read_workbook(data: bytes) -> Table:
    """Read the first sheet that has rows. Raises `ExportRefused`."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_index(at).to_python() for at in range(len(book.sheet_names))]
    except (CalamineError, OSError, ValueError) as problem:
        raise ExportRefused(f"the workbook cannot be opened ({problem}); save it as CSV") from None
    filled = next((rows for rows in sheets if len(rows) > 1), None)
    if filled is None:
        raise ExportRefused("the workbook has no sheet with rows")
    return _table([_cell(cell) for cell in row] for row in filled)


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    """How well the delimiter explains the first rows: the share with the usual width, the width."""
    try:
        widths = Counter(len(row) for row in islice(_rows(text, delimiter), LOOKED_AT))
    except ExportRefused:
        return 0.0, 0
    total = sum(widths.values())
    width, times = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    return (times / total if width > 1 else 0.0), width


def _checked(text: str, delimiter: str) -> list[list[str]]:
    """All rows. A quote that never ends would swallow the rest of the file, so it is refused."""
    try:
        return list(_rows(text, delimiter, strict=True))
    except ExportRefused as refused:
        if "unexpected end of data" in str(refused):
            if delimiter == "\t":  # there a quote may be a sign like any other
                return list(_rows(text, delimiter, quoting=csv.QUOTE_NONE))
            raise
        return list(_rows(text, delimiter))  # quotes in the middle of a cell are signs


def _rows(text: str, delimiter: str, **options: Any) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, **options)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as problem:
        raise ExportRefused(f"row {reader.line_num} of the table is damaged: {problem}") from None


def _table(rows: Iterable[list[str]]) -> Table:
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise ExportRefused(f"the table has more than {MOST_ROWS:,} rows; export a shorter period")
    if not found:
        raise ExportRefused("the file is empty")
    header, *body = found
    names = [cell.strip() or f"column {at}" for at, cell in enumerate(header, 1)]
    width = len(names)
    return Table(names, [(row + [""] * width)[:width] for row in body])


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
