"""What every export is read into: turns of conversations."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from delegation.domain.wording import Worded

TOLD_EVERY = 100  # messages


class ExportRefused(ValueError):
    """The file cannot be read; the message says why and what would help."""

    def __init__(self, why: Worded) -> None:
        super().__init__(why)
        self.why = why


class ColumnsUnclear(ExportRefused):
    """The file is a table, but its columns are not understood: a person can choose them.

    `names` are its columns, `sample` its first rows.
    """

    def __init__(self, why: Worded, names: list[str], sample: list[list[str]]) -> None:
        super().__init__(why)
        self.names, self.sample = names, sample


@dataclass(frozen=True, slots=True)
class ExportedTurn:
    """One message as its export has it. `at` is Unix seconds, None where the export says none.

    `after_menu`: the visitor may be choosing from a bot's menu, which is left out.
    """

    conversation: str
    sender: str
    text: str
    at: float | None = None
    awaiting: str | None = None  # only in files that say what is awaited
    gold: str | None = None  # only in labelled files
    after_menu: bool = False


@dataclass(frozen=True)
class Columns:
    """Which column of a table holds what; those with a default may be empty.

    Without a sender, `reply` holds the assistant's answer to the text of the same row; without
    either, `text` holds whole conversations.
    """

    conversation: str
    sender: str
    text: str
    at: str = ""
    reply: str = ""


@dataclass(frozen=True)
class ReadOptions:
    """What is known before a file is read, and who hears how many messages it has had so far.

    `day_first` is how a person said that 03/04/2026 is read. Of a file in an archive, `source` goes
    before the names of its conversations, and `before` counts the messages of the files before it.
    """

    day_first: bool | None = None
    progress: Callable[[int], None] | None = None
    source: str = ""
    before: int = 0

    def counted(self, turns: Iterable[ExportedTurn]) -> Iterator[ExportedTurn]:
        """Yield the turns as they are read, and tell of each hundred."""
        for number, turn in enumerate(turns, 1):
            if self.progress and number % TOLD_EVERY == 0:
                self.progress(self.before + number)
            yield turn


@dataclass(frozen=True)
class Found:
    """Turns in the order of the file, and what was guessed on the way.

    `date_example` is a date such as 03/04/2026 where nothing in the file says which of the two
    numbers is the day; `day_first` is how dates were read, None where that is not known.
    `names_people`: senders are names in someone's phone, even one that reads like a role.
    """

    turns: list[ExportedTurn]
    names: list[str] = field(default_factory=list)  # of a table's columns; empty for other shapes
    columns: Columns | None = None
    date_example: str = ""
    day_first: bool | None = None
    names_people: bool = False
