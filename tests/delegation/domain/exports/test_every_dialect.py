"""Whatever people wrote is read back equal from what each program exports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.exports.reader import open_export
from tests.delegation.domain.exports.making import Talk
from tests.delegation.domain.exports.writers import WRITERS

# Letters, digits and signs of every language but those that HTML, quotes and names are made of.
SIGNS = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"],
    exclude_characters="<>&:\ufeff\u200e\u200f\u202a\u202c",
)
LINES = st.text(SIGNS, min_size=1, max_size=30).map(lambda text: f"so {text.strip()} it is")
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n".join)


@st.composite
def conversations(draw: st.DrawFn) -> list[Talk]:
    return [
        [(("visitor", "agent")[at % 2], draw(TEXTS)) for at in range(draw(st.integers(2, 5)))]
        for _ in range(draw(st.integers(1, 3)))
    ]


@pytest.mark.parametrize("program", WRITERS)
@given(talks=conversations())
def test_any_conversation_reads_back_equal(program: str, talks: list[Talk]) -> None:
    export = open_export(WRITERS[program](talks))
    read: dict[str, list[tuple[str, str]]] = {}
    for turn in export.turns:
        who = "agent" if turn.sender in export.assistants else "visitor"
        read.setdefault(turn.conversation, []).append((who, turn.text))
    expected = [list(talk) for talk in talks]
    if {"Ada", "Shop Team"} == set(export.senders) and export.assistants == {"Ada"}:
        # Both are names: where each begins as often, the page asks and either may be offered.
        expected = [[("agent" if w == "visitor" else "visitor", t) for w, t in x] for x in talks]
    assert list(read.values()) == expected
