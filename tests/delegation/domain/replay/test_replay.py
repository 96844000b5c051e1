"""A transcript through the loop."""

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from delegation.domain.replay.misses import GUARDED, NEW_WORD, NO_RULE, ONLY_PARTS, UNREADABLE
from delegation.domain.replay.replay import replay
from delegation.domain.replay.transcripts import (
    TranscriptMessage,
    TranscriptRefused,
    read_jsonl,
    read_messages,
)

# What visitors of a shop say at the end, and what they came for.
HELLOS = ("", "hi. ", "hello. ", "good morning! ")
TASKS = (
    "can you find me a blue kettle",
    "i want to send it back, thanks",
    "that is not what i asked for",
    "is there one with a lid?",
    "no, the second one",
    "thanks but it still does not work",
    "and how much is that",
)
THANKS = ("thanks", "thank you", "thanks a lot", "thank you so much", "many thanks")
FOR_WHAT = ("", " for your help", " for the help", " for all your help")
ENDS = ("", ". that is all", ". that will be all", ", bye", ". goodbye", ", have a nice day")
NO_MORE = ("no, ", "nope, ", "no, that is all. ", "nothing else, ")


def said(
    dialogue: int, text: str, gold: str | None = None, state: str = "nothing"
) -> TranscriptMessage:
    return TranscriptMessage(dialogue, state, text, gold)


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


def test_it_groups_what_it_missed_by_why() -> None:
    taught = [said(1, "thx", "trivial")]
    missed = [
        said(3, "thx bob", "trivial"),
        said(3, "thx alice", "trivial"),
        said(3, "thx thx no", "trivial", "more"),
        said(3, "😊", "trivial"),
        said(3, "thx" * 99, "trivial"),
    ]
    report = replay(taught + missed)

    assert [(miss.why, miss.times) for miss in report.misses] == [
        (NEW_WORD, 2),
        (GUARDED, 1),
        (ONLY_PARTS, 1),
        (UNREADABLE, 1),
        (NO_RULE, 1),
    ]
    assert report.misses[0].examples == ["thx bob", "thx alice"]


def test_an_eager_teacher_also_teaches_what_it_need_not_answer() -> None:
    turns = [said(at, "righty-ho", "either") for at in (1, 2)]
    turns += [said(3, "thx", "trivial"), said(4, "righty-ho, thx", "trivial")]

    assert replay(turns).answered == 0
    report = replay(turns, teach_either=True)
    assert (report.answered, report.right) == (2, 1)


def test_without_gold_it_shows_answers_and_claims_no_coverage() -> None:
    report = replay([said(at, "thx") for at in range(5)])

    assert (report.lessons, report.answered) == (1, 4)
    assert report.as_data()["coverage"] is None
    assert [(answer.message, answer.times) for answer in report.riskiest] == [("thx", 4)]


def test_an_assistant_turn_that_says_nothing_leaves_the_state_unknown() -> None:
    turns = [{"role": "assistant", "text": "?"}, {"role": "user", "text": "ok"}]

    (message,) = read_jsonl([json.dumps({"turns": turns})])

    assert message.state == "unknown"


def test_it_reads_what_a_table_says_is_awaited() -> None:
    rows = ["dialogue,role,text,awaiting", "a,user,hi,", "a,assistant,Hello,more", "a,user,no,"]

    assert [(each.text, each.state) for each in read_messages("\n".join(rows).encode())] == [
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


def test_the_command_prints_what_was_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.jsonl"
    turns = [{"role": "user", "text": "got it", "gold": "either"}]
    turns += [{"role": "user", "text": text, "gold": "trivial"} for text in ("thx", "thx bob")]
    path.write_text(json.dumps({"turns": turns}))

    call_command("replay", path, "--teach-either")

    printed = capsys.readouterr().out
    assert "Missed 1 time. It has a word that no approved phrase has.\n  'thx bob'" in printed
    assert "lessons         3" in printed


def test_the_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("replay", tmp_path / "none.jsonl")


def visitors(count: int) -> Iterator[TranscriptMessage]:
    """Each comes for something, and at the end says thanks in one of some thousand ways."""
    pick = random.Random(5).choice
    for dialogue in range(count):
        yield said(dialogue, pick(HELLOS) + pick(TASKS), "escalate")
        yield said(dialogue, pick(TASKS), "escalate", "confirm")
        thanks = pick(THANKS) + pick(FOR_WHAT) + pick(ENDS)
        yield said(dialogue, thanks, "trivial")
        yield said(dialogue, pick(NO_MORE) + pick(THANKS) + pick(ENDS), "trivial", "more")


@pytest.mark.parametrize(("sightings", "least_covered"), [(1, 0.97), (3, 0.94)])
def test_what_is_put_together_of_known_phrases_is_answered_and_nothing_else(
    sightings: int, least_covered: float
) -> None:
    report = replay(visitors(400), sightings=sightings)

    figures = report.as_data()
    assert figures["late_coverage"] >= least_covered
    assert report.wrong == []
    assert report.phrases <= report.right / 4
