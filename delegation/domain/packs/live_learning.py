"""What taught messages teach, kept up to date lesson by lesson: what `learning` finds for all."""

from collections import defaultdict

from delegation.domain.language.emoji import ignored_emoji
from delegation.domain.packs.clause_parts import Parts
from delegation.domain.packs.closed_parts import (
    ignored_laughter,
    spellings_of,
    spoken_languages,
    unpaused_twos,
)
from delegation.domain.packs.learning import (
    BuiltIn,
    Learned,
    Taught,
    answering_states,
    clauses_of,
    guarded_twos,
    joined_twos,
    paused_twos,
    share_parts,
    whole_of,
)
from delegation.domain.packs.live_parts import LiveParts
from delegation.domain.packs.live_rewrites import LiveRewrites, changed_words
from delegation.domain.packs.rewriting import (
    Rewrites,
    Words,
    rewrite,
    rewrite_text,
    without_clashes,
)
from delegation.domain.phrases import canonical


class LiveLearning:
    """Takes messages with `teach` and tells with `learned` what all of them teach.

    The answer is that of `learning.learn` with the same messages.
    """

    def __init__(
        self,
        *,
        least: int = 1,
        struck_words: frozenset[str] = frozenset(),
        struck_parts: frozenset[str] = frozenset(),
    ) -> None:
        self._least, self._struck_words = least, struck_words
        self._struck_forms = [form for form in map(canonical, struck_parts) if form]
        self._taught: list[tuple[Taught, list[Words], Words]] = []
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        self._read = 0  # messages that are counted in their states
        self._forms: set[Words] = set()
        self._acts: dict[Words, frozenset[str]] = {}
        self._words: set[str] = set()
        self._paused: set[tuple[str, str]] = set()
        self._joined: set[tuple[str, str]] = set()
        self._languages: tuple[str, ...] = ()
        self._rewriting = LiveRewrites(struck_words)
        self._rewrites: Rewrites = {}
        self._struck: frozenset[str] = frozenset()
        self._states: dict[str, LiveParts] = {}

    def teach(self, taught: Taught) -> None:
        """Learn one message. One that cannot be matched teaches nothing."""
        clauses, whole = clauses_of(taught.text), whole_of(taught.text)
        if not clauses:
            return
        for form in (*clauses, whole):
            for word in form:
                self._holding[word].add(len(self._taught))
        self._taught.append((taught, clauses, whole))
        self._acts[whole] = self._acts.get(whole, frozenset()) | {taught.act}
        forms = {*clauses, whole} - self._forms
        self._forms |= forms
        self._words.update(word for form in forms for word in form)
        self._rewriting.add(forms)
        self._languages = spoken_languages(forms, known=self._languages)
        self._paused |= paused_twos([taught.text])
        self._joined |= joined_twos([taught.text])

    def learned(self) -> Learned:
        """What the messages so far teach."""
        if self._taught:
            self._read_with(self._new_rewrites())
        for live in self._states.values():
            live.update()
        parts = {state: _parts_of(self._states[state]) for state in sorted(self._states)}
        share_parts(parts)
        lists = BuiltIn(self._languages, self._rewrites, self._words, self._struck, frozenset())
        built_in = lists.beside(parts)
        twos = guarded_twos(self._paused, self._joined, unpaused_twos(self._languages, lists.kept))
        return Learned(self._rewrites, parts, self._languages, built_in, twos)

    def _new_rewrites(self) -> Rewrites:
        spellings = spellings_of(self._languages, self._words, self._struck_words)
        learned = without_clashes(self._rewriting.update(spellings), self._acts)
        emoji = ignored_emoji(self._words, self._struck_words)
        return learned | emoji | ignored_laughter(self._languages, self._words, self._struck_words)

    def _read_with(self, rewrites: Rewrites) -> None:
        """Read what holds a word that is now read in another way, and what is new."""
        struck = frozenset(rewrite_text(form, rewrites) for form in self._struck_forms)
        changed = changed_words(self._rewrites, rewrites)
        if struck != self._struck:  # rare: a struck part contains a word that varies
            self._states, self._read, self._struck = {}, 0, struck
        else:
            again = {
                at for word in changed for at in self._holding.get(word, ()) if at < self._read
            }
            for at in again:
                self._see(at, self._rewrites, -1)
                self._see(at, rewrites, 1)
        self._rewrites = rewrites
        for at in range(self._read, len(self._taught)):
            self._see(at, rewrites, 1)
        self._read = len(self._taught)

    def _see(self, at: int, rewrites: Rewrites, times: int) -> None:
        taught, clauses, whole = self._taught[at]
        read = [" ".join(rewrite(clause, rewrites)) for clause in clauses]
        read_whole = " ".join(rewrite(whole, rewrites))
        for state in answering_states(taught.states):
            parts = self._states.get(state)
            if parts is None:
                parts = self._states[state] = LiveParts(self._least, self._struck)
            parts.see(read, read_whole, taught, times)


def _parts_of(live: LiveParts) -> Parts:
    """What `learn` returns for a state, before states share."""
    struck, cut = live.struck, live.last_cut
    phrases = {form: live.rules_of(form) for form in live.answering}
    return Parts(phrases, live.stands - live.answering, cut.openers - struck, cut.closers - struck)
