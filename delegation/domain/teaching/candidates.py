"""Decide on which messages the teacher is asked for a lesson: only where one can be learned.

Asking costs tokens on every call that it rides on. So it rides only on messages that can be small
talk by their form, and not on those that a bounded memory says the teacher would decline again.
The memory counts keys. It may lose some; then the model judges a message once more.
"""

from collections.abc import Callable, Iterator, Sequence

from delegation.domain.phrases import canonical
from delegation.domain.words import TEACHABLE_STATES, Awaiting

MOST_WORDS = 16  # of the canonical form: hardly anybody says thanks in more
SIGNS = "?@#/\\("
SHORT_OK = "k"
EYES = "="  # of a smile; other eyes are pauses
_CRIES = "oh ooh ah aah ach o och uy uh jé åh nå о ой ох ах ого אה اوه آه 아 오 あ 啊"
CRIES = frozenset(_CRIES.split())
# Words that were declined so often, and never learned, are about what a company sells. Two of them
# in one message: it is about that too. One may be a coincidence.
DECLINED_OFTEN = 3
FOREIGN_WORDS = 2

Counts = Callable[[Sequence[str]], Sequence[int]]
"""How often each key was counted, in the order of the keys."""


def is_candidate(message: str, awaiting: Awaiting) -> bool:
    """Whether a message in this state can be small talk, by its form alone.

    A question, a digit or a sign of an address is none. A bracket begins an aside, or is a sad
    face. One letter is what is left of a smile ("=P"), or a choice. "Oh" alone announces more.
    Polarity words do not decide: "no, that's all" is a goodbye.
    """
    phrase = canonical(message)
    if awaiting not in TEACHABLE_STATES or phrase is None:
        return False
    words = phrase.split(" ")
    if all(map(_says_nothing, words)):
        return False
    return len(words) <= MOST_WORDS and not any(map(_asks_or_names, words))


def was_declined(phrase: str, awaiting: Awaiting, counts: Counts) -> bool:
    """Whether the teacher declined this phrase in this state, or would by what it declined."""
    words = list(dict.fromkeys(phrase.split(" ")))
    asked = [_phrase_key(phrase, awaiting), *map(_declined_key, words), *map(_learned_key, words)]
    same, *found = counts(asked)
    if same:
        return True
    declined, learned = found[: len(words)], found[len(words) :]
    foreign = sum(
        no >= DECLINED_OFTEN and not yes for no, yes in zip(declined, learned, strict=True)
    )
    return foreign >= FOREIGN_WORDS


def keys_of_answer(phrase: str, awaiting: Awaiting, *, taught: bool) -> Iterator[str]:
    """The keys to count once, after the teacher was asked for a lesson about a phrase."""
    key = _learned_key if taught else _declined_key
    yield from map(key, dict.fromkeys(phrase.split(" ")))
    if not taught:
        yield _phrase_key(phrase, awaiting)


def sighting_key(phrase: str) -> str:
    """The key to count whenever a phrase comes, for tenants that teach from the second time."""
    return f"seen {phrase}"


def _asks_or_names(word: str) -> bool:
    return word in SIGNS or any(character.isnumeric() for character in word)


def _says_nothing(word: str) -> bool:
    is_letter = len(word) == 1 and word.isascii() and word.isalpha() and word != SHORT_OK
    return is_letter or word == EYES or word in CRIES


def _phrase_key(phrase: str, awaiting: Awaiting) -> str:
    return f"{awaiting} {phrase}"


def _declined_key(word: str) -> str:
    return f"no {word}"


def _learned_key(word: str) -> str:
    return f"yes {word}"
