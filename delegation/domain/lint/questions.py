"""Questions, answers and wishes: phrases that want something to happen."""

import re
from collections.abc import Iterator

from delegation.domain.language.polarity import POLARITY, Polarity
from delegation.domain.language.word_lists import QUESTION, entries
from delegation.domain.lint.lexicon import Lexicon

_QUESTIONS = Lexicon(entries([QUESTION]))
_POLARITY = {kind: Lexicon(entries([table])) for kind, table in POLARITY.items()}

_MARKS = frozenset(
    "?\u00bf\u037e\u055e\u061f\u1367\u203d\u2047\u2048\u2049\u2753\u2754\u2e2e\u2cfa\u2cfb\ua60f\ufe56\uff1f"
)
# Greek asks with a semicolon, mostly typed as the Latin one.
_GREEK = re.compile(r"(?<=[\u0370-\u03ff\u1f00-\u1fff]);")


def find_questions(text: str) -> Iterator[str]:
    """Question marks of all scripts, and question words of the tables."""
    yield from sorted(_MARKS & set(text))
    yield from (match[0] for match in _GREEK.finditer(text))
    yield from _QUESTIONS.find(text)


def find_polarity(text: str) -> Iterator[str]:
    """Words that answer an offer or wish for something: yes, no, stop, a human."""
    for lexicon in _POLARITY.values():
        yield from lexicon.find(text)


def polarity_of(text: str) -> Polarity | None:
    """Return the polarity of the first clause that has one; no beats yes ("not sure")."""
    by_kind = {kind: lexicon.find_by_clause(text) for kind, lexicon in _POLARITY.items()}
    order = (Polarity.HUMAN, Polarity.STOP, Polarity.NO, Polarity.YES)
    for clause in zip(*(by_kind[kind] for kind in order), strict=True):
        for kind, words in zip(order, clause, strict=True):
            if words:
                return kind
    return None
