"""The lists of known small talk: closed, tidy, and read as promised."""

from pathlib import Path

import pytest

from delegation.domain.approval.small_talk import (
    CLOSED_ACTS,
    LANGUAGES,
    LONGEST_ENTRY,
    languages_of,
    listed_words,
)
from delegation.domain.approval.small_talk_words import BESIDE, CORES
from delegation.domain.approval.starter_texts import STARTER_TEXTS
from delegation.domain.lint.check import find_in_phrase
from delegation.domain.phrases import canonical
from delegation.domain.words import Act

CHAT_TEXTS = Path(__file__).parents[4] / "frontend" / "src" / "chat" / "texts"

ENTRIES = [
    (language, act, entry.strip())
    for language, table in CORES.items()
    for act, line in table.items()
    for entry in line.split(",")
]


def chat_languages() -> set[str]:
    """The languages that the chat speaks besides English, which is in its own code."""
    return {path.stem for path in CHAT_TEXTS.glob("*.js")}


def test_every_language_of_the_chat_has_every_closed_act_and_a_text_to_start_from() -> None:
    assert set(LANGUAGES) == {"en", *chat_languages()}
    assert set(BESIDE) == set(STARTER_TEXTS) == set(LANGUAGES)
    assert all(set(table) == set(CLOSED_ACTS) for table in CORES.values())
    assert all(set(texts) == set(CLOSED_ACTS) for texts in STARTER_TEXTS.values())


@pytest.mark.parametrize(("language", "act", "entry"), ENTRIES, ids=ascii)
def test_an_entry_is_small_talk_of_its_act_alone_and_no_lint_minds_it(
    language: str, act: Act, entry: str
) -> None:
    form = canonical(entry)
    assert form is not None
    assert len(form.split()) <= LONGEST_ENTRY
    assert [each for each in CLOSED_ACTS if language in languages_of(entry, each)] == [act]
    assert find_in_phrase(entry) == find_in_phrase(form) == []


@pytest.mark.parametrize(("language", "act", "entry"), ENTRIES, ids=ascii)
def test_no_entry_means_another_act_in_another_language(
    language: str, act: Act, entry: str
) -> None:
    others = [each for each in CLOSED_ACTS if each != act and languages_of(entry, each)]
    assert others == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_beside_says_neither_yes_nor_no_and_carries_nothing(language: str) -> None:
    for entry in listed_words(language)["beside"]:
        assert find_in_phrase(entry) == [], entry
        assert all(not languages_of(entry, act) for act in CLOSED_ACTS), entry


@pytest.mark.parametrize(
    ("phrase", "act", "language"),
    [
        ("Thank you SO much!!", Act.THANKS, "en"),
        ("ok thanks 😊", Act.THANKS, "en"),
        ("hi, thanks a lot, bye", Act.FAREWELL, "en"),
        ("muchas gracias por todo", Act.THANKS, "es"),
        ("Muito obrigada pela ajuda!", Act.THANKS, "pt"),
        ("merci beaucoup à tous", Act.THANKS, "fr"),
        ("Vielen Dank für die Hilfe", Act.THANKS, "de"),
        ("grazie mille di tutto", Act.THANKS, "it"),
        ("Большое спасибо вам за помощь", Act.THANKS, "ru"),
        ("شكرًا جزيلا على المساعدة", Act.THANKS, "ar"),
        ("बहुत बहुत धन्यवाद जी", Act.THANKS, "hi"),
        ("非常感谢您的帮助", Act.THANKS, "zh"),
        ("どうもありがとうございます", Act.THANKS, "ja"),
        ("hahahahah", Act.LAUGHTER, "en"),
        ("хахаха", Act.LAUGHTER, "ru"),
        ("👍", Act.ACKNOWLEDGEMENT, "hi"),
    ],
)
def test_known_words_together_are_small_talk(phrase: str, act: Act, language: str) -> None:
    assert language in languages_of(phrase, act)


@pytest.mark.parametrize(
    ("phrase", "act"),
    [
        ("thanks bye", Act.THANKS),  # it says goodbye: a thanks would answer half of it
        ("hello", Act.FAREWELL),
        ("thanks", Act.ANSWER),
        ("so very much", Act.THANKS),  # nothing in it thanks
        ("thanks John", Act.THANKS),
        ("thank you for nothing", Act.THANKS),
        ("danke beaucoup", Act.THANKS),  # of two languages
        ("yes", Act.ACKNOWLEDGEMENT),
        ("no thanks", Act.THANKS),
        ("thanks 5", Act.THANKS),
        ("thanks?", Act.THANKS),
        ("xxxx", Act.THANKS),  # kisses are on no list
        ("thаnks", Act.THANKS),  # a Cyrillic a
        ("ciao", Act.GREETING),
        ("h", Act.LAUGHTER),
        ("hat", Act.LAUGHTER),
        ("", Act.THANKS),
        ("thanks " * 17, Act.THANKS),
    ],
)
def test_one_unknown_word_and_it_is_not(phrase: str, act: Act) -> None:
    assert languages_of(phrase, act) == ()
