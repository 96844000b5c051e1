"""A transcript through the loop: what would have been answered, and what would have been wrong.

Dialogues in order, all visitors of one tenant. What the gatekeeper does not answer goes to the
teacher, who teaches the trivial messages, live once `sightings` dialogues were taught them.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from delegation.domain.packs.compiling import Pack, PackRule, assemble, load_pack
from delegation.domain.packs.explain import explain
from delegation.domain.packs.learning import Learned, Taught, learn
from delegation.domain.packs.matching import Decision, decide
from delegation.domain.phrases import canonical
from delegation.domain.replay.transcripts import Message
from delegation.domain.words import Act, Awaiting

LEARNT_IN = (Awaiting.NOTHING, Awaiting.MORE)
RISKIEST = 20  # answers that a buyer is asked to look at
FIRST = 20  # phrases that show a buyer what would be learned


@dataclass(frozen=True)
class Answered:
    """A message that was answered locally, and how often it was."""

    message: str
    state: str
    explanation: str
    times: int = 1


@dataclass
class Report:
    """The figures of a replay. Rates are `None` where nothing was there to count, or no gold."""

    turns: int = 0
    trivial: int = 0
    right: int = 0
    late_trivial: int = 0
    late_right: int = 0
    answered: int = 0
    lessons: int = 0
    phrases: int = 0
    pack_bytes: int = 0
    wrong: list[Answered] = field(default_factory=list)
    riskiest: list[Answered] = field(default_factory=list)
    first_phrases: list[str] = field(default_factory=list)  # canonical, in the order of teaching

    def as_data(self) -> dict[str, Any]:
        """Everything as JSON-able data, the rates included."""
        return asdict(self) | {
            "coverage": _rate(self.right, self.trivial),
            "late_coverage": _rate(self.late_right, self.late_trivial),
            "wrong_rate": _rate(len(self.wrong), self.turns) if self.trivial else None,
            "calls_avoided": self.answered,
        }


def replay(
    messages: Iterable[Message],
    *,
    sightings: int = 1,
    progress: Callable[[int, int], None] = lambda done, turns: None,
) -> Report:
    """Run the protocol; without gold the teacher is taken to teach what visitors keep repeating.

    `progress` hears before each turn how many are done, of how many.
    """
    turns = list(messages)
    labelled = any(turn.gold for turn in turns)
    is_trivial = _is_trivial if labelled else _repeated(turns, max(sightings, 2))
    report, loop = Report(turns=len(turns)), _Loop(sightings)
    answers: Counter[tuple[str, str, str]] = Counter()
    for at, turn in enumerate(turns):
        progress(at, len(turns))
        late = at >= len(turns) / 2
        decision = loop.decide(turn)
        right = decision.rule is not None
        if right:
            report.answered += 1
            answers[turn.text, turn.state, explain(decision)] += 1
        if labelled:
            _score(report, turn, decision, late=late)
        if not right and is_trivial(turn):
            report.lessons += loop.teach(turn)
    if not labelled:
        report.riskiest = _riskiest(answers)
    report.phrases, report.pack_bytes = loop.size()
    report.first_phrases = loop.first_phrases()
    return report


class _Loop:
    """The teacher's lessons, and the pack that they make; made anew when it is next asked."""

    def __init__(self, sightings: int) -> None:
        self.sightings = sightings
        self.taught: list[Taught] = []
        self.pack: Pack | None = None

    def decide(self, turn: Message) -> Decision:
        if self.pack is None:
            self.pack = load_pack(self._compiled()[1])
        return decide(self.pack, turn.text, turn.state, now=0)

    def teach(self, turn: Message) -> bool:
        """Whether anything can be learnt of it: in other states nothing is answered."""
        if turn.state not in LEARNT_IN or canonical(turn.text) is None:
            return False
        rule = LEARNT_IN.index(Awaiting(turn.state)) + 1
        states = frozenset({str(turn.state)})
        self.taught.append(Taught(turn.text, states, turn.dialogue, rule, Act.THANKS))
        self.pack = None
        return True

    def first_phrases(self) -> list[str]:
        """The first that enough dialogues were taught, each once."""
        dialogues: dict[str, set[Hashable]] = {}
        ready: dict[str, None] = {}
        for taught in self.taught:
            form = canonical(taught.text) or ""
            seen = dialogues.setdefault(form, set())
            seen.add(taught.source)
            if form and len(seen) >= self.sightings:
                ready.setdefault(form)
        return list(ready)[:FIRST]

    def size(self) -> tuple[int, int]:
        """Phrases and parts that a moderator reads; bytes of the pack, gzipped."""
        learned, data = self._compiled()
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        forms = {form for parts in learned.parts.values() for form in parts.forms()}
        return len(forms), len(gzip.compress(text.encode(), 9, mtime=0))

    def _compiled(self) -> tuple[Learned, dict[str, object]]:
        learned = learn(self.taught, least=self.sightings)
        rules = [
            PackRule(rule, 1, Act.THANKS, (state,), None, (), "You're welcome!", None)
            for rule, state in enumerate(LEARNT_IN, 1)
        ]
        return learned, assemble(rules, learned, version=1)


def _is_trivial(turn: Message) -> bool:
    return turn.gold == "trivial"


def _repeated(turns: Iterable[Message], least: int) -> Callable[[Message], bool]:
    """Stands in for the teacher where nothing says what is trivial: the same words, again."""
    dialogues: dict[str | None, set[int]] = {}
    for turn in turns:
        dialogues.setdefault(canonical(turn.text), set()).add(turn.dialogue)
    return lambda turn: len(dialogues[canonical(turn.text)]) >= least


def _score(report: Report, turn: Message, decision: Decision, *, late: bool) -> None:
    right = decision.rule is not None
    if turn.gold == "trivial":
        report.trivial += 1
        report.right += right
        report.late_trivial += late
        report.late_right += late and right
    elif turn.gold == "escalate" and right:
        report.wrong.append(Answered(turn.text, turn.state, explain(decision)))


def _riskiest(answers: Counter[tuple[str, str, str]]) -> list[Answered]:
    """Rarest first, longer ones before shorter: a combination seen once is what to look at."""
    ordered = sorted(answers.items(), key=lambda each: (each[1], -len(each[0][0]), each[0]))
    return [Answered(*answer, times) for answer, times in ordered[:RISKIEST]]


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
