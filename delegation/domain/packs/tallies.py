"""Counts that remember what a change touched, so that only that is worked out again."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from delegation.domain.packs.clause_parts import Halves

Given = tuple["SourceTally", str, Hashable]
"""What one form gives to a tally: a part of it, and the source that was seen saying it."""


class SourceTally:
    """Forms and how often each source was seen with them.

    `live` holds the forms with at least `least` different sources. `changed` and `flipped` hold
    those whose sources, or whose place in `live`, may be others than at the last `settle`.
    """

    def __init__(self, least: int) -> None:
        self.least = least
        self.sources: dict[str, dict[Hashable, int]] = {}
        self.live: set[str] = set()
        self.changed: set[str] = set()
        self.flipped: set[str] = set()

    def add(self, form: str, source: Hashable, times: int) -> None:
        """Count a source `times` more often; a negative number takes it back."""
        counts = self.sources.setdefault(form, {})
        count = counts.get(source, 0) + times
        if count:
            counts[source] = count
        else:
            del counts[source]
        self.changed.add(form)
        if form and (len(counts) >= self.least) != (form in self.live):
            self.live ^= {form}
            self.flipped.add(form)
        if not counts:
            del self.sources[form]

    def settle(self) -> None:
        """Start to note changes from here."""
        self.changed.clear()
        self.flipped.clear()


class Stage:
    """What forms give to other tallies. Only forms that a change touched are worked out again."""

    def __init__(self, gives: Callable[[str, Iterable[Hashable]], Iterable[Given]]) -> None:
        self._gives = gives
        self._given: dict[str, set[Given]] = {}

    def renew(self, forms: Iterable[str], tally: SourceTally) -> None:
        """Replace what these forms gave; a form without a source in `tally` gives nothing."""
        for form in forms:
            sources = tally.sources.get(form)
            given = self._given.get(form, set())
            gives = set(self._gives(form, sources)) if sources else set()
            for to, part, source in given - gives:
                to.add(part, source, -1)
            for to, part, source in gives - given:
                to.add(part, source, 1)
            if gives:
                self._given[form] = gives
            elif given:
                del self._given[form]


class Neighbours:
    """Forms by what they begin and end with."""

    def __init__(self) -> None:
        self.halves = Halves()
        self._noted: set[str] = set()
        self._beginning: defaultdict[str, set[str]] = defaultdict(set)
        self._ending: defaultdict[str, set[str]] = defaultdict(set)

    def note(self, forms: Iterable[str]) -> None:
        for form in set(forms) - self._noted:
            self._noted.add(form)
            for begins, ends in self.halves[form]:
                self._beginning[begins].add(form)
                self._ending[ends].add(form)

    def beginning(self, parts: Iterable[str]) -> set[str]:
        """The noted forms that begin with one of these parts and go on."""
        return set().union(*(self._beginning.get(part, ()) for part in parts))

    def ending(self, parts: Iterable[str]) -> set[str]:
        return set().union(*(self._ending.get(part, ()) for part in parts))
