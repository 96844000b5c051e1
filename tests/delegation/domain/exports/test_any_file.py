"""Whatever a file holds, it is read or refused in words; nothing else comes out of it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from delegation.domain.exports.json_fields import GROUP, QUESTION, REPLY, SENDER, TEXT, WHEN
from delegation.domain.exports.json_shapes import MESSAGES
from delegation.domain.exports.reader import open_export
from delegation.domain.exports.turns import ExportRefused
from delegation.domain.replay.transcripts import messages_of
from tests.delegation.domain.exports.making import TALKS
from tests.delegation.domain.exports.writers import WRITERS

FILES = {name: write(TALKS) for name, write in WRITERS.items()}
KEYS = sorted(
    {*TEXT, *SENDER, *WHEN, *GROUP, *QUESTION, *REPLY, *MESSAGES}
    | {"id", "type", "t", "mapping", "current_node", "parent", "source", "users", "private"}
)
WORDS = st.sampled_from(["user", "agent", "system", "note", "Ada", "Hello", "03/04/2026", "", "1"])
LEAVES = st.none() | st.booleans() | st.integers(-9, 10**17) | st.floats() | WORDS | st.text()
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=25,
)
ROWS = st.lists(
    st.lists(WORDS | st.text(max_size=20), min_size=1, max_size=5).map(",".join), max_size=8
)


def read(data: bytes) -> None:
    with suppress(ExportRefused):
        export = open_export(data)
        assert len(export.senders) > 1
        messages_of(export, export.assistants)


@given(st.lists(VALUES, min_size=1, max_size=3))
def test_any_json_is_read_or_refused(values: Sequence[Any]) -> None:
    read(b"\n".join(json.dumps(value).encode() for value in values))
    read(json.dumps(list(values)).encode())


@given(ROWS, st.sampled_from(["id,sender,text,time", "when,user,message", "a,b", ""]))
def test_any_table_is_read_or_refused(rows: list[str], header: str) -> None:
    read("\n".join([header, *rows]).encode("utf-8", "replace"))


@given(st.sampled_from(sorted(FILES)), st.integers(0, 10_000), st.binary(max_size=3))
@example("whatsapp", 7646, b"\x01")  # an offset in the archive that lies before its beginning
def test_a_damaged_file_is_read_or_refused(name: str, at: int, wrong: bytes) -> None:
    data = FILES[name]
    at %= len(data)
    read(data[:at])
    read(data[:at] + wrong + data[at + len(wrong) :])


@given(st.binary(max_size=300) | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read(data)


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\n" * 200_000 + "b",
        "a" + " \n" * 100_000 + "b",
        "a" + " " * 200_000 + "b",
        "<" + "edited " * 30_000,
        "10:01" + " " * 200_000 + "b",
    ],
    ids=["empty lines", "lines of a space", "spaces", "marks of an edit", "spaces after a time"],
)
def test_a_long_message_is_read_in_a_time_that_grows_with_its_length(text: str) -> None:
    """In a time that grew with the square, any of these reads took minutes."""
    talk = [{"role": "user", "text": text}, {"role": "agent", "text": "Hi"}]
    chat = f"1.1.20, 10:00 - Ann: Hi\n1.1.20, 10:01 - Bob: {text}\n"
    lines = f"Visitor: Hi\nAgent: Hello\n{text}\n"
    exports = [open_export(data.encode()) for data in (json.dumps(talk), chat, lines)]
    assert [len(export.turns) for export in exports] == [2, 2, 2]
