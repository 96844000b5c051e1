"""Judge a teacher's replies to a labelled exam: its lessons, and what it says that replies await.

A false lesson makes browsers give wrong answers, and so does a reply that is said to await nothing
while it asks for something. A missed lesson or a missing mark only costs calls.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delegation.domain.teaching.candidates import is_candidate
from delegation.domain.teaching.marks import has_question
from delegation.domain.teaching.replies import LessonProblem, ParsedReply, held_to_message
from delegation.domain.teaching.ways import Way
from delegation.domain.words import TEACHABLE_STATES, Act, Awaiting

# What a model must reach before its lessons may go live without a human.
MOST_FALSE_LESSONS = 0.02  # of the messages that must not be taught
MOST_FALSE_FOR_PEOPLE = 0.1  # the same, where a person reads every lesson: more is only work
LEAST_RIGHT_LESSONS = 0.5  # of those that should be: below, it saves too little to be worth it
MOST_WRONG_MARKS = 0.1  # of the replies that ask for something: the states keep answers right
LEAST_RIGHT_MARKS = 0.5  # of the replies that ask for nothing: without marks nothing is answered
LEAST_OBEDIENCE = 0.95  # of all replies: the rest teaches nothing


@dataclass(frozen=True, slots=True)
class ExamTurn:
    """One turn before the message; `awaiting` belongs to the assistant's."""

    by_visitor: bool
    text: str
    awaiting: Awaiting | None = None


@dataclass(frozen=True, slots=True)
class ExamCase:
    """A visitor's message in context, and what a good teacher does with it."""

    kind: str
    language: str
    message: str
    turns: tuple[ExamTurn, ...]
    acts: frozenset[Act]  # a lesson with one of these acts is right; empty: any lesson is false
    awaiting: frozenset[Awaiting]  # what a good reply may await; empty: not judged

    @property
    def state(self) -> Awaiting:
        """What the assistant's last reply before the message awaits."""
        said = (turn.awaiting for turn in reversed(self.turns) if not turn.by_visitor)
        return next(said, Awaiting.NOTHING) or Awaiting.UNKNOWN

    @property
    def may_teach(self) -> bool:
        """Return whether messages like this one go to the teacher with a question for a lesson."""
        return is_candidate(self.message, self.state)


@dataclass(frozen=True, slots=True)
class Mark:
    """One reply, judged. None: not judged."""

    case: ExamCase
    answered: bool
    obedient: bool  # the reply kept the schema
    lesson: str  # "right", "missed", "false", "wrong act", or "none" where none was due
    awaiting: str | None  # "right", "missing" or "wrong"


@dataclass(frozen=True, slots=True)
class Score:
    """The exam's result. Rates are of what the field's comment says; None where there was none."""

    cases: int
    answered: int
    lessons: Mapping[str, int]  # by Mark.lesson
    marks: Mapping[str, int]  # by Mark.awaiting
    right_lessons: float | None  # of the messages that should be taught
    false_lessons: float | None  # of the messages that must not be taught
    right_marks: float | None  # of the replies that should ask for nothing
    wrong_marks: float | None  # of the replies that should ask for something
    obedience: float | None  # of all cases

    @property
    def passed(self) -> bool:
        """Return whether this model's lessons may go live unread, if the tenant allows it."""
        return (
            _at_least(self.right_lessons, LEAST_RIGHT_LESSONS)
            and _at_most(self.false_lessons, MOST_FALSE_LESSONS)
            and _at_least(self.obedience, LEAST_OBEDIENCE)
            and self.knows_what_it_awaits
        )

    @property
    def knows_what_it_awaits(self) -> bool:
        """Whether the model's marks on its replies may be believed."""
        return _at_least(self.right_marks, LEAST_RIGHT_MARKS) and _at_most(
            self.wrong_marks, MOST_WRONG_MARKS
        )


def read_case(data: Mapping[str, Any]) -> ExamCase:
    """One line of the exam. Raises KeyError or ValueError for what is no case."""
    turns = tuple(
        ExamTurn(
            turn["by"] == "visitor",
            turn["text"],
            Awaiting(turn["awaiting"]) if turn.get("awaiting") else None,
        )
        for turn in data["turns"]
    )
    return ExamCase(
        data["kind"],
        data["language"],
        data["message"],
        turns,
        frozenset(map(Act, data["teach"] or ())),
        frozenset(map(Awaiting, data["awaiting"] or ())),
    )


def mark(case: ExamCase, reply: ParsedReply | None) -> Mark:
    """Judge a reply; None is a reply that never came."""
    if reply is None:
        return Mark(case, False, False, "missed" if case.acts else "none", None)
    obedient = reply.problem in (None, LessonProblem.QUERY_NOT_SAID)
    return Mark(case, True, obedient, _judge_lesson(case, reply), _judge_awaiting(case, reply))


def score(marks: Sequence[Mark]) -> Score:
    """The figures of an exam."""
    due = [entry for entry in marks if entry.case.acts]
    undue = [entry for entry in marks if not entry.case.acts]
    judged = [entry for entry in marks if entry.awaiting]
    resting = [entry for entry in judged if entry.case.awaiting & TEACHABLE_STATES]
    asking = [entry for entry in judged if not entry.case.awaiting & TEACHABLE_STATES]
    return Score(
        cases=len(marks),
        answered=sum(entry.answered for entry in marks),
        lessons=Counter(entry.lesson for entry in marks),
        marks=Counter(entry.awaiting for entry in judged if entry.awaiting),
        right_lessons=_rate(entry.lesson == "right" for entry in due),
        false_lessons=_rate(entry.lesson == "false" for entry in undue),
        right_marks=_rate(entry.awaiting == "right" for entry in resting),
        wrong_marks=_rate(entry.awaiting == "wrong" for entry in asking),
        obedience=_rate(entry.obedient for entry in marks),
    )


def best_way(tried: Mapping[Way, Score]) -> Way:
    """The first way with which the model passed; else the one that teaches most, for a person to
    read; NONE where it recognises too little, or takes too much for small talk.
    """
    for way, result in tried.items():
        if result.passed:
            return way
    usable = {
        way: (result.right_lessons or 0) - (result.false_lessons or 0)
        for way, result in tried.items()
        if _at_least(result.right_lessons, LEAST_RIGHT_LESSONS)
        and _at_most(result.false_lessons, MOST_FALSE_FOR_PEOPLE)
    }
    return max(usable, key=lambda way: usable[way], default=Way.NONE)


def _judge_awaiting(case: ExamCase, reply: ParsedReply) -> str | None:
    """Only whether the reply asks something is judged, not which question it asks.

    A reply that should ask, asks nothing and says so is a poor answer with an honest mark.
    """
    if not case.awaiting:
        return None
    if reply.awaiting in TEACHABLE_STATES:
        honest = reply.awaiting in case.awaiting or not has_question(reply.user_response)
        return "right" if honest else "wrong"
    return "right" if case.awaiting - TEACHABLE_STATES else "missing"


def _judge_lesson(case: ExamCase, reply: ParsedReply) -> str:
    lesson = held_to_message(reply, case.message).lesson
    if lesson is None:
        return "missed" if case.acts else "none"
    if not case.acts:
        return "false"
    return "right" if lesson.act in case.acts else "wrong act"


def _rate(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return sum(found) / len(found) if found else None


def _at_least(rate: float | None, least: float) -> bool:
    return rate is not None and rate >= least


def _at_most(rate: float | None, most: float) -> bool:
    return rate is not None and rate <= most
