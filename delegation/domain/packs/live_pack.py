"""A pack that grows lesson by lesson, and decides like one that is compiled of all lessons."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from delegation.domain.language.guards import guarded_in
from delegation.domain.packs.clause_parts import Parts
from delegation.domain.packs.format import DEFAULT_SETTINGS, PackRule, strength
from delegation.domain.packs.learning import Learned, Taught, answering_states
from delegation.domain.packs.live_learning import LiveLearning
from delegation.domain.packs.reading import CLOSES, OPENS, STANDS, Index, LoadedPack

EMPTY = Parts()


class LivePack:
    """Rules whose phrases are taught; no rule is a fixed fact or expires."""

    def __init__(self, rules: Sequence[PackRule], *, least: int = 1) -> None:
        self._rules = sorted(rules, key=strength)
        self._states = [answering_states(rule.states) for rule in self._rules]
        self._learning = LiveLearning(least=least)
        self._held = Learned({}, {})
        self._live = {state: _LiveIndex() for states in self._states for state in states}
        self._guards: Counter[str] = Counter()
        self._loaded = LoadedPack(
            version=1,
            settings=dict(DEFAULT_SETTINGS),
            rules=tuple(self._rules),
            rewrites={},
            guards=frozenset(),
            parts={"clauses": {}, "openers": {}, "closers": {}},
            indexes={state: live.index for state, live in self._live.items()},
        )

    def teach(self, taught: Taught) -> None:
        """Take a lesson; the next `loaded` answers with it."""
        self._learning.teach(taught)

    def loaded(self) -> LoadedPack:
        """The pack of all lessons so far. The same object changes with the next lesson."""
        before, now = self._held, self._learning.learned()
        self._held = now
        for state, live in self._live.items():
            for form in _touched(before, now, state):
                self._guard(live, form, -1)
                live.replace(form, *self._does(now, state, form))
                self._guard(live, form, 1)
        words = {word for word, count in self._guards.items() if count}
        self._loaded.guards = frozenset(words | now.guarded_twos)
        self._loaded.rewrites = now.rewrites
        self._loaded.languages = now.languages
        return self._loaded

    def _guard(self, live: "_LiveIndex", form: str, sign: int) -> None:
        if form in live.index.forms:
            for word in guarded_in(tuple(form.split(" "))):
                self._guards[word] += sign

    def _does(self, learned: Learned, state: str, form: str) -> tuple[int, int | None]:
        """What a form may do in a state, and the rank of the rule that it answers with."""
        roles, rank = 0, None
        for at, rule in enumerate(self._rules):
            if state in self._states[at] and all(
                rule.id in learned.parts.get(each, EMPTY).phrases.get(form, ())
                for each in self._states[at]
            ):
                roles, rank = STANDS, at
                break
        for parts in (learned.parts.get(state, EMPTY), learned.built_in.get(state, EMPTY)):
            roles |= STANDS if form in parts.clauses else 0
            roles |= OPENS if form in parts.openers else 0
            roles |= CLOSES if form in parts.closers else 0
        return roles, rank


class _LiveIndex:
    """The lookups of a state, and how many forms need each."""

    def __init__(self) -> None:
        self.index = Index()
        self._known: Counter[str] = Counter()
        self._lengths: Counter[int] = Counter()

    def replace(self, form: str, roles: int, rank: int | None) -> None:
        held = form in self.index.forms
        if roles:
            self.index.forms[form] = (roles, rank)
        elif held:
            del self.index.forms[form]
        if held != bool(roles):
            self._count(form, -1 if held else 1)

    def _count(self, form: str, sign: int) -> None:
        words = form.split(" ")
        self._lengths[len(words)] += sign
        self.index.longest = max((size for size, n in self._lengths.items() if n), default=0)
        for known in (*words, *map(" ".join, pairwise(words))):
            self._known[known] += sign
            if self._known[known]:
                self.index.known.add(known)
            else:
                self.index.known.discard(known)


def _touched(before: Learned, now: Learned, state: str) -> set[str]:
    """The forms that may do something else in this state than before."""
    touched: set[str] = set()
    for parts, former in (
        (now.parts.get(state, EMPTY), before.parts.get(state, EMPTY)),
        (now.built_in.get(state, EMPTY), before.built_in.get(state, EMPTY)),
    ):
        touched |= parts.clauses ^ former.clauses
        touched |= parts.openers ^ former.openers
        touched |= parts.closers ^ former.closers
    for each in {*now.parts, *before.parts}:
        phrases = now.parts.get(each, EMPTY).phrases
        former_phrases = before.parts.get(each, EMPTY).phrases
        touched |= phrases.keys() ^ former_phrases.keys()
        touched |= {form for form, rules in phrases.items() if former_phrases.get(form) != rules}
    return touched
