"""Rules of ours to start from: greeting, thanks and farewell, and nothing that could be wrong."""

from dataclasses import dataclass

from delegation.domain.phrases import canonical
from delegation.domain.small_talk_words import CORES
from delegation.domain.starter_texts import STARTER_TEXTS
from delegation.domain.words import Act

LEFT_OUT = {
    "de": frozenset({"schönen tag", "schönen abend", "einen schönen tag", "einen schönen abend"}),
    "ru": frozenset({"доброго дня"}),
    "zh": frozenset({"早安"}),
}
"""Known small talk that differs from another act's by one word, and only by that."""

STARTER_ACTS = (Act.GREETING, Act.THANKS, Act.FAREWELL)
STARTER_LANGUAGES = tuple(CORES)


@dataclass(frozen=True)
class StarterRule:
    """`written` are the phrases as people write them; `phrases` their canonical forms."""

    act: Act
    language: str
    written: tuple[str, ...]
    phrases: tuple[str, ...]
    response: str


def starter_pack(language: str) -> tuple[StarterRule, ...]:
    """The rules of a language. Raises `KeyError` for one that we have not written."""
    return tuple(_rule(language, act) for act in STARTER_ACTS)


def _rule(language: str, act: Act) -> StarterRule:
    known = (entry.strip() for entry in CORES[language][act].split(","))
    written = tuple(entry for entry in known if entry not in LEFT_OUT.get(language, ()))
    forms = dict.fromkeys(form for entry in written if (form := canonical(entry)))
    return StarterRule(act, language, written, tuple(forms), STARTER_TEXTS[language][act])
