"""What a canned reply may not say: promises, and facts about the person who reads it."""

from collections.abc import Iterator

from delegation.domain.language.word_lists import entries
from delegation.domain.lint import claim_words
from delegation.domain.lint.lexicon import Lexicon

_BINDING = Lexicon(entries([claim_words.BINDING]))
_WILL = Lexicon(entries([claim_words.WILL]))
_DELIVERED = Lexicon(entries([claim_words.DELIVERED]))
_POSSESSIVE = Lexicon(entries([claim_words.POSSESSIVE]))
_AFFAIR = Lexicon(entries([claim_words.AFFAIR]))
_FACTS = Lexicon(entries([claim_words.FACTS]))


def find_promises(text: str) -> Iterator[str]:
    """Words that bind the company, and "we will" with something to be delivered."""
    yield from _BINDING.find(text)
    yield from _pairs(text, _WILL, _DELIVERED)


def find_facts(text: str) -> Iterator[str]:
    """A possessive with what people have with a company: "your order", "my card"."""
    yield from _FACTS.find(text)
    yield from _pairs(text, _POSSESSIVE, _AFFAIR)


def _pairs(text: str, first: Lexicon, second: Lexicon) -> Iterator[str]:
    clauses = zip(first.find_by_clause(text), second.find_by_clause(text), strict=True)
    for heads, tails in clauses:
        if heads and tails:
            yield f"{heads[0]} {tails[0]}"
