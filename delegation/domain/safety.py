"""Lint: what is wrong with a phrase as small talk, each problem by name."""

import re
import unicodedata
from enum import StrEnum

from delegation.domain.phrases import canonical

MAX_WORDS = 6  # the longest small talk seen in practice; longer messages carry content
LINK = re.compile(r"(?i)\b(?:https?:|www\.|[\w-]+\.(?:com|org|net|io|co|ru|de|br)\b)|@")
QUESTION_MARKS = frozenset("?？؟՞;⁇⁈⁉")


class Problem(StrEnum):
    NOT_MATCHABLE = "not_matchable"
    TOO_LONG = "too_long"
    LINK = "link"
    NUMBER = "number"
    QUESTION = "question"
    MARKUP = "markup"
    INVISIBLE = "invisible_character"
    MIXED_SCRIPT = "mixed_script"


def check_phrase(phrase: str) -> list[Problem]:
    """The problems of a phrase as a visitor may write it; [] means none was found."""
    found = {
        Problem.NOT_MATCHABLE: canonical(phrase) is None,
        Problem.TOO_LONG: len(phrase.split()) > MAX_WORDS,
        **_check_characters(phrase),
    }
    return [problem for problem, present in found.items() if present]


def check_response(response: str) -> list[Problem]:
    """The problems of a canned response; questions and length are its own business."""
    characters = _check_characters(response)
    characters.pop(Problem.QUESTION)
    return [problem for problem, present in characters.items() if present]


def _check_characters(text: str) -> dict[Problem, bool]:
    return {
        Problem.LINK: LINK.search(text) is not None,
        Problem.NUMBER: any(unicodedata.category(c) in {"Nd", "Nl", "No"} for c in text),
        Problem.QUESTION: any(c in QUESTION_MARKS for c in text),
        Problem.MARKUP: any(c in "<>{}[]`\\|" for c in text),
        Problem.INVISIBLE: any(_is_invisible(c) for c in text),
        Problem.MIXED_SCRIPT: len(_scripts(text)) > 1,
    }


def _is_invisible(character: str) -> bool:
    """Formats, controls and private code points. A line break is only space."""
    hidden = unicodedata.category(character) in {"Cf", "Cc", "Co", "Cs"}
    return hidden and not character.isspace()


def _scripts(text: str) -> set[str]:
    """Scripts of its letters, by the first word of their Unicode names; CJK count as one."""
    names = {unicodedata.name(c, "UNKNOWN").split()[0] for c in text if c.isalpha()}
    return {"CJK" if name in {"CJK", "HIRAGANA", "KATAKANA"} else name for name in names}
