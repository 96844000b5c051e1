"""Rules as files: they come back as they went out, and no spreadsheet runs what they say."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.exports.headers import LONGEST, plain_header
from delegation.domain.phrases import canonical
from delegation.domain.wire.rule_files import (
    MOST_BYTES,
    RowRefused,
    RuleRow,
    TransferRefused,
    read_rules,
    write_csv,
    write_json,
    write_semicolons,
)
from delegation.domain.words import Act

THANKS = RuleRow("thanks", Act.THANKS, "en", "You're welcome!", ("thx", "ty"), ("more", "nothing"))
HOURS = RuleRow("opening hours", Act.ANSWER, "", "Nine\nto five", expires=date(2027, 12, 31))
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1", "|calc", "%0A"]

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40)
rows = st.builds(
    RuleRow,
    texts.map(lambda text: canonical(text) or "thanks"),
    st.sampled_from(Act),
    st.sampled_from(["", "en", "pt-BR"]),
    texts.map(lambda text: text.strip() or "x"),
)


def only(content: str) -> RuleRow | RowRefused:
    (row,) = read_rules(content.encode()).rows
    return row


@pytest.mark.parametrize("write", [write_csv, write_semicolons, write_json])
def test_what_went_out_comes_in_again(write: object) -> None:
    assert callable(write)
    assert read_rules(write([THANKS, HOURS]).encode()).rows == [THANKS, HOURS]


@given(st.lists(rows, max_size=4))
def test_any_text_comes_back_as_it_was(some: list[RuleRow]) -> None:
    for write in (write_csv, write_semicolons, write_json):
        assert read_rules(write(some).encode()).rows == some


@pytest.mark.parametrize("text", [*DANGEROUS, "'=1", "''", "'tis fine"])
def test_a_shielded_cell_comes_back_as_it_was(text: str) -> None:
    row = RuleRow("thanks", Act.THANKS, "", text.strip())
    assert only(write_csv([row])) == row


@pytest.mark.parametrize(
    "text", ["08001234567", "3/4", "1e5", "5 May", "12 mars 2027", "10:30", "50 %", "2027-04-03"]
)
def test_no_spreadsheet_makes_a_number_or_a_day_of_a_text(text: str) -> None:
    """LibreOffice wrote 8001234567 back, and 2027-03-04 for 3/4."""
    row = RuleRow("thanks", Act.THANKS, "", text, expires=date(2027, 4, 3))
    content = write_csv([row])
    assert f'"\'{text}"' in content
    assert '"2027-04-03"' in content
    assert only(content) == row


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    content = write_csv([RuleRow("thanks", Act.THANKS, "", f"{text}x")])
    for line in csv.reader(io.StringIO(content, newline="")):
        assert all(not cell or cell[0] not in "=+-@＝|%\t\r\n " for cell in line)


@given(rows)
def test_no_text_at_all_makes_a_cell_that_begins_so(row: RuleRow) -> None:
    for line in csv.reader(io.StringIO(write_csv([row]), newline="")):
        assert all(cell.lstrip()[:1] not in {*"=+-@＝＋－＠"} for cell in line if cell)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "empty"),
        (b"\x00\x01\x02", "not text"),
        (b"a,b\r\n1,2", "must name columns"),
        (b'phrase,act,response\r\n"thanks', "damaged"),
        (b"{", "not JSON"),
        (b'{"rules": []}', '"format": 1'),
        (b"[" * 100_000, "not JSON"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
        (b"phrase,act,response\r\n" + b"a,thanks,b\r\n" * 2_001, "more than 2,000"),
        (b"", "empty"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(TransferRefused, match=words):
        read_rules(content)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phrase": "!!!"}, "No message can match"),
        ({"phrase": ["thanks"]}, "must be text"),
        ({"act": "admin"}, "The act must be one of"),
        ({"response": ""}, "1 to 500 characters"),
        ({"response": "x" * 501}, "1 to 500 characters"),
        ({"response": "a\x00b"}, "must be text"),
        ({"language": "<b>"}, "must be a tag"),
        ({"states": ["unknown"]}, "Each state must be one of"),
        ({"variants": {"a": 1}}, "must be a list"),
        ({"variants": [f"v{number}" for number in range(51)]}, "at most 50"),
        ({"expires": "tomorrow"}, "last day"),
        ({"version": 7}, "a column other than"),
    ],
)
def test_a_row_that_is_no_rule_is_refused_and_the_others_are_read(
    changes: dict[str, object], words: str
) -> None:
    good = {"phrase": "bye", "act": "farewell", "response": "Goodbye!"}
    content = json.dumps({"format": 1, "rules": [good | changes, good]})
    refused, row = read_rules(content.encode()).rows
    assert isinstance(refused, RowRefused)
    assert refused.number == 1
    assert words in str(refused.why)
    assert row == RuleRow("bye", Act.FAREWELL, "", "Goodbye!")


def test_phrases_become_canonical_and_variants_stand_once() -> None:
    row = only('phrase,act,response,variants\r\nTHANKS!!,thanks,Sure,"Thx!\nthx\nthanks"\r\n')
    assert row == RuleRow("thanks", Act.THANKS, "", "Sure", ("thx",))


CSV = "Phrase;ACT;Response;Expires\r\nolá;greeting;Olá, tudo bem?;31/12/2027\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_a_spreadsheet_wrote_is_read(encoding: str) -> None:
    (row,) = read_rules(CSV.encode(encoding)).rows
    assert isinstance(row, RuleRow)
    assert (row.phrase, row.response) == ("olá", "Olá, tudo bem?")
    assert row.expires == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("day_first", "day"), [(True, date(2027, 4, 3)), (False, date(2027, 3, 4))]
)
def test_a_date_that_can_be_either_day_is_asked_about(day_first: bool, day: date) -> None:
    content = CSV.replace("31/12/2027", "03/04/2027").encode()
    asked = read_rules(content)
    (refused,) = asked.rows
    assert (asked.date_example, asked.day_first) == ("03/04/2027", None)
    assert isinstance(refused, RowRefused)
    assert "can be read in two ways" in str(refused.why)

    (row,) = read_rules(content, day_first).rows

    assert isinstance(row, RuleRow)
    assert row.expires == day


def test_one_date_of_a_file_says_how_the_others_are_read() -> None:
    more = "adeus;farewell;Até logo!;03/04/2027\r\n"
    file = read_rules((CSV + more).encode())
    assert [row.expires for row in file.rows if isinstance(row, RuleRow)] == [
        date(2027, 12, 31),
        date(2027, 4, 3),
    ]
    assert file.date_example == ""


def test_what_people_write_by_hand_is_read() -> None:
    row = only(
        "Phrase;Act;Language;Response;States;;\r\n;;;;;;\r\n"
        "bye;FAREWELL;PT-br;Tchau!;More, nothing;;"
    )
    assert row == RuleRow("bye", Act.FAREWELL, "pt-BR", "Tchau!", (), ("more", "nothing"))


def test_a_column_too_many_is_named() -> None:
    with pytest.raises(TransferRefused, match="Delete the others: Owner"):
        read_rules(b"phrase,act,response,Owner\r\nbye,farewell,Bye!,Ann\r\n")


def test_a_spreadsheet_knows_the_encoding_and_the_columns() -> None:
    for write, delimiter in ((write_csv, ","), (write_semicolons, ";")):
        content = write([RuleRow("olá", Act.GREETING, "pt", "Olá!")])
        assert content.startswith(f'\ufeff"phrase"{delimiter}"act"')


def test_a_small_file_that_unpacks_to_much_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rules.csv", b"phrase,act,response\r\n" + b"a,thanks,b\r\n" * 2_000_000)
    assert len(packed.getvalue()) < MOST_BYTES
    with pytest.raises(TransferRefused, match="longer than"):
        read_rules(packed.getvalue())


@pytest.mark.parametrize(
    "day", ["9" * 30, "9" * 400, "1.1.2027" + " " * 5_000 + "x", "8 " * 50_000]
)
def test_a_day_that_no_calendar_has_is_refused_at_once(day: str) -> None:
    found = read_rules(f"phrase,act,response,expires\nthx,thanks,Sure,{day}\n".encode()).rows
    assert [type(row) for row in found] == [RowRefused]
    assert isinstance(found[0], RowRefused)
    assert "is no date; write it as 2027-12-31" in str(found[0].why)


def test_a_zero_is_no_day_to_ask_about() -> None:
    assert not read_rules(b"phrase,act,response,expires\nthx,thanks,Sure,0/5/2027\n").date_example


def test_a_header_of_many_columns_fills_no_memory() -> None:
    wide = ",".join(f"c{number}" for number in range(15_000))
    with pytest.raises(TransferRefused, match="more than 20,000,000 cells"):
        read_rules((wide + "\na" * 40_000).encode())


@pytest.mark.parametrize(
    "content", [b"a" + b"," * 180_000 + b"\nb,c\n", b"a,b\n1" + b"," * 180_000 + b"\n"]
)
def test_many_empty_cells_are_read_in_one_pass(content: bytes) -> None:
    with pytest.raises(TransferRefused, match="Missing in its first line"):
        read_rules(content)


def test_only_the_beginning_of_a_header_counts() -> None:
    assert plain_header("a" * 200_000) == "a" * LONGEST
    with pytest.raises(TransferRefused, match="Missing in its first line"):
        read_rules(b"a,b\n" + "\u0316\u0301".encode() * 40_000)
