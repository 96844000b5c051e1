"""The tables of words are closed, tidy and consistent."""

from collections.abc import Mapping

import pytest

from delegation.domain.language.polarity import POLARITY, Polarity
from delegation.domain.language.word_lists import NUMBER, QUESTION, entries
from delegation.domain.lint import amount_words, claim_words, name_words
from delegation.domain.lint.clauses import LONGEST_STEM, read
from delegation.domain.lint.lexicon import Lexicon

TABLES: dict[str, Mapping[str, str]] = {
    "question": QUESTION,
    "number": NUMBER,
    **{kind.value: table for kind, table in POLARITY.items()},
    **{
        f"{module.__name__.rsplit('.', 1)[1]}.{name}": table
        for module in (amount_words, claim_words, name_words)
        for name, table in vars(module).items()
        if name.isupper()
    },
}


@pytest.mark.parametrize("name", TABLES)
def test_an_entry_is_a_word_written_once_in_its_language(name: str) -> None:
    for language, line in TABLES[name].items():
        words = [entry.strip() for entry in line.split(",")]
        assert all(read(word.strip("=*")).words for word in words), (language, words)
        assert len(words) == len(set(words)), (language, words)


@pytest.mark.parametrize("name", TABLES)
def test_every_entry_finds_itself(name: str) -> None:
    lexicon = Lexicon(entries([TABLES[name]]))
    lost = [e for e in entries([TABLES[name]]) if not lexicon.find(e.strip("=*"))]
    assert lost == []


@pytest.mark.parametrize("name", TABLES)
def test_no_stem_is_longer_than_what_is_looked_up(name: str) -> None:
    stems = [entry for entry in entries([TABLES[name]]) if entry.endswith("*")]
    assert [s for s in stems if max(map(len, read(s[:-1]).words)) > LONGEST_STEM] == []


@pytest.mark.parametrize("name", [*Polarity, "question", "number"])
def test_the_tables_that_guard_the_matcher_know_twenty_languages(name: str) -> None:
    assert len(TABLES[str(name)]) >= 20


def test_no_word_says_both_yes_and_no() -> None:
    both = [set(entries([POLARITY[kind]])) for kind in (Polarity.YES, Polarity.NO)]
    assert both[0] & both[1] == set()


@pytest.mark.parametrize(
    ("entry", "found", "missed"),
    [
        ("word", "a Word, please", "words"),
        ("=right", "right. thanks", "all right"),
        ("cancel*", "cancelled", "can cel"),
        ("go ahead", "Go  ahead!", "go. ahead"),
        ("возврат*", "о возврате", "воз врат"),
        ("不要", "我 不 要", "不。要"),
        ("don't", "don’t", "don t"),
        ("אין", "אֵין", "אי"),
    ],
)
def test_an_entry_counts_as_its_mark_says(entry: str, found: str, missed: str) -> None:
    assert Lexicon([entry]).find(found)
    assert not Lexicon([entry]).find(missed)
