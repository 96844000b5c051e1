"""A transcript through the loop: what would have been answered, and what would have been wrong.

Dialogues in order, all visitors of one tenant. What the gatekeeper does not answer goes to the
teacher, who teaches the trivial messages, live once `sightings` dialogues were taught them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from delegation.domain.packs.explain import explain
from delegation.domain.packs.matching import Decision
from delegation.domain.phrases import canonical
from delegation.domain.replay.loop import Loop
from delegation.domain.replay.misses import Miss, grouped, kind_of
from delegation.domain.replay.transcripts import TranscriptMessage

TAUGHT_GOLD = ("trivial", "either")  # the second where the teacher is eager
RISKIEST = 20  # answers that a buyer is asked to look at


@dataclass(frozen=True)
class Answered:
    """A message that was answered locally, and how often it was.

    `before` is what the assistant had written, the first time where it was answered more often.
    """

    message: str
    state: str
    explanation: str
    times: int = 1
    before: str = ""


@dataclass
class ReplayReport:
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
    misses: list[Miss] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Everything as JSON-able data, the rates included."""
        return asdict(self) | {
            "coverage": _rate(self.right, self.trivial),
            "late_coverage": _rate(self.late_right, self.late_trivial),
            "wrong_rate": _rate(len(self.wrong), self.turns) if self.trivial else None,
            "calls_avoided": self.answered,
        }


def replay(
    messages: Iterable[TranscriptMessage],
    *,
    sightings: int = 1,
    teach_either: bool = False,
    progress: Callable[[int, int], None] = lambda done, turns: None,
) -> ReplayReport:
    """Run the protocol; without gold the teacher is taken to teach what visitors keep repeating.

    With `teach_either` the teacher also teaches the messages that it may, and need not, answer
    itself: "ok", "great". `progress` is called before each turn with the number
    done and the total.
    """
    turns = list(messages)
    labelled = any(turn.gold for turn in turns)
    taught = TAUGHT_GOLD if teach_either else TAUGHT_GOLD[:1]
    is_taught = _has_gold(taught) if labelled else _repeated(turns, max(sightings, 2))
    missed: list[tuple[str, str]] = []
    report, loop = ReplayReport(turns=len(turns)), Loop(sightings)
    answers: Counter[tuple[str, str, str]] = Counter()
    before: dict[tuple[str, str, str], str] = {}
    for at, turn in enumerate(turns):
        progress(at, len(turns))
        late = at >= len(turns) / 2
        decision = loop.decide(turn)
        right = decision.rule is not None
        if right:
            report.answered += 1
            answer = (turn.text, turn.state, explain(decision))
            answers[answer] += 1
            before.setdefault(answer, turn.before)
        if labelled:
            _score(report, turn, decision, late=late)
        if not right and is_taught(turn):
            missed.append((kind_of(decision, turn.text), turn.text))
            report.lessons += loop.teach(turn)
    if not labelled:
        report.riskiest = _riskiest(answers, before)
    report.phrases, report.pack_bytes = loop.size()
    report.misses = grouped(missed)
    report.first_phrases = loop.first_phrases()
    return report


def _has_gold(golds: Collection[str]) -> Callable[[TranscriptMessage], bool]:
    return lambda turn: turn.gold in golds


def _repeated(
    turns: Iterable[TranscriptMessage], least: int
) -> Callable[[TranscriptMessage], bool]:
    """Replace the teacher where no label says what is trivial: repeated words are."""
    dialogues: dict[str | None, set[int]] = {}
    for turn in turns:
        dialogues.setdefault(canonical(turn.text), set()).add(turn.dialogue)
    return lambda turn: len(dialogues[canonical(turn.text)]) >= least


def _score(
    report: ReplayReport, turn: TranscriptMessage, decision: Decision, *, late: bool
) -> None:
    right = decision.rule is not None
    if turn.gold == "trivial":
        report.trivial += 1
        report.right += right
        report.late_trivial += late
        report.late_right += late and right
    elif turn.gold == "escalate" and right:
        wrong = Answered(turn.text, turn.state, explain(decision), before=turn.before)
        report.wrong.append(wrong)


def _riskiest(
    answers: Counter[tuple[str, str, str]], before: dict[tuple[str, str, str], str]
) -> list[Answered]:
    """Rarest first, longer ones before shorter: a combination seen once is what to look at."""
    ordered = sorted(answers.items(), key=lambda each: (each[1], -len(each[0][0]), each[0]))
    return [Answered(*answer, times, before[answer]) for answer, times in ordered[:RISKIEST]]


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
