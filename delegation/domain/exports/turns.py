"""What every export is read into: turns of conversations."""

from dataclasses import dataclass, field


class ExportRefused(ValueError):
    """The file cannot be read; the message says why and what would help."""


@dataclass(frozen=True, slots=True)
class ExportedTurn:
    """One message as its export has it. `at` is Unix seconds, None where the export says none."""

    conversation: str
    sender: str
    text: str
    at: float | None = None
    awaiting: str | None = None  # only in files that say what is awaited
    gold: str | None = None  # only in labelled files


@dataclass(frozen=True)
class Columns:
    """Which column of a table holds what; `at` may be empty."""

    conversation: str
    sender: str
    text: str
    at: str = ""


@dataclass(frozen=True)
class Found:
    """Turns in the order of the file, and what was guessed on the way."""

    turns: list[ExportedTurn]
    names: list[str] = field(default_factory=list)  # of a table's columns; empty for other shapes
    columns: Columns | None = None
    dates_doubtful: bool = False  # 03/04 may be either day: the order of the file counts
