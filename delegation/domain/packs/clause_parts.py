"""What stands, opens and closes in one awaiting state: known phrases are cut from taught clauses.

Forms are texts here, with one space between the words. A text keeps its hash, and the same few
thousand are looked up again in every step.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from delegation.domain.language.guards import text_has_guard

LEAST_LAST = 2  # the last clause of one message alone may have needed what stood before it
LONGEST_JOINER = 2  # words
LEAST_JOINED = 2  # clauses
ROUNDS = 3  # a stem lets more be cut, which leaves more stems; later rounds find next to nothing


class TaughtReading(NamedTuple):
    """A taught message as the pack reads it: all of it, and what stands between its pauses.

    `sources` is the one that taught it, and `rules` the one it was taught for. `ends_phrase`:
    whether its last clause may answer by itself, after enough sources.
    """

    whole: str
    clauses: tuple[str, ...]
    sources: tuple[Hashable]
    rules: frozenset[int]
    ends_phrase: bool


@dataclass
class Parts:
    """What is live in one awaiting state. Only `phrases` answer; the rest completes them.

    `phrases`: form -> rules. `clauses` stand anywhere, `openers` before another form and `closers`
    after one.
    """

    phrases: dict[str, frozenset[int]] = field(default_factory=dict)
    clauses: set[str] = field(default_factory=set)
    openers: set[str] = field(default_factory=set)
    closers: set[str] = field(default_factory=set)

    def copied(self) -> "Parts":
        """Return the same parts, in new sets."""
        sets = map(set, (self.clauses, self.openers, self.closers))
        return Parts(dict(self.phrases), *sets)

    def forms(self) -> set[str]:
        """Every form that a moderator reads."""
        return set(self.phrases) | self.clauses | self.openers | self.closers


class Halves(dict[str, list[tuple[str, str]]]):
    """What is before and after each space of a form, worked out when first needed."""

    def __missing__(self, form: str) -> list[tuple[str, str]]:
        found, at = [], form.find(" ")
        while at >= 0:
            found.append((form[:at], form[at + 1 :]))
            at = form.find(" ", at + 1)
        self[form] = found
        return found


Sighting = tuple[str, Collection[Hashable]]
"""A form, and the sources it was seen in."""


class _Sightings(dict[str, Collection[Hashable]]):
    """Forms and the sources they were seen in; no more of these than any step asks for."""

    def __init__(self, most: int, seen: Iterable[Sighting] = ()) -> None:
        super().__init__()
        self._most = most
        self.add(seen)

    def add(self, seen: Iterable[Sighting]) -> None:
        if self._most == 1:  # any source will do
            self.update(seen)
            return
        for form, sources in seen:
            held = self.setdefault(form, sources)
            if held is not sources and len(held) < self._most:
                self[form] = {*held, *sources}

    def live(self, least: int) -> set[str]:
        """The forms with so many sources; each has one."""
        if least == 1:
            found = set(self)
        else:
            found = {form for form, sources in self.items() if len(sources) >= least}
        found.discard("")
        return found


def parts_of(
    readings: Collection[TaughtReading], least: int, struck: Collection[str], halves: Halves
) -> Parts:
    """The parts that at least `least` sources teach, without those that moderators struck."""
    most, least_last = 2 * least - 1, max(least, LEAST_LAST)
    whole = _Sightings(most, ((each.whole, each.sources) for each in readings))
    every = _Sightings(most, ((form, each.sources) for each in readings for form in each.clauses))
    ending = [each for each in readings if each.ends_phrase]
    last = _Sightings(least_last, ((each.clauses[-1], each.sources) for each in ending))
    answering = whole.live(least) | last.live(least_last).difference(struck)
    rules = _rules((each.whole, each.rules) for each in readings)
    ends = answering - rules.keys()
    rules |= _rules((each.clauses[-1], each.rules) for each in ending if each.clauses[-1] in ends)
    cutter = _Cutter(every, least, halves)
    stands, openers, closers = cutter.cut(answering | every.live(least).difference(struck), struck)
    return Parts(
        {form: rules[form] for form in answering},
        stands - answering,
        openers.difference(struck),
        closers.difference(struck),
    )


def _rules(taught: Iterable[tuple[str, frozenset[int]]]) -> dict[str, frozenset[int]]:
    """The rules that each form was taught for."""
    found: dict[str, frozenset[int]] = {}
    for form, rules in taught:
        held = found.setdefault(form, rules)
        if held is not rules:
            found[form] = held | rules
    return found


def _without_beginning(seen: Iterable[Sighting], known: Set[str], halves: Halves) -> list[Sighting]:
    """What is left of forms that begin with a known one."""
    return [
        (rest, sources) for form, sources in seen for half, rest in halves[form] if half in known
    ]


def _without_end(seen: Iterable[Sighting], known: Set[str], halves: Halves) -> list[Sighting]:
    """What is left of forms that end with a known one."""
    return [
        (rest, sources) for form, sources in seen for rest, half in halves[form] if half in known
    ]


Cut = Callable[[Iterable[Sighting], Set[str], Halves], list[Sighting]]


class _Remainders:
    """What is left of clauses when a known phrase is cut from one side of them, once or twice.

    Phrases only become known, so what was left stays, and each step looks for the new ones alone.
    """

    def __init__(self, clauses: Collection[Sighting], most: int, halves: Halves, cut: Cut) -> None:
        self._clauses, self._halves, self._cut = clauses, halves, cut
        self._once = _Sightings(most)
        self.all = _Sightings(most)

    def cut(self, known: Set[str]) -> None:
        """Cut phrases that no step before has cut, and what is left by what else is left.

        The second makes two of "so much | for your help".
        """
        found = self._cut(self._clauses, known, self._halves)
        self._once.add(found)
        once = self._once
        news = {form: once[form] for form, _ in found}
        self.all.add(news.items())
        self.all.add(self._cut(once.items(), news.keys(), self._halves))
        if len(news) < len(once):
            self.all.add(self._cut(news.items(), once.keys(), self._halves))


def without_ends(
    form: str, halves: Collection[tuple[str, str]], openers: Set[str], closers: Set[str]
) -> list[str]:
    """What is left of a form without an opener, without a closer, and without both."""
    unopened = [rest for half, rest in halves if half in openers]
    unclosed = [half for half, rest in halves if rest in closers]
    both = [
        form[-len(rest) : len(half)]
        for rest in unopened
        for half in unclosed
        if len(rest) + len(half) > len(form)  # opener and closer do not overlap
    ]
    return unopened + unclosed + both


class _Cutter:
    """Cuts known phrases from the clauses of one state."""

    def __init__(self, every: _Sightings, least: int, halves: Halves) -> None:
        self._least = least
        self._most = 2 * least - 1
        self._halves = halves
        self._every = every
        self._known: set[str] = set()
        clauses = [sighting for sighting in every.items() if " " in sighting[0]]
        self._clauses = clauses
        self._before = _Remainders(clauses, self._most, halves, _without_end)
        self._after = _Remainders(clauses, self._most, halves, _without_beginning)

    def cut(self, stands: set[str], struck: Collection[str]) -> tuple[set[str], set[str], set[str]]:
        """What stands after all rounds, and the openers and closers beside it."""
        openers, closers = self._ends(stands)
        used: tuple[set[str], set[str]] = (set(), set())
        for _ in range(ROUNDS):
            more = self._stems(openers, closers, used).difference(struck, stands)
            more = {form for form in more if not text_has_guard(form)}
            if not more:
                break
            stands |= more
            if self._least == 1:  # else an old stem has fewer sources when its opener stands
                used = openers, closers
            openers, closers = self._ends(more)
        return stands, openers, closers

    def _stems(
        self, openers: set[str], closers: set[str], used: tuple[set[str], set[str]]
    ) -> set[str]:
        """What is left of clauses without their opener or closer: "i am thankful | for your help".

        No visitor wrote it alone, so it needs more sources than a whole clause. `used`: openers
        and closers with which all was found already.
        """
        stems = _Sightings(self._most, self._every.items())
        new_openers, new_closers = openers - used[0], closers - used[1]
        touched = {
            form: sources
            for form, sources in self._clauses
            for half, rest in self._halves[form]
            if half in new_openers or rest in new_closers
        }
        stems.add(
            (stem, sources)
            for form, sources in touched.items()
            for stem in without_ends(form, self._halves[form], openers, closers)
        )
        return stems.live(2 * self._least - 1)

    def _ends(self, known: set[str]) -> tuple[set[str], set[str]]:
        """What is left of clauses when a known phrase is cut from their beginning or end.

        `known`: what was not known at the last call.
        """
        self._known |= known
        self._before.cut(known)
        self._after.cut(known)
        openers, closers = self._before.all.live(self._least), self._after.all.live(self._least)
        openers |= self._joiners()
        return (
            {form for form in openers - self._known if not text_has_guard(form)},
            {form for form in closers - self._known if not text_has_guard(form)},
        )

    def _joiners(self) -> set[str]:
        """What is between two known phrases in two clauses or more: "and"."""
        known, sources = self._known, self._after.all
        found = [
            (joiner, form)
            for form in sources
            for joiner, rest in self._halves[form][:LONGEST_JOINER]
            if rest in known
        ]
        times = Counter(joiner for joiner, _ in found)
        joined = _Sightings(
            self._most,
            [(joiner, sources[form]) for joiner, form in found if times[joiner] >= LEAST_JOINED],
        )
        return joined.live(self._least)
