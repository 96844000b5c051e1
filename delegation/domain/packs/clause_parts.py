"""What stands, opens and closes in one awaiting state: known phrases are cut from taught clauses.

Forms are texts here, with one space between the words. A text keeps its hash, and the same few
thousand are looked up again in every step.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

from delegation.domain.language.guards import text_has_guard

LEAST_LAST = 2  # the last clause of one message alone may have needed what stood before it
LONGEST_JOINER = 2  # words
ROUNDS = 3  # a stem lets more be cut, which leaves more stems; later rounds find next to nothing


@dataclass(frozen=True, slots=True)
class TaughtReading:
    """A taught message as the pack reads it: all of it, and what stands between its pauses.

    `ends_phrase`: whether its last clause may answer by itself, after enough sources.
    """

    whole: str
    clauses: tuple[str, ...]
    source: Hashable
    rule: int
    ends_phrase: bool


@dataclass(frozen=True, slots=True)
class FoundParts:
    """The forms of a state by what they do, and the rules of those that answer."""

    phrases: dict[str, frozenset[int]]
    clauses: set[str]
    openers: set[str]
    closers: set[str]


class _Halves(dict[str, tuple[tuple[str, str], ...]]):
    """What is before and after each space of a form, worked out when first needed."""

    def __missing__(self, form: str) -> tuple[tuple[str, str], ...]:
        found, at = [], form.find(" ")
        while at >= 0:
            found.append((form[:at], form[at + 1 :]))
            at = form.find(" ", at + 1)
        self[form] = tuple(found)
        return self[form]


class _Sightings:
    """Forms and the sources they were seen in; no more of these than any step asks for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.sources: dict[str, Collection[Hashable]] = {}

    def add(self, form: str, sources: Collection[Hashable]) -> None:
        held = self.sources.get(form)
        if held is None:
            self.sources[form] = sources
        elif len(held) < self._most:
            self.sources[form] = {*held, *sources}

    def live(self, least: int) -> set[str]:
        found = {form for form, sources in self.sources.items() if len(sources) >= least}
        found.discard("")
        return found


def parts_of(readings: Iterable[TaughtReading], least: int, struck: Collection[str]) -> FoundParts:
    """The parts that at least `least` sources teach, without those that moderators struck."""
    whole, every = _Sightings(2 * least - 1), _Sightings(2 * least - 1)
    last = _Sightings(max(least, LEAST_LAST))
    whole_rules: dict[str, set[int]] = {}
    last_rules: dict[str, set[int]] = {}
    for each in readings:
        source = (each.source,)
        whole.add(each.whole, source)
        whole_rules.setdefault(each.whole, set()).add(each.rule)
        if each.ends_phrase:
            last.add(each.clauses[-1], source)
            last_rules.setdefault(each.clauses[-1], set()).add(each.rule)
        for form in each.clauses:
            every.add(form, source)
    answering = whole.live(least) | last.live(max(least, LEAST_LAST)).difference(struck)
    phrases = {
        form: frozenset(whole_rules.get(form) or last_rules.get(form) or ()) for form in answering
    }
    cutter = _Cutter(every, least)
    stands, openers, closers = cutter.cut(answering | every.live(least).difference(struck), struck)
    return FoundParts(
        phrases,
        stands - answering,
        openers.difference(struck),
        closers.difference(struck),
    )


class _Cutter:
    """Cuts known phrases from the clauses of one state."""

    def __init__(self, every: _Sightings, least: int) -> None:
        self._least = least
        self._most = 2 * least - 1
        self._halves = _Halves()
        self._clauses = [
            (form, sources, halves)
            for form, sources in every.sources.items()
            if (halves := self._halves[form])
        ]
        self._short = [
            (form, sources) for form, sources in every.sources.items() if not self._halves[form]
        ]

    def cut(self, stands: set[str], struck: Collection[str]) -> tuple[set[str], set[str], set[str]]:
        """What stands after all rounds, and the openers and closers beside it."""
        openers, closers = self._ends(stands)
        for _ in range(ROUNDS):
            more = self._stems(openers, closers).difference(struck, stands)
            more = {form for form in more if not text_has_guard(form)}
            if not more:
                break
            stands |= more
            openers, closers = self._ends(stands)
        return stands, openers, closers

    def _stems(self, openers: set[str], closers: set[str]) -> set[str]:
        """What is left of clauses without their opener or closer: "i am thankful | for your help".

        No visitor wrote it alone, so it needs more sources than a whole clause.
        """
        stems = _Sightings(self._most)
        for form, sources in self._short:
            stems.add(form, sources)
        for form, sources, halves in self._clauses:
            starts, stops = [0], [len(form)]
            for begins, ends in halves:
                if begins in openers:
                    starts.append(len(begins) + 1)
                if ends in closers:
                    stops.append(len(begins))
            for start in starts:
                for stop in stops:
                    if start < stop:
                        stems.add(form[start:stop], sources)
        return stems.live(2 * self._least - 1)

    def _ends(self, known: set[str]) -> tuple[set[str], set[str]]:
        """What is left of clauses when a known phrase is cut from their beginning or end.

        A joiner is what stands between two known phrases in two clauses or more ("and"): an opener.
        """
        before, after = _Sightings(self._most), _Sightings(self._most)
        for _, sources, halves in self._clauses:
            for begins, ends in halves:
                if begins in known:
                    after.add(ends, sources)
                if ends in known:
                    before.add(begins, sources)
        self._cut_again(before, after)
        between, joined = _Sightings(self._most), Counter[str]()
        for form, sources in after.sources.items():
            for begins, ends in self._halves[form][:LONGEST_JOINER]:
                if ends in known:
                    between.add(begins, sources)
                    joined[begins] += 1
        joiners = {form for form in between.live(self._least) if joined[form] >= 2}
        openers, closers = before.live(self._least) | joiners, after.live(self._least)
        return (
            {form for form in openers - known if not text_has_guard(form)},
            {form for form in closers - known if not text_has_guard(form)},
        )

    def _cut_again(self, before: _Sightings, after: _Sightings) -> None:
        """Cut what was left once more: "so much | for your help"."""
        openers, closers = set(before.sources), set(after.sources)
        for form, sources in list(after.sources.items()):
            for begins, ends in self._halves[form]:
                if begins in closers:
                    after.add(ends, sources)
        for form, sources in list(before.sources.items()):
            for begins, ends in self._halves[form]:
                if ends in openers:
                    before.add(begins, sources)
