"""Built-in lists of small talk, of the languages in which a tenant has an approved phrase.

They answer nothing by themselves. They complete messages that contain an approved phrase: "thanks"
is approved, and "thanks a lot for your time" is answered. Moderators see and strike each entry.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from delegation.domain.language.guards import has_guard, is_guarded
from delegation.domain.language.small_talk.lists import SmallTalk, entries_of
from delegation.domain.language.small_talk.table import SMALL_TALK
from delegation.domain.packs.rewriting import Rewrites, Words, rewrite
from delegation.domain.phrases import canonical
from delegation.domain.words import Awaiting

ROLES = ("openers", "closers", "clauses", "endings")
# Laughter of every language, besides the list of each language.
EVERYWHERE = frozenset(["haha", "hahaha", "hahahaha", "hehe", "hehehe", "xd"])
CLOSED_IN = (Awaiting.NOTHING, Awaiting.MORE)


def spoken_languages(forms: Collection[Words]) -> tuple[str, ...]:
    """The languages that these forms speak: each with a form that carries an act in it alone."""
    return tuple(language for language in SMALL_TALK if not _told_by(language).isdisjoint(forms))


def spellings_of(
    languages: Iterable[str], taught: Collection[str], struck: Collection[str]
) -> Rewrites:
    """Words that are read as others: misspelled, shortened, or of one class ("assistance").

    A taught word is read as another only where that one was taught too: what is approved is "thx".
    """
    found: Rewrites = {}
    for language in languages:
        for word, read in _spellings(language):
            if word in struck or (word in taught and not set(read.split(" ")) <= set(taught)):
                continue
            found.setdefault(word, read)
    return found


def ignored_laughter(
    languages: Iterable[str], taught: Collection[str], struck: Collection[str]
) -> Rewrites:
    """Laughter of one word as a word to leave out, unless it was taught or switched off."""
    words = {word for language in languages for word in _laughter(language)}
    words |= {word for word in EVERYWHERE if languages}
    return {word: "" for word in sorted(words) if word not in taught and word not in struck}


def closed_forms(
    languages: Iterable[str], role: str, rewrites: Mapping[str, str], struck: Collection[Words]
) -> set[Words]:
    """The entries of a list in these languages, as the pack reads them."""
    read = {rewrite(form, rewrites) for language in languages for form in _list(language, role)}
    return {form for form in read if form and form not in struck}


def lists_text() -> str:
    """All that the lists say, for telling packs that were made with other lists."""
    return repr(SMALL_TALK)


def unpaused_forms(languages: Iterable[str]) -> set[Words]:
    """The entries as people write them, none of which has a pause."""
    return {form for language in languages for role in ROLES for form in _list(language, role)}


def built_in_forms(languages: Collection[str], rewrites: Mapping[str, str]) -> set[str]:
    """All forms and words of the lists, struck or not, as a pack with these rewrites holds them."""
    known = [language for language in languages if language in SMALL_TALK]
    forms = {form for role in ROLES for form in closed_forms(known, role, rewrites, ())}
    words = {word for language in known for word, _ in _spellings(language)}
    laughter = {word for language in known for word in _laughter(language)}
    return {" ".join(form) for form in forms} | words | laughter | EVERYWHERE


def _forms(line: str) -> Iterator[Words]:
    for entry in entries_of(line):
        if form := canonical(entry):
            yield tuple(form.split(" "))


@cache
def _list(language: str, role: str) -> frozenset[Words]:
    """The forms of a role. What carries an act stands beside other forms too."""
    lists = SMALL_TALK[language]
    forms = set(_forms(getattr(lists, role)))
    if role == "clauses":
        forms |= _carrying(lists)
    if role in ("openers", "closers"):
        forms = {form for form in forms if not has_guard(form)}
    return frozenset(forms)


def _carrying(lists: SmallTalk) -> set[Words]:
    return {form for line in lists.acts.values() for form in _forms(line)}


@cache
def _told_by(language: str) -> frozenset[Words]:
    """The forms that carry an act in this language and in no other."""
    others = {
        form for name, lists in SMALL_TALK.items() if name != language for form in _carrying(lists)
    }
    return frozenset(_carrying(SMALL_TALK[language]) - others)


@cache
def _spellings(language: str) -> tuple[tuple[str, str], ...]:
    pairs = (entry.split("=") for entry in entries_of(SMALL_TALK[language].spellings))
    forms = ((canonical(word) or "", canonical(read) or "") for word, read in pairs)
    return tuple((word, read) for word, read in forms if not is_guarded(word))


@cache
def _laughter(language: str) -> frozenset[str]:
    forms = _forms(SMALL_TALK[language].laughter)
    return frozenset(form[0] for form in forms if len(form) == 1 and not is_guarded(form[0]))
