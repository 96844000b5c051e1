"""Chat exports of all kinds, and what they are refused for."""

import gzip
import json

import pytest

from delegation.domain.replay.exports import Columns, guess, messages_of, open_export
from delegation.domain.replay.transcripts import TranscriptRefused

CSV = (
    "conversation_id;sender;body\n"
    "a;customer;hi\na;agent;Hello! How can I help?\na;customer;thanks\n"
    "b;customer;thanks\nb;agent;You are welcome.\nb;customer;bye\n"
)


def test_a_table_is_read_by_the_usual_names_of_its_columns() -> None:
    export = open_export(CSV.encode())

    assert guess(export) == Columns("conversation_id", "sender", "body", visitor="customer")


def test_a_reply_with_a_question_leaves_unknown_what_is_awaited() -> None:
    export = open_export(CSV.encode())
    found = messages_of(export, guess(export))

    assert [(each.dialogue, each.state, each.text) for each in found] == [
        (1, "nothing", "hi"), (1, "unknown", "thanks"),
        (2, "nothing", "thanks"), (2, "nothing", "bye"),
    ]  # fmt: skip


def test_lines_of_json_are_a_table_too() -> None:
    rows = [
        {"session_id": 1, "from": "visitor", "message": "hi"},
        {"session_id": 1, "from": "bot", "message": "Hello!"},
    ]
    export = open_export("\n".join(map(json.dumps, rows)).encode())

    assert [each.text for each in messages_of(export, guess(export))] == ["hi"]


def test_dialogues_with_labels_need_no_columns_and_may_be_packed() -> None:
    turns = [{"role": "user", "text": "thx", "gold": "trivial"}]
    export = open_export(gzip.compress(json.dumps({"turns": turns}).encode()))

    (message,) = messages_of(export, Columns("", "", "", ""))
    assert (message.text, message.gold) == ("thx", "trivial")


def test_a_line_ends_at_a_line_feed_and_nowhere_else() -> None:
    row = {"id": 1, "from": "visitor", "text": "one\u2028two\x85three\x0bfour"}
    export = open_export((json.dumps(row, ensure_ascii=False) + "\r\n").encode())

    assert [each.text for each in messages_of(export, guess(export))] == [row["text"]]


PACKED = gzip.compress(bytes(range(1, 128)) * 50, mtime=0)
BROKEN = PACKED[:10] + b"\xff" * 20 + PACKED[30:]  # a header, and no such block after it


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no table"),
        (b"one column\nonly\n", "no table"),
        (b"\xff\xfe\xfa", "not UTF-8"),
        (b"\x1f\x8bnonsense", "cannot be unpacked"),
        (b'{"a": 1}\n[]\n', "no object"),
        (b'{"a": 1}\n{"a"', "not JSON"),
        (b'{"turns": 3}', "no dialogue"),
        (b'{"turns": ' + b"[" * 100_000, "no dialogue"),
        (b'{"turns": [{"role": "user", "text": "\\ud800"}]}', "no text can hold"),
        (b'{"a": "\\u0000", "b": 1, "c": 2}', "line 1 holds a character"),
        (b'{"\\udfff": 0, "b": 1, "c": 2}', "line 1 holds a character"),
        (b"a,b,c\n1,2,\0\n", "zero byte"),
        (BROKEN, "cannot be unpacked"),
        (gzip.compress(b"a" * (64 * 1024 * 1024 + 2)), "longer than 64 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(TranscriptRefused, match=words):
        open_export(data)
