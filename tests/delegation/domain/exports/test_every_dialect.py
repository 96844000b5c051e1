"""Whatever people wrote is read back equal from what each program exports."""

import pytest
from hypothesis import given

from delegation.domain.exports.reader import open_export
from tests.delegation.domain.exports.making import Talk, any_talks
from tests.delegation.domain.exports.writers import WRITERS

# Names, directions of letters and further line ends mean something to some of the programs.
TALKS = any_talks(without=":\u200f\u202a\u202c", without_categories=["Zl", "Zp"])


@pytest.mark.parametrize("program", WRITERS)
@given(talks=TALKS)
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
