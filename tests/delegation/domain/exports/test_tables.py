"""Tables read back equal, whatever program wrote them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.exports.reader import ChatExport, open_export, summary
from tests.delegation.domain.exports.making import (
    TALKS,
    Dialect,
    Talk,
    any_talks,
    packed,
    table,
    workbook,
    zipped,
)

DIALECTS = [
    Dialect(),
    Dialect(";"),
    Dialect("\t"),
    Dialect("|"),
    Dialect(quote_all=True),
    Dialect(";", says_separator=True),
    Dialect("\t", says_separator=True),
    Dialect(line_end="\n"),
    Dialect(";", encoding="utf-8-sig"),
    Dialect("\t", encoding="utf-16"),
    Dialect(encoding="utf-16-le"),
    Dialect(encoding="utf-16-be"),
    Dialect(encoding="utf-32"),
]


def read_back(export: ChatExport) -> list[list[tuple[str, str]]]:
    talks: dict[str, list[tuple[str, str]]] = {}
    for turn in export.turns:
        talks.setdefault(turn.conversation, []).append((turn.sender, turn.text))
    return list(talks.values())


@pytest.mark.parametrize("dialect", DIALECTS, ids=repr)
def test_a_table_reads_back_as_it_was_written(dialect: Dialect) -> None:
    export = open_export(table(TALKS, dialect))
    assert read_back(export) == [list(talk) for talk in TALKS]
    assert (export.assistants, export.asks_who) == (frozenset({"agent"}), False)
    assert str(summary(export)) == "3 conversations, 18 messages, the assistant is agent."


@pytest.mark.parametrize(
    "data",
    [
        workbook(TALKS),
        zipped({"chats.csv": table(TALKS)}),
        zipped({"chats.xlsx": workbook(TALKS)}),
        packed(table(TALKS, Dialect(";"))),
        zipped({"__MACOSX/chats.csv": b"\0\5", "chats.CSV": table(TALKS)}),
    ],
    ids=["xlsx", "zip", "xlsx in zip", "gzip", "zip of a Mac"],
)
def test_a_packed_table_reads_back_too(data: bytes) -> None:
    assert read_back(open_export(data)) == [list(talk) for talk in TALKS]


def test_conversations_of_several_files_stay_apart() -> None:
    export = open_export(zipped({"1.csv": table(TALKS[:1]), "2.csv": table(TALKS[:1])}))
    assert export.conversations == 2


@given(any_talks(), st.sampled_from(DIALECTS))
def test_any_conversation_reads_back_in_every_dialect(talks: list[Talk], dialect: Dialect) -> None:
    export = open_export(table(talks, dialect))
    assert read_back(export) == [[(who, text.strip()) for who, text in talk] for talk in talks]


def test_the_first_quote_may_come_late() -> None:
    """The head of a file says nothing of how quotes are written in the rest."""
    long = [[("visitor", "Hello, you"), ("agent", "Welcome, dear guest")]] * 200
    late = [[("visitor", 'I want the "blue", not the "green", one'), ("agent", "Fine")]]
    export = open_export(table([*long, *late], Dialect(quote_all=True)))
    assert export.turns[-2].text == 'I want the "blue", not the "green", one'


def test_a_cell_may_be_huge() -> None:
    export = open_export(table([[("visitor", "word " * 60_000), ("agent", "Long!")]]))
    assert len(export.turns[0].text) > 290_000


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Schöne Grüße aus München, wo ist mein Päckchen geblieben?"),
        ("cp1252", "L’été dernier j’ai commandé des élastiques à Besançon, où est-il ?"),
        ("cp1250", "Dzień dobry, gdzie jest moja przesyłka? Proszę o odpowiedź, dziękuję"),
        ("cp1251", "Здравствуйте, где мой заказ?"),
        ("shift_jis", "こんにちは、私の荷物はどこですか？ありがとうございます"),
    ],
)
def test_an_old_encoding_is_recognised(encoding: str, text: str) -> None:
    talks = [[("visitor", text), ("agent", text)]] * 30
    export = open_export(table(talks, Dialect(";", encoding=encoding)))
    assert {turn.text for turn in export.turns} == {text}


@pytest.mark.parametrize(
    "header",
    [
        ("Chat ID", "Author", "Text"),
        ("CONVERSATION_ID", "SENDER", "MESSAGE"),
        ("conversación", "remitente", "mensaje"),
        ("gespräch", "absender", "nachricht"),
        ("conversa", "remetente", "mensagem"),
        ("session_id", "sender_type", "body"),
        ("a", "b", "c"),
    ],
)
def test_columns_are_found_by_names_in_several_languages_or_by_content(
    header: tuple[str, str, str],
) -> None:
    export = open_export(table(TALKS, header=header))
    assert export.columns is not None
    assert (export.columns.conversation, export.columns.sender, export.columns.text) == header


def test_a_column_of_roles_is_preferred_to_one_of_names() -> None:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["id", "sender", "sender_type", "text", "private"])
    writer.writerow([1, "Ada", "contact", "Hello", "false"])
    writer.writerow([1, "Grace", "user", "He is angry", "true"])
    writer.writerow([1, "Bob", "agent", "Welcome", "false"])
    export = open_export(file.getvalue().encode())
    assert [(turn.sender, turn.text) for turn in export.turns] == [
        ("contact", "Hello"),
        ("agent", "Welcome"),
    ]
