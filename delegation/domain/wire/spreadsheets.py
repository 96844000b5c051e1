"""Cells of CSV files that spreadsheets open: shown as text, never run as formulas."""

import re

# Spreadsheets run what begins so, also in wide letters and after white space.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n']")
_SHIELDED = re.compile(rf"'(?={_FORMULA.pattern})")


def shield_cell(cell: str) -> str:
    """Return the cell as text that a spreadsheet shows and never runs."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unshield_cell(cell: str) -> str:
    """Return the cell as it was before `shield_cell`; other cells are unchanged."""
    return _SHIELDED.sub("", cell, count=1) if cell.startswith("'") else cell
