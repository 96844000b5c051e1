"""The table of sizes says what the built-in lists hold today."""

from pathlib import Path

from delegation.domain.language.small_talk.lists import entries_of
from delegation.domain.language.small_talk.table import SMALL_TALK

TABLE = Path(__file__).parents[4] / "delegation" / "domain" / "language" / "README.md"
FIELDS = (
    *("greeting", "thanks", "farewell", "acknowledgement", "compliment", "laughter", "beside"),
    *("openers", "closers", "clauses", "endings", "spellings"),
)
LEAST = {"greeting": 3, "thanks": 4, "farewell": 4, "openers": 5, "closers": 15, "clauses": 30}


def sizes() -> dict[str, list[int]]:
    return {
        language: [len(entries_of(getattr(lists, field))) for field in FIELDS]
        for language, lists in SMALL_TALK.items()
    }


def table() -> str:
    """The table as the page has it; copy what this returns after a list has changed."""
    rows = [["language", *FIELDS], ["---", *("---:" for _ in FIELDS)]]
    rows += [[language, *map(str, counts)] for language, counts in sizes().items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def test_the_table_is_that_of_the_lists() -> None:
    assert table() in TABLE.read_text("utf-8")


def test_every_language_has_every_list() -> None:
    for language, counts in sizes().items():
        for field, count in zip(FIELDS, counts, strict=True):
            assert count >= LEAST.get(field, 1) or field == "spellings", (language, field, count)
