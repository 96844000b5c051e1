"""`manage.py replay` reads what the page reads, and asks what the page asks."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.delegation.domain.exports.making import TALKS, Dialect, table, zipped

DOUBTFUL = "\n".join(
    f"0{day}/0{month}/2026, 10:00 - {who}: {what}"
    for day, month, who, what in [(1, 2, "Ana", "One"), (2, 1, "Shop", "Two"), (3, 3, "Ana", "Ok")]
)


def run(path: Path, data: bytes, *arguments: str) -> None:
    path.write_bytes(data)
    call_command("replay", path, *arguments)


def test_every_dialect_gives_the_same_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for dialect in (
        Dialect(),
        Dialect(";", encoding="utf-8-sig"),
        Dialect("\t", encoding="utf-16"),
    ):
        run(tmp_path / "CHATS.CSV", table(TALKS, dialect), "--json")
        found.append(json.loads(capsys.readouterr().out))
    run(tmp_path / "chats.zip", zipped({"a.csv": table(TALKS)}), "--json")
    found.append(json.loads(capsys.readouterr().out))
    assert found[0]["turns"] == 9
    assert all(each == found[0] for each in found)


def test_it_says_who_wrote_and_asks_who_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    talks = [[(f"Guest {n}", "Hello"), ("Shop Team", "Welcome!")] for n in range(3)]
    run(tmp_path / "chats.csv", table(talks), "--json")
    asked = capsys.readouterr().err
    assert "3 conversations, 6 messages, the assistant is Shop Team." in asked
    assert "name it with --assistant: Shop Team (3), Guest 0 (1)" in asked

    run(tmp_path / "chats.csv", table(talks), "--assistant", "Guest 0", "--assistant", "Guest 1")
    told = capsys.readouterr().err
    assert "the assistants are Guest 0 and Guest 1." in told
    assert "name it with" not in told
    with pytest.raises(CommandError, match="Nobody Here wrote nothing in it; the senders are"):
        run(tmp_path / "chats.csv", table(talks), "--assistant", "Nobody Here")


def test_dates_that_can_be_either_day_are_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path / "chat.txt", DOUBTFUL.encode())
    asked = capsys.readouterr().err
    assert "Dates such as 01/02/2026, 10:00 can be either day" in asked
    assert "--dates day or --dates month" in asked
    run(tmp_path / "chat.txt", DOUBTFUL.encode(), "--dates", "day")
    assert "can be either day" not in capsys.readouterr().err


def test_columns_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = b"a,b,c,d\n1,Ada,one,hello\n1,Shop,two,Hi.\n2,Ada,three,hello\n2,Shop,four,Hi.\n"
    columns = ("conversation=a", "sender=b", "text=d")
    run(tmp_path / "x.csv", data, "--json", *(part for c in columns for part in ("--column", c)))
    assert json.loads(capsys.readouterr().out)["first_phrases"] == ["hello"]
    with pytest.raises(CommandError, match="the text must be among them"):
        run(tmp_path / "x.csv", data, "--column", "sender=b")
    with pytest.raises(CommandError, match="no column “z”"):
        run(tmp_path / "x.csv", data, "--column", "sender=b", "--column", "text=z")
