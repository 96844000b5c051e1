"""A text as the tables read it: folded, and cut into clauses of words."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Apostrophes, joiners and selectors, and the points and stretchers of Hebrew and Arabic.
_DROPPED = re.compile(
    r"['`\u00ad\u00b4\u02b9-\u02bd\u034f\u055a\u0591-\u05bd\u05bf\u05f3\u05f4\u0610-\u061a\u061c"
    r"\u0640\u064b-\u0652\u0670\u180b-\u180f\u200b-\u200f\u2018\u2019\u201b\u202a-\u202e\u2032"
    r"\u2060-\u2069\ufe00-\ufe0f\ufeff\uff07\U000e0000-\U000e0fff]"
)
# Spellings that differ by keyboard or habit, not by word.
_SAME = str.maketrans("أإآٱىیکةςё", "ااااييكهσе")
_STRETCHED = re.compile(r"([^\W\d_])\1\1+")

SPACELESS = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that write without spaces between words, as a range for a character class."""

_INNER_SPACE = re.compile(rf"(?<=[{SPACELESS}])\s+(?=[{SPACELESS}])")
_SEAM = re.compile(
    rf"(?<=[{SPACELESS}])(?=[^\s{SPACELESS}])|(?<=[^\s{SPACELESS}])(?=[{SPACELESS}])"
)
LONGEST_STEM = 16  # no stem of the tables is longer
_IS_SPACELESS = re.compile(rf"[{SPACELESS}]")


def fold(text: str) -> str:
    """Lower case, without what tells spellings of one word apart."""
    form = unicodedata.normalize("NFKC", _DROPPED.sub("", text)).lower()
    return _STRETCHED.sub(r"\1", _DROPPED.sub("", form).translate(_SAME))


@dataclass(frozen=True)
class Reading:
    """A text read once for all tables.

    `clauses` are the clauses, each as its words between single spaces, with a space at both ends;
    `whole` is all of them, one a line; `words` and `beginnings` are the distinct words, and what
    they begin with, up to `LONGEST_STEM` signs.
    """

    clauses: tuple[str, ...]
    whole: str
    words: frozenset[str]
    beginnings: frozenset[str]


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """Punctuation, symbols and emoji end a clause; spaces, hyphens and line breaks end a word.

    A run of a script without spaces is one word, however the writer or `canonical` spaced it.
    """
    form = _SEAM.sub(" ", _INNER_SPACE.sub("", fold(text)))
    marks = form.translate({ord(character): _mark_of(character) for character in set(form)})
    parts = (" ".join(part.split()) for part in marks.split("\n"))
    clauses = tuple(f" {part} " for part in parts if part)
    words = frozenset(marks.split())
    beginnings = frozenset(
        word[:n] for word in words for n in range(1, min(len(word), LONGEST_STEM) + 1)
    )
    return Reading(clauses, "\n".join(clauses), words, beginnings)


def _mark_of(character: str) -> str:
    if unicodedata.category(character)[0] in "LMN":
        return character
    return " " if character.isspace() or character in "-_\u2010\u2011" else "\n"


def is_spaceless(text: str) -> bool:
    """Whether it holds a letter of a script that writes without spaces."""
    return _IS_SPACELESS.search(text) is not None
