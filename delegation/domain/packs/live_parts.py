"""The parts of one awaiting state, kept up to date lesson by lesson.

`clause_parts` says the same for all lessons at once. Here each of its steps remembers
what every form gave, and a lesson renews the forms that it touches.
"""

from collections.abc import Hashable, Iterable
from itertools import product

from delegation.domain.language.guards import text_has_guard
from delegation.domain.packs.clause_parts import LEAST_LAST, LONGEST_JOINER, ROUNDS, without_ends
from delegation.domain.packs.learning import Taught
from delegation.domain.packs.tallies import Given, Neighbours, SourceTally, Stage
from delegation.domain.words import Act


class LiveCut:
    """Openers and closers: what is left of clauses when a known phrase is cut from their end."""

    def __init__(self, least: int, known: set[str], neighbours: Neighbours) -> None:
        self.known = known
        self.neighbours = neighbours
        self.openers: set[str] = set()
        self.closers: set[str] = set()
        self.flipped: set[str] = set()
        self._first_before, self._first_after = SourceTally(1), SourceTally(1)
        self._before, self._after = SourceTally(least), SourceTally(least)
        self._between, self._joined = SourceTally(least), SourceTally(2)
        self._clauses = Stage(self._of_clause)
        self._again_before = Stage(self._of_opener)
        self._again_after = Stage(self._of_closer)
        self._joiners = Stage(self._of_joined)

    def update(self, every: SourceTally, flipped: set[str]) -> None:
        """`flipped`: what came to the known phrases, or left them."""
        near = self.neighbours
        self._clauses.renew(every.changed | near.beginning(flipped) | near.ending(flipped), every)
        for first, again, touched in (
            (self._first_before, self._again_before, near.ending),
            (self._first_after, self._again_after, near.beginning),
        ):
            near.note(first.changed)
            again.renew(first.changed | touched(first.flipped), first)
        near.note(self._after.changed)
        self._joiners.renew(self._after.changed | near.ending(flipped), self._after)
        self._choose(flipped)

    def _choose(self, flipped: set[str]) -> None:
        tallies = (self._before, self._after, self._between, self._joined)
        touched = flipped.union(*(tally.flipped for tally in tallies))
        joiners = self._between.live & self._joined.live & touched
        openers = {form for form in touched & self._before.live | joiners if self._is_part(form)}
        closers = {form for form in touched & self._after.live if self._is_part(form)}
        self.flipped = (openers ^ (self.openers & touched)) | (closers ^ (self.closers & touched))
        self.openers = (self.openers - touched) | openers
        self.closers = (self.closers - touched) | closers
        for tally in (*tallies, self._first_before, self._first_after):
            tally.settle()

    def _is_part(self, form: str) -> bool:
        return form not in self.known and not text_has_guard(form)

    def _of_clause(self, form: str, sources: Iterable[Hashable]) -> Iterable[Given]:
        for begins, ends in self.neighbours.halves[form]:
            if begins in self.known:
                yield from product((self._first_after, self._after), (ends,), sources)
            if ends in self.known:
                yield from product((self._first_before, self._before), (begins,), sources)

    def _of_opener(self, form: str, sources: Iterable[Hashable]) -> Iterable[Given]:
        for begins, ends in self.neighbours.halves[form]:
            if ends in self._first_before.live:
                yield from product((self._before,), (begins,), sources)

    def _of_closer(self, form: str, sources: Iterable[Hashable]) -> Iterable[Given]:
        for begins, ends in self.neighbours.halves[form]:
            if begins in self._first_after.live:
                yield from product((self._after,), (ends,), sources)

    def _of_joined(self, form: str, sources: Iterable[Hashable]) -> Iterable[Given]:
        for begins, ends in self.neighbours.halves[form][:LONGEST_JOINER]:
            if ends in self.known:
                yield from product((self._between,), (begins,), sources)
                yield self._joined, begins, form


class LiveStems:
    """What is left of clauses without their opener or closer, where enough sources say it."""

    def __init__(self, least: int, cut: LiveCut) -> None:
        self.cut = cut
        self.tally = SourceTally(2 * least - 1)
        self._stage = Stage(self._of_clause)

    def update(self, every: SourceTally) -> None:
        near, flipped = self.cut.neighbours, self.cut.flipped
        touched = near.beginning(flipped) | near.ending(flipped)
        self._stage.renew(every.changed | touched, every)

    def _of_clause(self, form: str, sources: Iterable[Hashable]) -> Iterable[Given]:
        halves = self.cut.neighbours.halves[form]
        stems = without_ends(form, halves, self.cut.openers, self.cut.closers)
        yield from product((self.tally,), (form, *stems), sources)


class LiveParts:
    """What stands, opens, closes and answers in one state."""

    def __init__(self, least: int, struck: frozenset[str]) -> None:
        self.struck = struck
        self.whole, self.last = SourceTally(least), SourceTally(max(least, LEAST_LAST))
        self.every = SourceTally(least)
        self.whole_rules, self.last_rules = SourceTally(1), SourceTally(1)
        self._neighbours = Neighbours()
        self.answering: set[str] = set()
        known: list[set[str]] = [set() for _ in range(ROUNDS + 1)]
        self._cuts = [LiveCut(least, each, self._neighbours) for each in known]
        self._stems = [LiveStems(least, cut) for cut in self._cuts[:-1]]
        self.stands, self.last_cut = known[-1], self._cuts[-1]

    def see(self, clauses: list[str], whole: str, taught: Taught, times: int) -> None:
        """Count a taught message, or take it back with a negative number."""
        self.whole.add(whole, taught.source, times)
        self.whole_rules.add(whole, taught.rule, times)
        if taught.act != Act.ACKNOWLEDGEMENT:
            self.last.add(clauses[-1], taught.source, times)
            self.last_rules.add(clauses[-1], taught.rule, times)
        for form in clauses:
            self.every.add(form, taught.source, times)

    def update(self) -> None:
        """Work out what the messages since the last update change."""
        self._neighbours.note(self.every.changed)
        touched = self.whole.flipped | self.last.flipped
        answering = {form for form in touched if self._answers(form)}
        self.answering = (self.answering - touched) | answering
        flipped = touched | self.every.flipped
        first = {form for form in flipped if form in self.every.live and form not in self.struck}
        flipped = _replace(self._cuts[0].known, flipped, first | (self.answering & flipped))
        for at, cut in enumerate(self._cuts):
            cut.update(self.every, flipped)
            if at == len(self._stems):
                break
            stems = self._stems[at]
            stems.update(self.every)
            touched = flipped | stems.tally.flipped
            stand = {form for form in touched if form in cut.known or self._is_stem(form, at)}
            flipped = _replace(self._cuts[at + 1].known, touched, stand)
            stems.tally.settle()
        for tally in (self.whole, self.last, self.every, self.whole_rules, self.last_rules):
            tally.settle()

    def rules_of(self, form: str) -> frozenset[int]:
        """The rules that answer with a phrase."""
        found = self.whole_rules.sources.get(form) or self.last_rules.sources.get(form) or {}
        return frozenset(found)  # type: ignore[arg-type]  # a source of these tallies is a rule

    def _answers(self, form: str) -> bool:
        return form in self.whole.live or (form in self.last.live and form not in self.struck)

    def _is_stem(self, form: str, at: int) -> bool:
        live = form in self._stems[at].tally.live
        return live and form not in self.struck and not text_has_guard(form)


def _replace(kept: set[str], touched: set[str], chosen: set[str]) -> set[str]:
    """Make `chosen` all of the touched forms that are kept; return those that came or left."""
    flipped = (kept & touched) ^ chosen
    kept ^= flipped
    return flipped
