"""What is wrong between lessons of one phrase, and between a rule and a pack."""

import pytest

from delegation.domain.language.polarity import Polarity
from delegation.domain.lint.conflicts import (
    Conflict,
    TaughtReply,
    find_conflicts,
    rules_that_answer,
)
from delegation.domain.lint.questions import polarity_of
from delegation.domain.packs.compiling import LoadedPack, PackRule, compile_pack, load_pack

NOW = 1_800_000_000


def a_pack(*rules: PackRule) -> LoadedPack:
    return load_pack(compile_pack(rules, version=1))


def a_rule(number: int, *phrases: str, states: tuple[str, ...] = ("nothing",)) -> PackRule:
    return PackRule(number, 1, "thanks", states, None, phrases, "You're welcome!", None)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Yes, we do.", Polarity.YES),
        ("No, we don't.", Polarity.NO),
        ("Not sure", Polarity.NO),
        ("Yes. No problem!", Polarity.YES),
        ("да, конечно", Polarity.YES),
        ("нет", Polarity.NO),
        ("نعم", Polarity.YES),
        ("لا", Polarity.NO),
        ("हाँ", Polarity.YES),
        ("नहीं", Polarity.NO),
        ("是的。", Polarity.YES),
        ("不是", Polarity.NO),
        ("はい、どうぞ", Polarity.YES),
        ("לא", Polarity.NO),
        ("ναι", Polarity.YES),
        ("ยกเลิก", Polarity.STOP),
        ("stop it", Polarity.STOP),
        ("оператора", Polarity.HUMAN),
        ("人工", Polarity.HUMAN),
        ("You're welcome!", None),
        ("谢谢", None),
        ("", None),
    ],
)
def test_it_reads_what_a_text_says_first(text: str, polarity: Polarity | None) -> None:
    assert polarity_of(text) is polarity


def test_lessons_that_differ_in_act_conflict() -> None:
    thanks, bye = TaughtReply("thanks", "You're welcome!"), TaughtReply("farewell", "Goodbye!")
    assert find_conflicts([thanks, bye]) == [Conflict("act", thanks, bye)]


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("Yes, we are open.", "No, we are closed."),
        ("Да, мы открыты.", "Нет, мы закрыты."),
        ("نعم نحن مفتوحون", "لا، نحن مغلقون"),
        ("हाँ, खुला है", "नहीं, बंद है"),
        ("是的，开着", "不是，关了"),
    ],
)
def test_lessons_that_say_yes_and_no_conflict(yes: str, no: str) -> None:
    one, other = TaughtReply("answer", yes), TaughtReply("answer", no)
    assert find_conflicts([one, other]) == [Conflict("polarity", one, other)]


def test_lessons_that_only_word_the_same_differently_agree() -> None:
    words = ["You're welcome!", "No problem!", "Any time!"]
    assert find_conflicts(TaughtReply("thanks", text) for text in [*words, *words]) == []


def test_a_rule_that_the_pack_answers_already_is_shadowed() -> None:
    pack = a_pack(a_rule(7, "thanks"), a_rule(8, "спасибо"))
    assert rules_that_answer(["THANKS!", "Спасибо"], ["nothing"], pack, now=NOW) == (7, 8)


@pytest.mark.parametrize(
    ("phrase", "state"), [("thank you", "nothing"), ("thanks", "confirm"), ("", "nothing")]
)
def test_a_rule_for_another_phrase_or_state_is_not_shadowed(phrase: str, state: str) -> None:
    assert rules_that_answer([phrase], [state], a_pack(a_rule(7, "thanks")), now=NOW) == ()


def test_a_live_rule_does_not_shadow_itself() -> None:
    pack = a_pack(a_rule(7, "thanks"))
    assert rules_that_answer(["thanks"], ["nothing"], pack, now=NOW, except_rule=7) == ()
