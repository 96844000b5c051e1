"""A transcript through the loop."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from delegation.domain.replay import replay
from delegation.domain.transcripts import Message, TranscriptRefused, read_csv, read_jsonl
from tests.delegation.domain.vectors import SHARED

DIALOGUES = SHARED.parents[2] / "shared" / "data" / "sgd-dev.jsonl.gz"


def said(dialogue: int, text: str, gold: str | None = None, state: str = "nothing") -> Message:
    return Message(dialogue, state, text, gold)


def test_what_was_taught_once_is_answered_the_next_time() -> None:
    report = replay([said(1, "thx", "trivial"), said(2, "THX!", "trivial")])

    assert (report.lessons, report.right, report.answered) == (1, 1, 1)
    assert report.as_data()["coverage"] == 0.5


def test_a_phrase_lives_after_as_many_dialogues_as_asked_for() -> None:
    turns = [said(at, "thx", "trivial") for at in (1, 1, 2, 3, 4)]

    assert replay(turns, sightings=3).right == 1


def test_it_lists_a_wrong_answer_with_its_reasons() -> None:
    report = replay([said(1, "thx", "trivial"), said(2, "thx", "escalate")])

    assert [answer.message for answer in report.wrong] == ["thx"]
    assert "phrases: thx" in report.wrong[0].explanation


def test_without_gold_it_shows_answers_and_claims_no_coverage() -> None:
    report = replay([said(at, "thx") for at in range(5)])

    assert (report.lessons, report.answered) == (1, 4)
    assert report.as_data()["coverage"] is None
    assert [(answer.message, answer.times) for answer in report.riskiest] == [("thx", 4)]


def test_an_assistant_turn_that_says_nothing_leaves_the_state_unknown() -> None:
    turns = [{"role": "assistant", "text": "?"}, {"role": "user", "text": "ok"}]

    (message,) = read_jsonl([json.dumps({"turns": turns})])

    assert message.state == "unknown"


def test_it_reads_csv() -> None:
    rows = ["dialogue,role,text,awaiting", "a,user,hi,", "a,assistant,Hello,more", "a,user,no,"]

    assert [(each.text, each.state) for each in read_csv(rows)] == [
        ("hi", "nothing"),
        ("no", "more"),
    ]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"turns": 1}', '{"turns": [{"role": "user"}]}',
             '{"turns": [{"role": "user", "text": "x", "gold": "maybe"}]}']
)  # fmt: skip
def test_it_says_which_line_is_no_dialogue(line: str) -> None:
    with pytest.raises(TranscriptRefused, match="line 1"):
        list(read_jsonl([line]))


def test_the_command_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "export.jsonl.gz"
    turns = [{"role": "user", "text": "thx", "gold": "trivial"}]
    path.write_bytes(gzip.compress("\n".join([json.dumps({"turns": turns})] * 2).encode()))

    call_command("replay", path, "--json")

    assert json.loads(capsys.readouterr().out)["right"] == 1


def test_the_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("replay", tmp_path / "none.jsonl")


@pytest.mark.skipif(not DIALOGUES.exists(), reason="the task dialogues are not on this machine")
def test_a_moderated_tenant_covers_what_was_promised() -> None:
    with gzip.open(DIALOGUES, "rt", encoding="utf-8") as lines:
        report = replay(read_jsonl(lines), sightings=3)

    figures = report.as_data()
    assert figures["late_coverage"] >= 0.78
    assert figures["wrong_rate"] <= 0.0005
    assert report.phrases <= 250
    assert report.pack_bytes <= 16 * 1024
