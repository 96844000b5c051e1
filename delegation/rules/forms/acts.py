"""Acts as forms name and explain them, in the language of the reader."""

from typing import cast

from django.utils.functional import Promise, lazy
from django.utils.text import capfirst

from delegation.domain.words import ACT_NAMES, ACT_WORDS, Act
from delegation.languages import in_words


def name_of(act: Act) -> str:
    """Return an act's name at the start of a line."""
    return capfirst(in_words(ACT_NAMES[act]))


def name_lazily(act: Act) -> Promise:
    """Return the same for a form that is made before its reader is known."""
    return cast("Promise", lazy(name_of, str)(act))


def act_examples() -> dict[str, str]:
    """Return for each act what people write, and what to be careful about."""
    return {
        act.value: " ".join(filter(None, (f"{in_words(words.examples)}.", in_words(words.caution))))
        for act, words in ACT_WORDS.items()
    }
