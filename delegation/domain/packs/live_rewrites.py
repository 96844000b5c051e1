"""Words that vary, kept up to date lesson by lesson; `rewriting` says the same for all at once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from delegation.domain.language.guards import is_guarded
from delegation.domain.packs.rewriting import (
    LEAST_PAIRS,
    Rewrites,
    Words,
    chained,
    learned_words,
    leave_something,
    optional_words,
    rewrite,
)

Frame = tuple[Words, Words]
"""What stands before and after a word."""


class LivePhrases:
    """Phrases that differ in one word: what may be left out, and what stands for one another."""

    def __init__(self, struck: frozenset[str]) -> None:
        self.struck = struck
        self._times: Counter[Words] = Counter()
        self._alone: set[str] = set()
        self._seen: Counter[str] = Counter()
        self._frames: defaultdict[Frame, set[str]] = defaultdict(set)
        self._framed: defaultdict[Words, Counter[str]] = defaultdict(Counter)
        self._without: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._supported: set[tuple[str, str]] = set()
        self._holding: defaultdict[str, set[Words]] = defaultdict(set)

    def add(self, phrase: Words, times: int) -> None:
        """Count a phrase; a negative number takes it back."""
        before = self._times[phrase] > 0
        self._times[phrase] += times
        after = self._times[phrase] > 0
        if before != after:
            self._note(phrase, 1 if after else -1)

    def update(self) -> Rewrites:
        """What the phrases teach now."""
        optional = optional_words(self._without, self._seen) - self._alone - self.struck
        near = {
            phrase for word in optional for phrase in self._holding[word] if optional >= {*phrase}
        }
        optional = leave_something(optional, near)
        pairs = {pair: self._pairs[pair] for pair in self._supported}
        return learned_words(pairs, self._seen, optional, self._alone, self.struck)

    def _note(self, phrase: Words, sign: int) -> None:
        for word in phrase:
            if sign > 0:
                self._holding[word].add(phrase)
            else:
                self._holding[word].discard(phrase)
        if len(phrase) == 1:
            self._alone ^= {phrase[0]}
        for word, count in self._framed.get(phrase, {}).items():
            self._without[word] += sign * count
        if len(phrase) > 1:
            for at, word in enumerate(phrase):
                if not is_guarded(word):
                    self._note_word(phrase[:at], word, phrase[at + 1 :], sign)

    def _note_word(self, before: Words, word: str, after: Words, sign: int) -> None:
        self._seen[word] += sign
        self._framed[before + after][word] += sign
        if self._times[before + after] > 0:
            self._without[word] += sign
        words = self._frames[before, after]
        words.discard(word)
        for other in words:
            pair = (word, other) if word < other else (other, word)
            self._pairs[pair] += sign
            if self._pairs[pair] >= LEAST_PAIRS:
                self._supported.add(pair)
            else:
                self._supported.discard(pair)
        if sign > 0:
            words.add(word)


class Readings:
    """Phrases as rewrites make them read; `told` hears each reading that comes or goes."""

    def __init__(self, told: Callable[[Words, int], None]) -> None:
        self._told = told
        self._rewrites: Mapping[str, str] = {}
        self._times: Counter[Words] = Counter()
        self._holding: defaultdict[str, set[Words]] = defaultdict(set)

    def add(self, phrase: Words, times: int) -> None:
        """Count a phrase; a negative number takes it back."""
        self._times[phrase] += times
        for word in phrase:
            self._holding[word].add(phrase)
        self._told(rewrite(phrase, self._rewrites), times)

    def read_with(self, rewrites: Mapping[str, str]) -> None:
        """Read everything with these rewrites from now on."""
        changed = changed_words(self._rewrites, rewrites)
        for phrase in set().union(*(self._holding.get(word, ()) for word in changed)):
            if times := self._times[phrase]:
                self._told(rewrite(phrase, self._rewrites), -times)
                self._told(rewrite(phrase, rewrites), times)
        self._rewrites = rewrites


class LiveRewrites:
    """The rewrites of all phrases: two rounds of learning over what the spellings leave."""

    def __init__(self, struck: frozenset[str]) -> None:
        self._first, self._second = LivePhrases(struck), LivePhrases(struck)
        self._again = Readings(self._second.add)
        self._spelled = Readings(self._hear_spelled)
        self._noted: set[Words] = set()

    def add(self, phrases: Iterable[Words]) -> None:
        for phrase in set(phrases) - self._noted:
            self._noted.add(phrase)
            self._spelled.add(phrase, 1)

    def update(self, spellings: Mapping[str, str]) -> Rewrites:
        """The rewrites, without regard to clashes between acts."""
        self._spelled.read_with(spellings)
        first = self._first.update()
        self._again.read_with(first)
        return chained(first, self._second.update(), spellings)

    def _hear_spelled(self, phrase: Words, times: int) -> None:
        self._first.add(phrase, times)
        self._again.add(phrase, times)


def changed_words(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """The words that two rewrites read in two ways."""
    words = {word for word, _ in before.items() ^ after.items()}
    return {word for word in words if before.get(word, word) != after.get(word, word)}
