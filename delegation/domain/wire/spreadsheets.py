"""Cells of CSV files that spreadsheets open: shown as text, never run as formulas."""

import re

BOM = "\ufeff"  # at the beginning; without it Excel takes a file for one of its old encodings

# Spreadsheets run what begins so, also in wide letters and after white space.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n']")
# Spreadsheets turn "0800 123", "3/4", "1e5" or "5 May" into a number or a day, and write that back.
_SIGNS = r"[\d\s.,:/%+\-]{0,20}"
_NUMBER = re.compile(rf"(?=.*\d){_SIGNS}(?:[^\W\d_]{{1,9}}\.?)?{_SIGNS}")


def shield_cell(cell: str) -> str:
    """Return the cell as text that a spreadsheet shows and never runs."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def shield_text(cell: str) -> str:
    """Return the same, and unchanged by a spreadsheet where the text is only a number or a day."""
    return f"'{cell}" if _NUMBER.fullmatch(cell) else shield_cell(cell)


def unshield_cell(cell: str) -> str:
    """Return the cell as it was before it was shielded; other cells are unchanged."""
    text = cell[1:]
    is_shielded = cell.startswith("'") and (_FORMULA.match(text) or _NUMBER.fullmatch(text))
    return text if is_shielded else cell
