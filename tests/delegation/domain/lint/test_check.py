"""Every problem is found in many scripts, and ordinary small talk has none."""

import pytest

from delegation.domain.lint.check import (
    Finding,
    RulePart,
    check_phrase,
    check_response,
    find_in_phrase,
    find_problems,
)
from delegation.domain.lint.problems import IN_WORDS, Problem
from delegation.domain.lint.scripts import scripts_of
from delegation.domain.phrases import canonical
from tests.delegation.domain.lint.check_cases import HAVING, LOOKING_LIKE, RESPONSES, SMALL_TALK
from tests.delegation.domain.lint.making import WITHOUT_CASES

ONLY_PHRASES = {Problem.QUESTION, Problem.POLARITY}


def cases(table: dict[Problem, list[str]]) -> list[tuple[Problem, str]]:
    return [(problem, text) for problem, texts in table.items() for text in texts]


@pytest.mark.parametrize(("problem", "text"), cases(HAVING), ids=ascii)
def test_it_names_the_problem_of_a_phrase(problem: Problem, text: str) -> None:
    assert problem in check_phrase(text)


@pytest.mark.parametrize(
    ("problem", "text"), [case for case in cases(HAVING) if case[0] not in ONLY_PHRASES], ids=ascii
)
def test_it_names_the_problem_of_a_response(problem: Problem, text: str) -> None:
    assert problem in check_response(text)


@pytest.mark.parametrize(("problem", "text"), cases(LOOKING_LIKE), ids=ascii)
def test_it_does_not_see_a_problem_where_one_only_seems_to_be(problem: Problem, text: str) -> None:
    assert problem not in check_phrase(text)


@pytest.mark.parametrize("problem", HAVING)
@pytest.mark.parametrize("table", [HAVING, LOOKING_LIKE], ids=["having", "looking like"])
def test_every_problem_has_cases_in_five_scripts(
    problem: Problem, table: dict[Problem, list[str]]
) -> None:
    scripts = {script for text in table[problem] for script in scripts_of(text)}
    assert len(scripts) >= 5, scripts


def test_every_problem_has_cases() -> None:
    assert set(HAVING) == set(LOOKING_LIKE) == set(Problem) - WITHOUT_CASES


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_is_said_in_words_and_fits_its_column(problem: Problem) -> None:
    assert IN_WORDS[problem].endswith(".")
    assert len(problem) <= 40


@pytest.mark.parametrize(
    "text", [text for texts in SMALL_TALK.values() for text in texts], ids=ascii
)
def test_ordinary_small_talk_has_no_problem(text: str) -> None:
    assert find_in_phrase(text) == []


@pytest.mark.parametrize(
    "text", [text for texts in SMALL_TALK.values() for text in texts], ids=ascii
)
def test_ordinary_small_talk_has_no_problem_in_its_canonical_form(text: str) -> None:
    form = canonical(text)
    assert form is not None
    assert find_in_phrase(form) == []


@pytest.mark.parametrize("text", RESPONSES, ids=ascii)
def test_an_ordinary_response_may_ask_and_say_no(text: str) -> None:
    assert check_response(text) == []


def test_a_response_may_ask_but_a_phrase_may_not() -> None:
    assert Problem.QUESTION in check_phrase("anything else?")
    assert Problem.QUESTION not in check_response("anything else?")


@pytest.mark.parametrize("text", ["", " ", "!!!", "x" * 121, "\ud800", "𐎀"])
def test_it_says_that_a_phrase_can_never_be_matched(text: str) -> None:
    assert Problem.NOT_MATCHABLE in check_phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks for all of this and that",
        "спасибо вам всем за все это вот",
        "谢谢您今天对我们全家人的帮助和所有的耐心陪伴",
        "ขอบคุณมากสำหรับความช่วยเหลือทั้งหมดของวันนี้",
    ],
)
def test_it_says_that_a_phrase_is_longer_than_small_talk(text: str) -> None:
    assert Problem.TOO_LONG in check_phrase(text)


def test_it_shows_the_offending_characters_as_code_points() -> None:
    findings = [f for f in find_in_phrase("pаy\u200b") if f.problem is Problem.INVISIBLE]
    assert findings == [Finding(Problem.INVISIBLE, RulePart.PHRASE, "\u200b")]
    assert findings[0].code_points == ("U+200B ZERO WIDTH SPACE",)


def test_it_shows_which_letter_of_a_word_is_foreign() -> None:
    (finding,) = [f for f in find_in_phrase("pаy") if f.problem is Problem.MIXED_SCRIPT]
    assert finding.code_points[1] == "U+0430 CYRILLIC SMALL LETTER A"


def test_it_says_of_a_rule_which_part_has_the_problem() -> None:
    found = find_problems("thanks", "see shop.com")
    assert [(f.problem, f.part) for f in found] == [(Problem.LINK, RulePart.RESPONSE)]


@pytest.mark.parametrize(
    ("phrase", "response"),
    [
        ("спасибо", "You're welcome!"),
        ("thank you", "Пожалуйста!"),
        ("شكرا", "You're welcome!"),
        ("धन्यवाद", "不客气"),
        ("ありがとう", "不客气"),
        ("谢谢你", "You're welcome!"),
        ("ευχαριστώ", "De nada!"),
        ("תודה", "على الرحب والسعة"),
    ],
)
def test_it_hears_that_the_response_is_in_another_language(phrase: str, response: str) -> None:
    assert Problem.LANGUAGE in {f.problem for f in find_problems(phrase, response)}


@pytest.mark.parametrize(
    ("phrase", "response"),
    [
        ("спасибо", "Пожалуйста!"),
        ("ok", "Хорошо!"),
        ("haha", "😄"),
        ("👍", "नमस्ते"),
        ("了解", "ありがとうございます"),
        ("ありがとう", "こちらこそ感謝します"),
        ("谢谢", "不客气 :-)"),
        ("شكرا", "عفوا"),
        ("धन्यवाद", "आपका स्वागत है"),
    ],
)
def test_it_hears_no_other_language_where_there_is_none(phrase: str, response: str) -> None:
    assert find_problems(phrase, response) == []


def test_a_tenant_adds_words_that_no_rule_may_hold() -> None:
    found = find_problems("thanks acme", "Enjoy the anvils!", tenant_words=["Acme", "anvil*"])
    assert [(f.part, f.excerpt) for f in found] == [
        (RulePart.PHRASE, "acme"),
        (RulePart.RESPONSE, "anvils"),
    ]
    assert {f.problem for f in found} == {Problem.TENANT_WORD}


def test_a_tenant_exempts_a_problem_and_hears_of_the_others() -> None:
    found = find_problems("thanks", "Call +1 650 253 0000", exempt={Problem.PHONE})
    assert {f.problem for f in found} == {Problem.NUMBER}
