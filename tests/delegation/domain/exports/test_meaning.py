"""Who answered, in which order, and what was really said."""

import json

import pytest

from delegation.domain.exports.archives import MOST_BYTES
from delegation.domain.exports.reader import open_export
from delegation.domain.exports.senders import certain_assistants
from delegation.domain.exports.texts import said
from delegation.domain.exports.turns import ExportRefused
from delegation.domain.replay.transcripts import messages_of, read_messages
from tests.delegation.domain.exports.making import TALKS, Dialect, as_json, packed, table, zipped

ORDER = [
    ("visitor", "Please cancel my order", "2026-02-12T10:00:00Z"),
    ("agent", "Shall I cancel the whole order?", "2026-02-12T10:01:00Z"),
    ("visitor", "Yes", "2026-02-12T10:02:00Z"),
    ("agent", "It is cancelled.", "2026-02-12T10:03:00Z"),
]


def rows(turns: list[tuple[str, str, str]]) -> bytes:
    return as_json(
        [{"chat_id": 1, "sender": w, "message": t, "created_at": at} for w, t, at in turns]
    )


def test_newest_first_is_read_like_oldest_first() -> None:
    forwards, backwards = (read_messages(rows(order)) for order in (ORDER, ORDER[::-1]))
    assert forwards == backwards
    assert [(each.text, each.state) for each in forwards] == [
        ("Please cancel my order", "nothing"),
        ("Yes", "unknown"),
    ]


def test_rows_of_the_same_second_keep_their_order_both_ways() -> None:
    same = [(who, text, "2026-02-12T10:00:00Z") for who, text, _ in ORDER]
    assert [turn.text for turn in open_export(rows(same)).turns] == [text for _, text, _ in same]


def test_a_burst_is_one_message() -> None:
    turns = [("visitor", "Hello", ""), ("visitor", "where is my parcel", ""), ("agent", "Here", "")]
    export = open_export(rows(turns))
    (message,) = messages_of(export, export.assistants)
    assert message.text == "Hello\nwhere is my parcel"


@pytest.mark.parametrize(
    ("senders", "assistants"),
    [
        (["visitor", "agent"], {"agent"}),
        (["visitor", "agent", "bot"], {"agent", "bot"}),
        (["Kunde", "Mitarbeiter"], {"Mitarbeiter"}),
        (["visitor", "Shop Team"], {"Shop Team"}),
        (["Ada", "agent"], {"agent"}),
        (["Ada", "Shop Team"], None),
        (["visitor", "agent", "Ada"], None),
    ],
)
def test_the_assistant_is_known_only_where_there_is_no_doubt(
    senders: list[str], assistants: set[str] | None
) -> None:
    assert certain_assistants(senders) == assistants


def test_of_names_the_one_in_most_conversations_is_offered() -> None:
    talks = [
        [(f"Guest {n}", "Hello"), ("Shop Team", "Welcome!"), (f"Guest {n}", "Thanks")]
        for n in range(5)
    ]
    export = open_export(table(talks))
    assert (export.assistants, export.asks_who) == (frozenset({"Shop Team"}), True)
    assert export.senders["Shop Team"] == 5


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<p>Hello</p><p>you</p>", "Hello\nyou"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<script>alert(1)</script>Hi", "Hi"),
        ("Thanks!\n\nOn Mon, 2 Feb 2026 at 10:00 Shop wrote:\n> Hello", "Thanks!"),
        ("Danke!\n\nAm 2. Februar 2026 um 10:00 schrieb Shop:\n> Hallo", "Danke!"),
        ("> only a quote", "> only a quote"),
    ],
)
def test_html_and_quoted_mail_are_left_out(written: str, plain: str) -> None:
    assert said(written) == plain


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not text"),
        (b"PK\x03\x04broken", "damaged"),
        (packed(table(TALKS))[:-20], "damaged"),
        (zipped({}), "no file"),
        (zipped({"a.zip": zipped({"b.csv": table(TALKS)})}), "another archive"),
        (b"just one line of prose", "no table of messages"),
        (b"name,age\nAda,36\nBob,40", "no table of messages|one sender"),
        (b'{"a": 1}', "no messages were found"),
        (b'{"role": "user", "text": "Hello"}\n{', "line 2 is not JSON"),
        (b'[{"role": "user", "text": "Hello"}]', "one sender"),
        (b"[" * 100_000, "nested|no messages|not JSON"),
        (packed(b"a" * (MOST_BYTES + 1)), "longer than 64 MB"),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong_and_what_helps(data: bytes, why: str) -> None:
    with pytest.raises(ExportRefused, match=why):
        open_export(data)


def test_labelled_dialogues_keep_their_labels() -> None:
    turns = [
        {"role": "assistant", "text": "Anything else?", "awaiting": "more"},
        {"role": "user", "text": "no", "gold": "trivial"},
    ]
    (message,) = read_messages(packed(json.dumps({"turns": turns}).encode()))
    assert (message.state, message.gold) == ("more", "trivial")


def test_the_same_conversations_give_the_same_messages_in_every_dialect() -> None:
    dialects = [Dialect(), Dialect(";"), Dialect("\t", encoding="utf-16")]
    found = [read_messages(table(TALKS, dialect)) for dialect in dialects]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 9
