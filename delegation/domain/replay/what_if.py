"""What a pack would have answered that another one sent to the teacher."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from delegation.domain.packs.compiling import LoadedPack
from delegation.domain.packs.explain import explain
from delegation.domain.packs.matching import Decision, decide
from delegation.domain.words import AFTER, TEACHABLE_STATES, Awaiting


@dataclass(frozen=True)
class AnswerSample:
    """A message that would have been answered: how often it came, with what, and why."""

    message: str
    awaiting: str
    times: int
    response: str
    explanation: str

    @property
    def came_after(self) -> str:
        return AFTER[Awaiting(self.awaiting)]

    @property
    def at_rest(self) -> bool:
        return self.awaiting in TEACHABLE_STATES


@dataclass
class WhatIf:
    """Counts of messages, not of different ones. `awaited`: while the assistant awaited more than
    "anything else?". `samples`: the most frequent ones, those while something was awaited first."""

    answered: int = 0
    awaited: int = 0
    samples: list[AnswerSample] = field(default_factory=list)


def touched_words(now_live: LoadedPack, tried: LoadedPack, *, now: float) -> set[str]:
    """The words of canonical messages of which at least one is in all that only `tried` answers.

    Whatever is made of other words reads the same in both packs: as the same forms, which may do
    the same.
    """
    changed = {
        word
        for word in {*now_live.rewrites, *tried.rewrites}
        if now_live.rewrites.get(word) != tried.rewrites.get(word)
    }
    touched = changed | (now_live.guards ^ tried.guards)
    for state in Awaiting:
        before, after = now_live.index(state, now), tried.index(state, now)
        known = {form: _does(entry) for form, entry in before.forms.items()}
        forms = [form for form, entry in after.forms.items() if known.get(form) != _does(entry)]
        forms += after.answers.keys() - before.answers.keys()
        touched.update(word for form in forms for word in form.split(" "))
    return touched | {word for word, read in tried.rewrites.items() if read in touched}


def vocabulary(pack: LoadedPack, *, now: float) -> set[str]:
    """The words that a canonical message may be made of to be answered in any state."""
    return set().union(*(_known(pack, state, now) for state in Awaiting))


def _does(entry: tuple[int, int | None]) -> tuple[int, bool]:
    """What a form may do, whichever rule answers."""
    roles, rank = entry
    return roles, rank is not None


def compare(
    now_live: LoadedPack,
    tried: LoadedPack,
    asked: Iterable[tuple[str, str, int]],
    *,
    now: float,
    most: int,
) -> WhatIf:
    """What `tried` answers and `now_live` does not, of (canonical message, awaited, times).

    A message with a word that the tried pack does not know is passed over unread: nearly all are.
    """
    report, found = WhatIf(), []
    known = {state: _known(tried, state, now) for state in Awaiting}
    for message, awaiting, times in asked:
        if not known[Awaiting(awaiting)].issuperset(message.split(" ")):
            continue
        decision = decide(tried, message, awaiting, now=now)
        if decision.rule is None or decide(now_live, message, awaiting, now=now).rule is not None:
            continue
        report.answered += times
        report.awaited += 0 if awaiting in TEACHABLE_STATES else times
        found.append((message, awaiting, times, decision))
    found.sort(key=lambda each: (each[1] in TEACHABLE_STATES, -each[2], each[0]))
    report.samples = [_sample(*each) for each in found[:most]]
    return report


def _known(pack: LoadedPack, state: str, now: float) -> set[str]:
    """The words that a message may be made of to be answered in this state."""
    index = pack.index(state, now)
    answers = {word for phrase in index.answers for word in phrase.split(" ")}
    return index.known | answers | set(pack.rewrites)


def _sample(message: str, awaiting: str, times: int, decision: Decision) -> AnswerSample:
    return AnswerSample(message, awaiting, times, decision.response or "", explain(decision))
