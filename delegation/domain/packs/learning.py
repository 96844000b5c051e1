"""Learn from taught messages: phrases, their parts, and words that may vary.

Messages are cut where people pause (punctuation), and where a known phrase ends or begins. A
part is live once as many dialogues as asked for were taught it; moderators may strike it.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from delegation.domain.language.emoji import ignored_emoji
from delegation.domain.language.guards import is_guarded, text_has_guard
from delegation.domain.packs.clause_parts import Halves, Parts, TaughtReading, parts_of
from delegation.domain.packs.closed_parts import (
    CLOSED_IN,
    closed_forms,
    ignored_laughter,
    kept_spellings,
    spellings_of,
    spoken_languages,
    unpaused_twos,
    without_struck,
)
from delegation.domain.packs.rewriting import (
    Rewrites,
    Words,
    learn_rewrites,
    rewrite_each,
    rewrite_text,
)
from delegation.domain.phrases import PAUSE, canonical, read
from delegation.domain.words import Act, Awaiting

KEPT_TEXTS = 16_384  # approved phrases, as they are read


class Taught(NamedTuple):
    """A message that was taught: in which states, by which dialogue, for which rule and act."""

    text: str
    states: frozenset[str]
    source: Hashable
    rule: int
    act: str


@dataclass(frozen=True)
class Learned:
    """All that was learned: words that vary, and the parts of every awaiting state.

    `built_in` are the parts of our own lists, of the `languages` in which something was taught.
    `guarded_twos` are written words that were taught with a pause between them only, one of them
    guarded: "no, it is good" is taught, and "no it is good" may mean something else.
    """

    rewrites: Rewrites
    parts: dict[str, Parts]
    languages: tuple[str, ...] = ()
    built_in: dict[str, Parts] = field(default_factory=dict)
    guarded_twos: frozenset[str] = frozenset()

    def roles(self, role: str) -> dict[str, set[str]]:
        """The forms of a role in every state: what was learned and what is built in."""
        found = {
            state: set().union(*(getattr(each, role) for each in self._in(state)))
            for state in {*self.parts, *self.built_in}
        }
        return {state: forms for state, forms in sorted(found.items()) if forms}

    def _in(self, state: str) -> list[Parts]:
        return [each[state] for each in (self.parts, self.built_in) if state in each]


def clauses_of(text: str) -> list[Words]:
    """A message -> the canonical words between its pauses; empty when it cannot be matched."""
    return list(_cut_at_pauses(text)[2])


def whole_of(text: str) -> Words:
    """All canonical words of a message."""
    return _cut_at_pauses(text)[1]


@lru_cache(maxsize=KEPT_TEXTS)
def _cut_at_pauses(text: str) -> tuple[Words, Words, tuple[Words, ...]]:
    """An approved phrase as several steps look at it: as `read`, whole, and between its pauses."""
    words = tuple(read(text) or ())
    if PAUSE not in words[:-1] and "?" not in words:
        whole = words[:-1] if words and words[-1] == PAUSE else words
        return words, whole, (whole,) if whole else ()
    whole = tuple([word for word in words if word != PAUSE])
    cut = " ".join(words).replace("?", f"? {PAUSE}").split(PAUSE)
    clauses = [tuple(clause.split(" ")) for part in cut if (clause := part.strip(" "))]
    return words, whole, tuple(clauses)


def answering_states(states: Iterable[str]) -> frozenset[str]:
    """Return where a rule may answer: at rest includes after "anything else?"."""
    return _answering_states(frozenset(states))


@cache
def _answering_states(states: frozenset[str]) -> frozenset[str]:
    more = {Awaiting.MORE} if Awaiting.NOTHING in states else set()
    return frozenset(map(str, {*states, *more}))


_Message = tuple[Taught, Words, tuple[Words, ...]]
"""A taught message, its words, and those between its pauses."""


def learn(
    taught: Iterable[Taught],
    *,
    least: int = 1,
    struck_words: frozenset[str] = frozenset(),
    struck_parts: frozenset[str] = frozenset(),
    struck_lists: frozenset[str] = frozenset(),
) -> Learned:
    """Learn from messages; what fewer than `least` dialogues were taught does not live."""
    read = ((each, *_cut_at_pauses(each.text)[1:]) for each in taught)
    messages = [(each, whole, clauses) for each, whole, clauses in read if clauses]
    forms = {form for _, whole, clauses in messages for form in (*clauses, whole)}
    languages = spoken_languages(forms)
    words = set().union(*forms)
    spelled = without_struck(languages, "spellings", struck_lists)
    spellings = spellings_of(spelled, words, struck_words)
    rewrites = learn_rewrites(forms, struck_words, _acts(messages), spellings)
    if messages:
        rewrites |= ignored_emoji(words, struck_words)
        laughing = without_struck(languages, "laughter", struck_lists)
        rewrites |= ignored_laughter(laughing, words, struck_words)
    struck = frozenset(
        rewrite_text(form, rewrites) for form in map(canonical, struck_parts) if form
    )
    read_as = dict(zip(forms, map(" ".join, rewrite_each(forms, rewrites)), strict=True))
    parts = _parts_by_state(messages, read_as, least, struck)
    share_parts(parts)
    lists = BuiltIn(languages, rewrites, words, struck, struck_lists)
    built_in = lists.beside(parts)
    texts = [each.text for each, _, _ in messages]
    paused = paused_twos(texts)
    twos = guarded_twos(paused, joined_twos(texts, paused), unpaused_twos(languages, lists.kept))
    return Learned(rewrites, parts, languages, built_in, twos)


@dataclass(frozen=True)
class BuiltIn:
    """Our own lists of some languages, as a pack with these rewrites reads them."""

    languages: Collection[str]
    rewrites: Rewrites
    words: Collection[str]  # that were taught
    struck: frozenset[str]
    struck_lists: frozenset[str]

    def beside(self, parts: Mapping[str, Parts]) -> dict[str, Parts]:
        """What the lists add to each state that they may speak in."""
        return {
            state: self._parts(parts[state], state)
            for state in map(str, CLOSED_IN)
            if state in parts
        }

    def _parts(self, parts: Parts, state: str) -> Parts:
        """The lists, without the forms that stand in this state already."""
        stands = set(parts.phrases) | parts.clauses
        answers = {form for form in parts.phrases if " " not in form and is_guarded(form)}
        clauses = self._forms("clauses", answers)
        if state == Awaiting.MORE:
            clauses |= self._forms("endings", answers)
        stands |= clauses
        return Parts(
            {},
            clauses - set(parts.phrases),
            self._forms("openers", answers) - stands,
            self._forms("closers", answers) - stands,
        )

    def _forms(self, role: str, answers: Collection[str]) -> set[str]:
        return closed_forms(
            without_struck(self.languages, role, self.struck_lists),
            role,
            self.rewrites,
            self.struck,
            kept=self.kept,
            answers=answers,
        )

    @cached_property
    def kept(self) -> frozenset[str]:
        """Taught words that a spelling would have changed, where the usual one was not taught."""
        lists = without_struck(self.languages, "spellings", self.struck_lists)
        return frozenset(kept_spellings(lists, self.words, self.rewrites))


Two = tuple[str, str]


def paused_twos(texts: Iterable[str]) -> set[Two]:
    """The neighbours in these messages with a pause between them, one of them guarded."""
    found: set[Two] = set()
    for text in texts:
        words = _cut_at_pauses(text)[0]
        if PAUSE in words[1:-1]:
            threes = zip(words, words[1:], words[2:], strict=False)
            found.update([(before, after) for before, word, after in threes if word == PAUSE])
    return {two for two in found if PAUSE not in two and any(map(is_guarded, two))}


def joined_twos(texts: Iterable[str], among: Collection[Two] | None = None) -> set[Two]:
    """The neighbours in these messages without a pause between them, or those `among` some."""
    read = (_cut_at_pauses(text)[0] for text in texts)
    if among is None:
        return {two for words in read for two in pairwise(words)}
    firsts = {first for first, _ in among}
    return {
        two
        for words in read
        if not firsts.isdisjoint(words)
        for two in pairwise(words)
        if two in among
    }


def guarded_twos(paused: Iterable[Two], *joined: Collection[Two]) -> frozenset[str]:
    """The neighbours with a pause between them wherever they were taught."""
    return frozenset(" ".join(two) for two in paused if not any(two in each for each in joined))


def _acts(messages: Collection[_Message]) -> dict[Words, frozenset[str]]:
    """What each whole message does."""
    acts: dict[Words, frozenset[str]] = {}
    alone = {each.act: frozenset([each.act]) for each, _, _ in messages}
    for each, whole, _ in messages:
        held = acts.setdefault(whole, alone[each.act])
        if each.act not in held:
            acts[whole] = held | alone[each.act]
    return acts


def _parts_by_state(
    messages: Collection[_Message],
    read_as: Mapping[Words, str],
    least: int,
    struck: Collection[str],
) -> dict[str, Parts]:
    """The parts of each state. Often all phrases of two states are the same: worked out once."""
    places: dict[str, list[int]] = {}
    readings: list[TaughtReading] = []
    rules = {each.rule: frozenset([each.rule]) for each, _, _ in messages}
    for at, (each, whole, clauses) in enumerate(messages):
        read = tuple([read_as[form] for form in clauses])
        ends_phrase = each.act != Act.ACKNOWLEDGEMENT
        readings.append(
            TaughtReading(read_as[whole], read, (each.source,), rules[each.rule], ends_phrase)
        )
        for state in answering_states(each.states):
            places.setdefault(state, []).append(at)
    halves = Halves()
    made: dict[tuple[int, ...], Parts] = {}
    parts: dict[str, Parts] = {}
    for state in sorted(places):
        here = tuple(places[state])
        if here not in made:
            made[here] = parts_of([readings[at] for at in here], least, struck, halves)
        parts[state] = made[here].copied()
    return parts


def share_parts(parts: dict[str, Parts]) -> None:
    """At rest, what was said after "anything else?" may stand beside an approved phrase too."""
    rest, more = parts.get(Awaiting.NOTHING), parts.get(Awaiting.MORE)
    if rest and more:
        said = (more.phrases.keys() | more.clauses) - rest.phrases.keys() - rest.clauses
        rest.clauses |= {form for form in said if not text_has_guard(form)}
        rest.openers |= (more.openers - rest.openers).difference(rest.phrases, rest.clauses)
        rest.closers |= (more.closers - rest.closers).difference(rest.phrases, rest.clauses)
