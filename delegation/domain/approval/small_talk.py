"""Whether a phrase is nothing but known small talk of an act, and in which languages."""

from collections.abc import Iterator
from functools import cache

from delegation.domain.approval.small_talk_words import (
    BESIDE,
    CORES,
    DECORATION,
    EVERYWHERE,
    LAUGHS,
)
from delegation.domain.phrases import canonical
from delegation.domain.words import STRENGTH, Act

CLOSED_ACTS = tuple(act for act in Act if act is not Act.ANSWER)
"""Acts free of content: such a message wants nothing done. Only these may go live unread."""

LANGUAGES = tuple(CORES)
MOST_WORDS = 16  # of the canonical form, where a Han or kana sign is a word
LONGEST_ENTRY = 14  # words of an entry in its canonical form

Form = tuple[str, ...]


def languages_of(phrase: str, act: str) -> tuple[str, ...]:
    """Return the languages in which the whole phrase is known small talk of this act.

    The phrase splits completely into entries of one language's table: at least one that carries
    the act, words that may stand beside it, and entries of weaker acts ("ok thanks" is thanks).
    """
    if act not in CLOSED_ACTS:
        return ()
    words = tuple((canonical(phrase) or "").split())
    if not 0 < len(words) <= MOST_WORDS:
        return ()
    return tuple(language for language in LANGUAGES if _is_made_of(words, language, Act(act)))


def listed_words(language: str) -> dict[str, list[str]]:
    """Return the table of a language, for people to read: act or "beside" -> entries."""
    cores = {str(act): _entries(line) for act, line in CORES[language].items()}
    return {**cores, "beside": _entries(BESIDE[language])}


def _entries(line: str) -> list[str]:
    return [entry.strip() for entry in line.split(",")]


def _forms(line: str) -> Iterator[Form]:
    for entry in _entries(line):
        if form := canonical(entry):
            yield tuple(form.split())


@cache
def _table(language: str, act: Act) -> tuple[frozenset[Form], frozenset[Form]]:
    """(what carries the act, what may stand beside it)."""
    carries = {*_forms(CORES[language][act]), *_forms(EVERYWHERE.get(act, ""))}
    weaker = STRENGTH[STRENGTH.index(act) + 1 :]
    lines = [BESIDE[language], DECORATION, *(CORES[language][other] for other in weaker)]
    lines += [EVERYWHERE[other] for other in weaker if other in EVERYWHERE]
    beside = {form for line in lines for form in _forms(line)}
    return frozenset(carries), frozenset(beside - carries)


@cache
def _laughs() -> frozenset[str]:
    return frozenset(form for entry in _entries(LAUGHS) if (form := canonical(entry)))


def _is_laughter(word: str) -> bool:
    """One syllable again and again: "hahaha"; a last letter may be left over ("hahah")."""
    for syllable in _laughs():
        times = -(-len(word) // len(syllable))
        if len(word) >= 2 * len(syllable) and (syllable * times).startswith(word):
            return True
    return False


def _is_made_of(words: Form, language: str, act: Act) -> bool:
    carries, beside = _table(language, act)
    laughs = act is Act.LAUGHTER
    # ends[n]: the first n words split; True where one of their entries carries the act.
    ends: list[bool | None] = [False] + [None] * len(words)
    for start in range(len(words)):
        reached = ends[start]
        if reached is None:
            continue
        for stop in range(start + 1, min(start + LONGEST_ENTRY, len(words)) + 1):
            form = words[start:stop]
            if form in carries or (laughs and len(form) == 1 and _is_laughter(form[0])):
                ends[stop] = True
            elif form in beside:
                ends[stop] = ends[stop] or reached
    return ends[-1] is True
