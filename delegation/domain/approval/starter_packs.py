"""Rules of ours to start from: greeting, thanks and farewell, and nothing that could be wrong."""

from dataclasses import dataclass

from delegation.domain.approval.small_talk_words import CORES
from delegation.domain.approval.starter_texts import STARTER_TEXTS
from delegation.domain.phrases import canonical
from delegation.domain.words import Act

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
    written = tuple(entry.strip() for entry in CORES[language][act].split(","))
    forms = dict.fromkeys(form for entry in written if (form := canonical(entry)))
    return StarterRule(act, language, written, tuple(forms), STARTER_TEXTS[language][act])
