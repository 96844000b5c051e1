"""The model bill on dialogues that this test makes: the product must cost less than the chat that a
company had before, and every token of a request must be counted."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import bill
from tests.benchmarks.bills.dialogues import Exchange, read_dialogues
from tests.benchmarks.bills.making import make_dialogues
from tests.benchmarks.bills.policies import Asked, Errors, Step, plain_chat, product
from tests.benchmarks.bills.pricing import Ledger
from tests.benchmarks.bills.tables import as_json, as_text
from tests.benchmarks.bills.tokens import TokenCounter
from tests.benchmarks.bills.totals import Bill

DIALOGUES = make_dialogues(240, seed=3)


@pytest.fixture(scope="module")
def played() -> dict[str, list[Step]]:
    return bill.play(DIALOGUES)


@pytest.fixture(scope="module")
def counted(played: dict[str, list[Step]]) -> dict[str, Bill]:
    return bill.bills(played)


@pytest.fixture(scope="module")
def found(counted: dict[str, Bill], played: dict[str, list[Step]]) -> dict[str, Any]:
    return as_json(counted, played)


@pytest.mark.parametrize("setting", bill.SETTINGS)
def test_the_product_costs_less_than_the_chat_before_it(
    found: dict[str, Any], setting: str
) -> None:
    ours = found[setting]

    assert ours["whole"] < 1
    # The halves are different dialogues, so each is compared with the best that it allows.
    left = ours["second_half"] - ours["oracle_second_half"]
    assert 0 < left < ours["whole"] - ours["oracle_whole"]
    assert ours["with_prefix_cache"]["whole"] < 1
    assert ours["whole"] < ours["every_call_whole"]


def test_most_of_what_an_oracle_saves_is_left_after_the_overhead(found: dict[str, Any]) -> None:
    ours = found["short_x1"]

    assert 1 - ours["second_half"] > 0.6 * (1 - ours["oracle_second_half"])
    assert ours["whole"] - ours["without_overhead_whole"] < 0.08


def test_asking_for_lessons_on_candidates_alone_learns_as_much(found: dict[str, Any]) -> None:
    assert found["wrong"] == 0
    assert found["late_coverage"] > 0.9
    assert found["lessons_asked"] < found["calls"] / 5
    assert found["late_coverage"] == found["policies"]["every_call"]["late_coverage"]


def test_an_exact_cache_is_wrong_where_the_product_is_not(found: dict[str, Any]) -> None:
    assert found["policies"]["exact_cache"]["wrong"] > 20
    assert found["policies"]["oracle"]["wrong"] == 0


def test_the_mark_takes_at_most_sixteen_tokens_and_half_a_written_one(
    found: dict[str, Any],
) -> None:
    kinds = found["short_x1"]["kinds"]
    answers = kinds["answer"]

    assert answers["overhead_read"] <= 16 * answers["calls"]
    assert answers["overhead_written"] <= answers["calls"]  # a shop's replies often ask nothing
    lessons = kinds["lesson"]
    assert lessons["overhead_read"] <= 116 * lessons["calls"]
    assert lessons["overhead_written"] <= 3 * lessons["calls"]


def test_every_token_of_a_request_is_counted() -> None:
    exchanges = [
        Exchange(1, "hello", "escalate", "Hi.", "nothing"),
        Exchange(1, "a blue one", "escalate", "Which size?", "info"),
    ]
    setting = bill.SETTINGS["short_x1"]
    with TokenCounter() as counter:
        first, second = Ledger(setting, counter).calls_of(plain_chat([exchanges]))
        assert first is not None
        assert second is not None

        said = ["hello", "Hi.", "a blue one"]
        more = sum(4 + counter.count(text) for text in said[1:])
        assert second.read == first.read + more
        assert second.written == counter.count("Which size?")
        assert (first.cached, second.cached) == (0, 0)  # nothing is kept below 1,024 tokens


def test_a_long_persona_is_read_from_the_prefix_cache() -> None:
    with TokenCounter() as counter:
        ledger = Ledger(bill.SETTINGS["long_x6"], counter)
        first, second, *_ = ledger.calls_of(plain_chat(DIALOGUES))

    assert first is not None
    assert second is not None
    assert first.cached == 0
    assert second.cached > 1_024
    assert second.cost(caching=True) < second.cost(caching=False) - 0.8 * second.cached


def test_errors_of_the_teacher_cost_coverage_or_answers() -> None:
    honest, erring = product(DIALOGUES), product(DIALOGUES, errors=Errors(0.2, 0.2, 0.2))

    assert sum(step.is_wrong for step in erring) > sum(step.is_wrong for step in honest)
    assert sum(step.is_right for step in erring) < sum(step.is_right for step in honest)


def test_a_lesson_is_asked_for_once(played: dict[str, list[Step]]) -> None:
    asked = [step for step in played["product"] if step.asked is Asked.TEACHING]
    messages = [(step.exchange.text, step.turns[-1:]) for step in asked if not step.taught]

    assert len({text for text, _ in messages}) > 0.9 * len(messages)


def test_the_command_prints_a_table_or_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "dialogues.jsonl"
    file.write_text("\n".join(map(_line, DIALOGUES[:40])))
    assert read_dialogues(file) == DIALOGUES[:40]

    for flags in ([], ["--json"]):
        monkeypatch.setattr("sys.argv", ["bill", str(file), *flags])
        bill.main()
    table, _, data = capsys.readouterr().out.strip().rpartition("\n")

    assert "long persona" in table
    assert json.loads(data)["messages"] == sum(map(len, DIALOGUES[:40]))


def test_the_table_names_every_policy(
    counted: dict[str, Bill], played: dict[str, list[Step]]
) -> None:
    text = as_text(counted, played)

    for name in ("the product", "exact cache", "an oracle", "teach on every call"):
        assert name in text


def _line(dialogue: list[Exchange]) -> str:
    turns = []
    for each in dialogue:
        turns.append({"role": "user", "text": each.text, "gold": each.gold})
        turns.append({"role": "assistant", "text": each.reply, "awaiting": each.awaiting})
    return json.dumps({"turns": turns})
