"""Built-in lists of small talk, of the languages in which a tenant has an approved phrase.

They answer nothing by themselves. They complete messages that contain an approved phrase: "thanks"
is approved, and "thanks a lot for your time" is answered. Moderators see and strike each entry.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise

from delegation.domain.language.guards import is_guarded, text_has_guard
from delegation.domain.language.small_talk.lists import entries_of
from delegation.domain.language.small_talk.table import SMALL_TALK
from delegation.domain.packs.rewriting import Rewrites, Words, rewrite
from delegation.domain.phrases import canonical
from delegation.domain.words import Awaiting

LISTS = ("openers", "closers", "clauses", "endings", "spellings", "laughter")
"""The lists that a moderator may switch off as a whole, each by its name: "de closers"."""

ROLES = ("openers", "closers", "clauses", "endings")
# Laughter of every language, besides the list of each language.
EVERYWHERE = frozenset(["haha", "hahaha", "hahahaha", "hehe", "hehehe", "xd"])
KEPT_READINGS = 1_000  # of lists; 84 lists, each read in a few ways by the packs of a worker
CLOSED_IN = (Awaiting.NOTHING, Awaiting.MORE)


def spoken_languages(forms: Collection[Words], known: Collection[str] = ()) -> tuple[str, ...]:
    """The languages that these forms speak: each with a form that carries an act in it alone.

    `known`: languages that other forms speak already.
    """
    return tuple(
        language
        for language in SMALL_TALK
        if language in known or not _told_by(language).isdisjoint(forms)
    )


def list_name(language: str, role: str) -> str:
    """The name of a list among what moderators struck."""
    return f"{language} {role}"


def without_struck(languages: Iterable[str], role: str, struck: Collection[str]) -> list[str]:
    """The languages whose list of this role is in use."""
    return [language for language in languages if list_name(language, role) not in struck]


def spellings_of(
    languages: Iterable[str], taught: Collection[str], struck: Collection[str]
) -> Rewrites:
    """Words that are read as others: misspelled, shortened, or of one class ("assistance").

    A taught word is read as another only where that one was taught too: what is approved is "thx".
    """
    found: Rewrites = {}
    known = taught if isinstance(taught, set) else set(taught)
    for language in languages:
        for word, read in _spellings(language):
            if word in struck or (word in taught and not known.issuperset(read.split(" "))):
                continue
            found.setdefault(word, read)
    return found


def kept_spellings(
    languages: Iterable[str], taught: Collection[str], rewrites: Mapping[str, str]
) -> set[str]:
    """Taught words of the list that keep their spelling, because the usual one was not taught."""
    return {
        word
        for language in languages
        for word, _ in _spellings(language)
        if word in taught and word not in rewrites
    }


def ignored_laughter(
    languages: Iterable[str], taught: Collection[str], struck: Collection[str]
) -> Rewrites:
    """Laughter of one word as a word to leave out, unless it was taught or switched off."""
    words = {word for language in languages for word in _laughter(language)}
    words |= {word for word in EVERYWHERE if languages}
    return {word: "" for word in sorted(words) if word not in taught and word not in struck}


def closed_forms(
    languages: Iterable[str],
    role: str,
    rewrites: Mapping[str, str],
    struck: Collection[str],
    *,
    kept: Collection[str] = (),
    answers: Collection[str] = (),
) -> set[str]:
    """The entries of a list in these languages, as the pack reads them.

    `kept`: words that keep their spelling because only that one was taught ("thats all"); entries
    with the usual one ("that is all i need") are read with this one too. `answers`: guarded words
    that are phrases by themselves. An entry that begins with one which this language does not have
    is left out: the French "non" does not open the Italian "non ho altre domande".
    """
    found: set[str] = set()
    for language in languages:
        varying = _holding(language, role).keys() & rewrites.keys()
        forms = _read_list(language, role, tuple((word, rewrites[word]) for word in varying))
        foreign = {word for word in answers if word not in _entries(language)}
        found |= {form for form in forms if _first_word(form) not in foreign} if foreign else forms
        own = [(word, read) for word, read in _spellings(language) if word in kept]
        found |= {
            variant for word, read in own for variant in _variants(language, role, word, read)
        }
    return found.difference(struck)


def _first_word(form: str) -> str:
    return form.partition(" ")[0]


@cache
def _variants(language: str, role: str, word: str, read: str) -> frozenset[str]:
    """The entries of a list that hold the usual spelling, in the other one."""
    said = {f" {form} " for form in _list(language, role)}
    return frozenset(
        text.replace(f" {read} ", f" {word} ").strip(" ") for text in said if f" {read} " in text
    )


@cache
def _entries(language: str) -> frozenset[str]:
    return frozenset(form for role in ROLES for form in _list(language, role))


@lru_cache(maxsize=KEPT_READINGS)
def _read_list(language: str, role: str, rewrites: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """A list as these rewrites read it; most lessons leave them as they are.

    Where words may be left out, more than one must stay: "super service" is no "service".
    """
    reads, holding = dict(rewrites), _holding(language, role)
    touched = set().union(*(holding[word] for word in reads))
    pairs = ((words, rewrite(words, reads)) for words in (form.split(" ") for form in touched))
    changed = {" ".join(read) for words, read in pairs if len(read) >= min(len(words), 2)}
    return (_list(language, role) - touched) | changed


def lists_text() -> str:
    """All that the lists say, for telling packs that were made with other lists."""
    return repr(SMALL_TALK)


def unpaused_twos(languages: Iterable[str], kept: Collection[str]) -> set[tuple[str, str]]:
    """Neighbours in the entries as people write them, none of which has a pause.

    `kept`: words that keep their spelling; entries are read with them too, as in `closed_forms`.
    """
    found: set[tuple[str, str]] = set()
    for language in languages:
        found |= _twos(language)
        own = [(word, read) for word, read in _spellings(language) if word in kept]
        for word, read in own:
            for role in ROLES:
                found |= _twos_of(_variants(language, role, word, read))
    return found


@cache
def _twos(language: str) -> frozenset[tuple[str, str]]:
    return _twos_of(form for role in ROLES for form in _list(language, role))


def _twos_of(forms: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset(two for form in forms for two in pairwise(form.split(" ")))


def built_in_forms(languages: Collection[str], rewrites: Mapping[str, str]) -> set[str]:
    """All forms and words of the lists, struck or not, as a pack with these rewrites holds them."""
    known = [language for language in languages if language in SMALL_TALK]
    forms = {form for role in ROLES for form in closed_forms(known, role, rewrites, ())}
    words = {word for language in known for word, _ in _spellings(language)}
    laughter = {word for language in known for word in _laughter(language)}
    return forms | words | laughter | EVERYWHERE


def _forms(line: str) -> Iterator[str]:
    for entry in entries_of(line):
        if form := canonical(entry):
            yield form


@cache
def _list(language: str, role: str) -> frozenset[str]:
    """The forms of a role. What carries an act stands beside other forms too."""
    forms = set(_forms(getattr(SMALL_TALK[language], role)))
    if role == "clauses":
        forms |= _carrying(language)
    if role in ("openers", "closers"):
        forms = {form for form in forms if not text_has_guard(form)}
    return frozenset(forms)


@cache
def _holding(language: str, role: str) -> dict[str, list[str]]:
    """The words of a list, each with the forms that hold it."""
    found: dict[str, list[str]] = {}
    for form in _list(language, role):
        for word in form.split(" "):
            found.setdefault(word, []).append(form)
    return found


@cache
def _carrying(language: str) -> frozenset[str]:
    lines = SMALL_TALK[language].acts.values()
    return frozenset(form for line in lines for form in _forms(line))


@cache
def _told_by(language: str) -> frozenset[Words]:
    """The forms that carry an act in this language and in no other."""
    others = (_carrying(name) for name in SMALL_TALK if name != language)
    return frozenset(tuple(form.split(" ")) for form in _carrying(language).difference(*others))


@cache
def _spellings(language: str) -> tuple[tuple[str, str], ...]:
    pairs = (entry.split("=") for entry in entries_of(SMALL_TALK[language].spellings))
    forms = ((canonical(word) or "", canonical(read) or "") for word, read in pairs)
    return tuple((word, read) for word, read in forms if not is_guarded(word))


@cache
def _laughter(language: str) -> frozenset[str]:
    forms = _forms(SMALL_TALK[language].laughter)
    return frozenset(form for form in forms if " " not in form and not is_guarded(form))
