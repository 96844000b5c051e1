"""Lint: what is wrong with a phrase as small talk or a response as a public reply, by name."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from delegation.domain.lint.amounts import find_dates, find_numbers, find_prices
from delegation.domain.lint.claims import find_facts, find_promises
from delegation.domain.lint.clauses import is_spaceless, read
from delegation.domain.lint.invisible import find_invisible
from delegation.domain.lint.lexicon import Lexicon
from delegation.domain.lint.links import find_addresses, find_links
from delegation.domain.lint.markup import find_markup
from delegation.domain.lint.names import find_names
from delegation.domain.lint.phones import find_phones
from delegation.domain.lint.problems import Problem
from delegation.domain.lint.questions import find_polarity, find_questions
from delegation.domain.lint.scripts import differ_in_script, find_mixed
from delegation.domain.phrases import canonical

MAX_WORDS = 6  # the longest small talk seen in practice; longer messages carry content
SIGNS_A_WORD = 3  # of scripts without spaces: a word of Thai, Chinese or kana is one to five signs


class RulePart(StrEnum):
    """Where a problem lies."""

    PHRASE = "phrase"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, where it lies, and the characters that make it, as far as some do."""

    problem: Problem
    part: RulePart
    excerpt: str = ""

    @property
    def code_points(self) -> tuple[str, ...]:
        """The characters of the excerpt as code points with their names: what a look hides."""
        return tuple(
            f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"
            for character in self.excerpt
        )


_Finder = Callable[[str], Iterable[str]]

_IN_BOTH: dict[Problem, _Finder] = {
    Problem.LINK: find_links,
    Problem.ADDRESS: find_addresses,
    Problem.NUMBER: find_numbers,
    Problem.PHONE: find_phones,
    Problem.DATE: find_dates,
    Problem.PRICE: find_prices,
    Problem.NAME: find_names,
    Problem.MARKUP: find_markup,
    Problem.PROMISE: find_promises,
    Problem.FACT: find_facts,
    Problem.MIXED_SCRIPT: find_mixed,
    Problem.INVISIBLE: find_invisible,
}
# A response may ask ("anything else?") and say no ("no problem").
_IN_PHRASES: dict[Problem, _Finder] = {
    **_IN_BOTH,
    Problem.QUESTION: find_questions,
    Problem.POLARITY: find_polarity,
}


def check_phrase(phrase: str) -> list[Problem]:
    """Return the problems of a phrase as a visitor may write it; [] if none was found."""
    return _names_of(find_in_phrase(phrase))


def check_response(response: str) -> list[Problem]:
    """Return the problems of a canned response, which may ask and may be long."""
    return _names_of(find_in_response(response))


def find_problems(
    phrase: str,
    response: str,
    *,
    tenant_words: Collection[str] = (),
    exempt: Collection[Problem] = (),
) -> list[Finding]:
    """Return everything found in a phrase and its response, and between the two.

    `tenant_words` are words that this tenant wants no rule about, such as its product names, marked
    as in `word_lists`; `exempt` are problems that it chose not to see.
    """
    found = [*find_in_phrase(phrase), *find_in_response(response)]
    if differ_in_script(phrase, response):
        found.append(Finding(Problem.LANGUAGE, RulePart.RESPONSE))
    lexicon = Lexicon(tenant_words)
    for part, text in ((RulePart.PHRASE, phrase), (RulePart.RESPONSE, response)):
        found += _findings(Problem.TENANT_WORD, part, lexicon.find(text))
    return [finding for finding in found if finding.problem not in exempt]


def find_in_phrase(phrase: str) -> list[Finding]:
    """The problems of a phrase with the characters that make them."""
    text = phrase.strip()
    found = [
        Finding(problem, RulePart.PHRASE)
        for problem, present in (
            (Problem.NOT_MATCHABLE, canonical(text) is None),
            (Problem.TOO_LONG, _count_words(text) > MAX_WORDS),
        )
        if present
    ]
    return [*found, *_apply(_IN_PHRASES, RulePart.PHRASE, text)]


def find_in_response(response: str) -> list[Finding]:
    """The problems of a response with the characters that make them."""
    return list(_apply(_IN_BOTH, RulePart.RESPONSE, response.strip()))


def _apply(finders: dict[Problem, _Finder], part: RulePart, text: str) -> Iterator[Finding]:
    for problem, find in finders.items():
        yield from _findings(problem, part, find(text))


def _findings(problem: Problem, part: RulePart, excerpts: Iterable[str]) -> list[Finding]:
    return [Finding(problem, part, excerpt) for excerpt in dict.fromkeys(excerpts)]


def _names_of(findings: list[Finding]) -> list[Problem]:
    return list(dict.fromkeys(finding.problem for finding in findings))


def _count_words(text: str) -> int:
    """Words between spaces; of a script without spaces, one for some signs, however spaced."""
    words = read(text).whole.split()
    return sum(-(-len(word) // SIGNS_A_WORD) if is_spaceless(word) else 1 for word in words)
