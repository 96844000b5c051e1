"""Problems that lie between texts, or in their length: found, and not seen, in many scripts."""

import pytest

from delegation.domain.lint.check import check_phrase, find_problems
from delegation.domain.lint.conflicts import (
    TaughtReply,
    differing_responses,
    find_conflicts,
    rules_that_answer,
)
from delegation.domain.lint.problems import Problem
from delegation.domain.lint.scripts import scripts_of
from delegation.domain.packs.compiling import PackRule, compile_pack, load_pack
from tests.delegation.domain.lint.making import WITHOUT_CASES

Cases = list[tuple[str, ...]]

HAVING: dict[Problem, Cases] = {
    Problem.NOT_MATCHABLE: [
        ("thanks " * 20,), ("спасибо " * 20,), ("شكرا جزيلا " * 20,), ("धन्यवाद " * 20,),
        ("谢谢" * 70,), ("תודה " * 30,),
    ],
    Problem.TOO_LONG: [
        ("thanks for all of this and that",), ("спасибо вам всем за все это вот",),
        ("شكرا لكم على كل هذا العمل الجميل",), ("आप सब को इस काम के लिए धन्यवाद",),
        ("谢谢您今天对我们全家人的帮助和所有的耐心陪伴",),
        ("ขอบคุณมากสำหรับความช่วยเหลือทั้งหมดของวันนี้",),
    ],
    Problem.TENANT_WORD: [
        ("thanks acme", "Acme"), ("спасибо василёк", "василек"), ("شكرا زهرة", "زهرة"),
        ("कमल धन्यवाद", "कमल"), ("谢谢玉兰", "玉兰"), ("תודה שקמה", "שקמה"), ("acmes", "acme*"),
    ],
    Problem.LANGUAGE: [
        ("thank you", "Пожалуйста!"), ("спасибо", "You're welcome!"), ("شكرا", "De nada!"),
        ("धन्यवाद", "不客气"), ("谢谢你", "You're welcome!"), ("תודה", "على الرحب"),
    ],
    Problem.CONFLICT: [
        ("Yes, open.", "No, closed."), ("Да, открыто", "Нет, закрыто"), ("نعم مفتوح", "لا مغلق"),
        ("हाँ, खुला है", "नहीं, बंद है"), ("是的，开着", "不是，关了"), ("ναι", "όχι"),
    ],
    Problem.RESPONSE_DIFFERS: [
        ("At nine", "At ten"), ("В девять", "В десять"), ("التاسعة", "العاشرة"),
        ("नौ बजे", "दस बजे"), ("九点", "十点"), ("בתשע", "בעשר"),
    ],
    Problem.SHADOWED: [
        ("thanks", "THANKS!"), ("спасибо", "Спасибо"), ("شكرا", "شكرًا"),
        ("धन्यवाद", "धन्यवाद!"), ("谢谢", "谢 谢"), ("תודה", "תודה."),
    ],
}  # fmt: skip

LOOKING_LIKE: dict[Problem, Cases] = {
    Problem.NOT_MATCHABLE: [
        ("thanks",), ("спасибо",), ("شكرا",), ("धन्यवाद",), ("谢谢",), ("תודה",),
    ],
    Problem.TOO_LONG: [
        ("thank you so very very much",), ("спасибо вам всем за это",), ("شكرا جزيلا لكم جميعا",),
        ("आप सब को बहुत धन्यवाद",), ("非常感谢您的帮助",), ("ขอบคุณมากค่ะ",),
    ],
    Problem.TENANT_WORD: [
        ("thanks acmes", "Acme"), ("спасибо васильки", "василек"), ("شكرا زهور", "زهرة"),
        ("कमला धन्यवाद", "कमल"), ("谢谢玉", "玉兰"), ("תודה שקם", "שקמה"),
    ],
    Problem.LANGUAGE: [
        ("thank you", "De nada!"), ("спасибо", "Пожалуйста!"), ("شكرا", "عفوا"),
        ("धन्यवाद", "आपका स्वागत है"), ("谢谢你", "不客气"), ("תודה", "בשמחה"), ("ok", "好的"),
    ],
    Problem.CONFLICT: [
        ("Yes, open.", "Yes!"), ("Да, открыто", "Да"), ("نعم مفتوح", "نعم"), ("हाँ", "हाँ जी"),
        ("是的", "是的，开着"), ("όχι", "Όχι!"),
    ],
    Problem.RESPONSE_DIFFERS: [
        ("At nine!", "at nine 😊"), ("В девять.", "в девять"), ("التاسعة!", "التاسعة"),
        ("नौ बजे।", "नौ बजे"), ("九点。", "九点"), ("בתשע!", "בתשע"),
    ],
    Problem.SHADOWED: [
        ("thanks", "hello"), ("спасибо", "привет"), ("شكرا", "مرحبا"), ("धन्यवाद", "नमस्ते"),
        ("谢谢", "你好"), ("תודה", "שלום"),
    ],
}  # fmt: skip


def has(problem: Problem, texts: tuple[str, ...]) -> bool:
    """Whether it is found in these texts, as each problem takes them."""
    one, other = texts[0], texts[-1]
    if problem is Problem.CONFLICT:
        return bool(find_conflicts([TaughtReply("answer", one), TaughtReply("answer", other)]))
    if problem is Problem.RESPONSE_DIFFERS:
        return bool(differing_responses([one, other]))
    if problem is Problem.SHADOWED:
        live = PackRule(1, 1, "thanks", ("nothing",), None, (one,), "Sure", None)
        pack = load_pack(compile_pack([live], version=1))
        return bool(rules_that_answer([other], ["nothing"], pack, now=0))
    if problem is Problem.TENANT_WORD:
        return problem in {f.problem for f in find_problems(one, "", tenant_words=[other])}
    if problem is Problem.LANGUAGE:
        return problem in {f.problem for f in find_problems(one, other)}
    return problem in check_phrase(one)


def cases(table: dict[Problem, Cases]) -> list[tuple[Problem, tuple[str, ...]]]:
    return [(problem, texts) for problem, found in table.items() for texts in found]


@pytest.mark.parametrize(("problem", "texts"), cases(HAVING), ids=ascii)
def test_it_names_the_problem(problem: Problem, texts: tuple[str, ...]) -> None:
    assert has(problem, texts)


@pytest.mark.parametrize(("problem", "texts"), cases(LOOKING_LIKE), ids=ascii)
def test_it_sees_no_problem_where_there_is_none(problem: Problem, texts: tuple[str, ...]) -> None:
    assert not has(problem, texts)


@pytest.mark.parametrize("table", [HAVING, LOOKING_LIKE], ids=["having", "looking like"])
def test_every_problem_between_texts_has_cases_in_five_scripts(
    table: dict[Problem, Cases],
) -> None:
    assert set(table) == WITHOUT_CASES
    for problem, found in table.items():
        scripts = {script for texts in found for text in texts for script in scripts_of(text)}
        assert len(scripts) >= 5, problem
