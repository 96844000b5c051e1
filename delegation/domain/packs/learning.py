"""Learn from taught messages: phrases, their parts, and words that may vary.

Messages are cut where people pause (punctuation), and where a known phrase ends or begins. A
part is live once as many dialogues as asked for were taught it; moderators may strike it.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from delegation.domain.language.emoji import ignored_emoji
from delegation.domain.language.guards import has_guard, is_guarded
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
from delegation.domain.packs.rewriting import Rewrites, Words, learn_rewrites, rewrite
from delegation.domain.phrases import PAUSE, canonical, read
from delegation.domain.words import Act, Awaiting

LEAST_LAST = 2  # the last clause of one message alone may have needed what stood before it
KEPT_TEXTS = 16_384  # approved phrases, as they are read
LONGEST_JOINER = 2  # words
ROUNDS = 3  # a stem lets more be cut, which leaves more stems; later rounds find next to nothing


@dataclass(frozen=True)
class Taught:
    """A message that was taught: in which states, by which dialogue, for which rule and act."""

    text: str
    states: frozenset[str]
    source: Hashable
    rule: int
    act: str


@dataclass
class Parts:
    """What is live in one awaiting state. Only `phrases` answer; the rest completes them.

    `phrases`: form -> rules. `clauses` stand anywhere, `openers` before another form and `closers`
    after one.
    """

    phrases: dict[Words, frozenset[int]] = field(default_factory=dict)
    clauses: set[Words] = field(default_factory=set)
    openers: set[Words] = field(default_factory=set)
    closers: set[Words] = field(default_factory=set)

    def copied(self) -> "Parts":
        """Return the same parts, in new sets."""
        sets = map(set, (self.clauses, self.openers, self.closers))
        return Parts(dict(self.phrases), *sets)

    def forms(self) -> set[Words]:
        """Every form that a moderator reads."""
        return set(self.phrases) | self.clauses | self.openers | self.closers


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

    def roles(self, role: str) -> dict[str, set[Words]]:
        """The forms of a role in every state: what was learned and what is built in."""
        states = {*self.parts, *self.built_in}
        found = {
            state: {form for each in self._in(state) for form in getattr(each, role)}
            for state in states
        }
        return {state: forms for state, forms in sorted(found.items()) if forms}

    def _in(self, state: str) -> list[Parts]:
        return [each[state] for each in (self.parts, self.built_in) if state in each]


def clauses_of(text: str) -> list[Words]:
    """A message -> the canonical words between its pauses; empty when it cannot be matched."""
    clauses: list[list[str]] = [[]]
    for word in _words_of(text):
        if word != PAUSE:
            clauses[-1].append(word)
        if word in (PAUSE, "?"):
            clauses.append([])
    return [tuple(clause) for clause in clauses if clause]


def answering_states(states: Collection[str]) -> frozenset[str]:
    """Return where a rule may answer: at rest includes after "anything else?"."""
    more = {Awaiting.MORE} if Awaiting.NOTHING in states else set()
    return frozenset(map(str, {*states, *more}))


def learn(
    taught: Iterable[Taught],
    *,
    least: int = 1,
    struck_words: frozenset[str] = frozenset(),
    struck_parts: frozenset[str] = frozenset(),
    struck_lists: frozenset[str] = frozenset(),
) -> Learned:
    """Learn from messages; what fewer than `least` dialogues were taught does not live."""
    usable = [(each, clauses) for each in taught if (clauses := clauses_of(each.text))]
    forms = {form for each, clauses in usable for form in (*clauses, whole_of(each.text))}
    languages = spoken_languages(forms)
    words = {word for form in forms for word in form}
    spelled = without_struck(languages, "spellings", struck_lists)
    spellings = spellings_of(spelled, words, struck_words)
    rewrites = learn_rewrites(forms, struck_words, _acts(each for each, _ in usable), spellings)
    if usable:
        rewrites |= ignored_emoji(words, struck_words)
        laughing = without_struck(languages, "laughter", struck_lists)
        rewrites |= ignored_laughter(laughing, words, struck_words)
    struck = {rewrite(form.split(" "), rewrites) for form in map(canonical, struck_parts) if form}
    parts = _parts_by_state(usable, rewrites, least, struck)
    share_parts(parts)
    lists = BuiltIn(languages, rewrites, words, frozenset(struck), struck_lists)
    built_in = lists.beside(parts)
    paused, joined = twos_of(each.text for each, _ in usable)
    twos = guarded_twos(paused, joined | unpaused_twos(languages))
    return Learned(rewrites, parts, languages, built_in, twos)


@dataclass(frozen=True)
class BuiltIn:
    """Our own lists of some languages, as a pack with these rewrites reads them."""

    languages: Collection[str]
    rewrites: Rewrites
    words: Collection[str]  # that were taught
    struck: frozenset[Words]
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
        answers = {form[0] for form in parts.phrases if len(form) == 1 and is_guarded(form[0])}
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

    def _forms(self, role: str, answers: Collection[str]) -> set[Words]:
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


def twos_of(texts: Iterable[str]) -> tuple[set[Two], set[Two]]:
    """The neighbours in these messages: those with a pause between them, and those without."""
    paused: set[Two] = set()
    joined: set[Two] = set()
    for text in texts:
        words = _words_of(text)
        joined.update(pairwise(words))
        paused.update(
            (words[at - 1], words[at + 1])
            for at in range(1, len(words) - 1)
            if words[at] == PAUSE and PAUSE not in (words[at - 1], words[at + 1])
        )
    return paused, joined


def guarded_twos(paused: Collection[Two], joined: Collection[Two]) -> frozenset[str]:
    """Neighbours, one of them guarded, with a pause between them wherever they were taught."""
    return frozenset(
        " ".join(two) for two in paused if two not in joined and any(map(is_guarded, two))
    )


def _acts(taught: Iterable[Taught]) -> dict[Words, frozenset[str]]:
    """What each whole message does."""
    acts: dict[Words, frozenset[str]] = {}
    for each in taught:
        whole = whole_of(each.text)
        acts[whole] = acts.get(whole, frozenset()) | {each.act}
    return acts


def whole_of(text: str) -> Words:
    """All canonical words of a message."""
    return tuple(word for word in _words_of(text) if word != PAUSE)


@lru_cache(maxsize=KEPT_TEXTS)
def _words_of(text: str) -> Words:
    """What `read` makes of an approved phrase, which several steps look at."""
    return tuple(read(text) or ())


class _Sightings:
    """Forms, the dialogues they were seen in, and the rules they belong to."""

    def __init__(self) -> None:
        self.sources: dict[Words, set[Hashable]] = {}
        self.rules: dict[Words, set[int]] = {}

    def add(self, form: Words, sources: Iterable[Hashable], rules: Iterable[int] = ()) -> None:
        self.sources.setdefault(form, set()).update(sources)
        self.rules.setdefault(form, set()).update(rules)

    def live(self, least: int) -> set[Words]:
        return {form for form, sources in self.sources.items() if len(sources) >= least and form}


_Reading = tuple[Taught, Words, list[Words]]
"""A message, its words as the pack reads them, and those between its pauses."""


def _parts_by_state(
    usable: Iterable[tuple[Taught, list[Words]]], rewrites: Rewrites, least: int, struck: set[Words]
) -> dict[str, Parts]:
    """The parts of each state. Often all phrases of two states are the same: worked out once."""
    messages: dict[str, list[int]] = {}
    readings: list[_Reading] = []
    for at, (each, clauses) in enumerate(usable):
        whole = rewrite(whole_of(each.text), rewrites)
        readings.append((each, whole, [rewrite(clause, rewrites) for clause in clauses]))
        for state in answering_states(each.states):
            messages.setdefault(state, []).append(at)
    made: dict[tuple[int, ...], Parts] = {}
    parts: dict[str, Parts] = {}
    for state in sorted(messages):
        here = tuple(messages[state])
        if here not in made:
            made[here] = _parts([readings[at] for at in here], least, struck)
        parts[state] = made[here].copied()
    return parts


def _parts(readings: Iterable[_Reading], least: int, struck: set[Words]) -> Parts:
    whole, last, every = _Sightings(), _Sightings(), _Sightings()
    for each, words, forms in readings:
        whole.add(words, [each.source], [each.rule])
        if each.act != Act.ACKNOWLEDGEMENT:
            last.add(forms[-1], [each.source], [each.rule])
        for form in forms:
            every.add(form, [each.source])
    answering = whole.live(least) | last.live(max(least, LEAST_LAST)) - struck
    phrases = {
        form: frozenset(whole.rules.get(form, set()) or last.rules.get(form, set()))
        for form in answering
    }
    stands = set(phrases) | (every.live(least) - struck)
    openers, closers = _cut(every.sources, stands, least)
    for _ in range(ROUNDS):
        stands |= _stems(every.sources, openers, closers, 2 * least - 1) - struck
        openers, closers = _cut(every.sources, stands, least)
    return Parts(phrases, stands - set(phrases), openers - struck, closers - struck)


def _stems(
    seen: Mapping[Words, set[Hashable]], openers: set[Words], closers: set[Words], least: int
) -> set[Words]:
    """What is left of clauses without their opener or closer: "i am thankful | for your help".

    No visitor wrote it alone, so `least` is higher than the number that a whole clause needs.
    """
    stems = _Sightings()
    for form, sources in seen.items():
        starts = [0, *(at for at in range(1, len(form)) if form[:at] in openers)]
        stops = [*(at for at in range(1, len(form)) if form[at:] in closers), len(form)]
        for start in starts:
            for stop in stops:
                if start < stop:
                    stems.add(form[start:stop], sources)
    return {form for form in stems.live(least) if not has_guard(form)}


def _cut(
    seen: Mapping[Words, set[Hashable]], known: set[Words], least: int
) -> tuple[set[Words], set[Words]]:
    """What is left of clauses when a known phrase is cut from their beginning or end.

    A joiner is what stands between two known phrases in two clauses or more ("and"): an opener.
    """
    before, after, between = _Sightings(), _Sightings(), _Sightings()
    for form, sources in seen.items():
        for at in range(1, len(form)):
            if form[:at] in known:
                after.add(form[at:], sources)
            if form[at:] in known:
                before.add(form[:at], sources)
    _cut_again(before, after)
    joined: Counter[Words] = Counter()
    for form, sources in after.sources.items():
        for at in range(1, min(LONGEST_JOINER + 1, len(form))):
            if form[at:] in known:
                between.add(form[:at], sources)
                joined[form[:at]] += 1
    joiners = {form for form in between.live(least) if joined[form] >= 2}
    openers, closers = before.live(least) | joiners, after.live(least)
    return (
        {form for form in openers - known if not has_guard(form)},
        {form for form in closers - known if not has_guard(form)},
    )


def _cut_again(before: _Sightings, after: _Sightings) -> None:
    """Cut what was left once more: "so much | for your help"."""
    openers, closers = before.live(1), after.live(1)
    for form, sources in [(form, frozenset(found)) for form, found in after.sources.items()]:
        for at in range(1, len(form)):
            if form[:at] in closers:
                after.add(form[at:], sources)
    for form, sources in [(form, frozenset(found)) for form, found in before.sources.items()]:
        for at in range(1, len(form)):
            if form[at:] in openers:
                before.add(form[:at], sources)


def share_parts(parts: dict[str, Parts]) -> None:
    """At rest, what was said after "anything else?" may stand beside an approved phrase too."""
    rest, more = parts.get(Awaiting.NOTHING), parts.get(Awaiting.MORE)
    if rest and more:
        said = {form for form in {*more.phrases, *more.clauses} if not has_guard(form)}
        rest.clauses |= said - set(rest.phrases)
        rest.openers |= more.openers - set(rest.phrases) - rest.clauses
        rest.closers |= more.closers - set(rest.phrases) - rest.clauses
