"""What a pack would have answered that another one sent to the teacher."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from delegation.domain.explain import explain
from delegation.domain.matching import Decision, decide
from delegation.domain.packs import Pack
from delegation.domain.words import Awaiting

AT_REST = frozenset({Awaiting.NOTHING.value, Awaiting.MORE.value})


@dataclass(frozen=True)
class Sample:
    """A message that would have been answered: how often it came, with what, and why."""

    message: str
    awaiting: str
    times: int
    response: str
    explanation: str

    @property
    def at_rest(self) -> bool:
        return self.awaiting in AT_REST


@dataclass
class WhatIf:
    """Counts of messages, not of different ones. `awaited`: while the assistant awaited more than
    "anything else?". `samples`: the most frequent ones, those while something was awaited first."""

    messages: int = 0
    answered: int = 0
    awaited: int = 0
    samples: list[Sample] = field(default_factory=list)


def compare(
    now_live: Pack, tried: Pack, asked: Iterable[tuple[str, str, int]], *, now: float, most: int
) -> WhatIf:
    """What `tried` answers and `now_live` does not, of (canonical message, awaited, times).

    A message with a word that the tried pack does not know is passed over unread: nearly all are.
    """
    report, found = WhatIf(), []
    known = {state: _known(tried, state, now) for state in Awaiting}
    for message, awaiting, times in asked:
        report.messages += times
        if not known[Awaiting(awaiting)].issuperset(message.split(" ")):
            continue
        decision = decide(tried, message, awaiting, now=now)
        if decision.rule is None or decide(now_live, message, awaiting, now=now).rule is not None:
            continue
        report.answered += times
        report.awaited += 0 if awaiting in AT_REST else times
        found.append((message, awaiting, times, decision))
    found.sort(key=lambda each: (each[1] in AT_REST, -each[2], each[0]))
    report.samples = [_sample(*each) for each in found[:most]]
    return report


def _known(pack: Pack, state: str, now: float) -> set[str]:
    """The words that a message may be made of to be answered in this state."""
    index = pack.index(state, now)
    answers = {word for phrase in index.answers for word in phrase.split(" ")}
    return index.known | answers | set(pack.rewrites)


def _sample(message: str, awaiting: str, times: int, decision: Decision) -> Sample:
    return Sample(message, awaiting, times, decision.response or "", explain(decision))
