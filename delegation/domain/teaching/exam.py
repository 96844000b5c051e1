"""Marking a teacher's replies to a labelled exam: right, missed and false lessons, and awaiting.

A false lesson is the worst mistake: it makes browsers give wrong answers. A missed one only costs
calls.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delegation.domain.teaching.replies import LessonProblem, ParsedReply, held_to_message
from delegation.domain.words import Act, Awaiting

# What a model must reach before its lessons may go live without a human.
MOST_FALSE_LESSONS = 0.02  # of the messages that must not be taught
LEAST_RIGHT_LESSONS = 0.5  # of those that should be: below, it saves too little to be worth it
LEAST_RIGHT_AWAITING = 0.9  # of the judged replies: the states are what keeps answers right
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


@dataclass(frozen=True, slots=True)
class Mark:
    """One reply, judged. None: not judged."""

    case: ExamCase
    answered: bool
    obedient: bool  # the reply kept the schema
    lesson: str  # "right", "missed", "false", "wrong act", or "none" where none was due
    awaiting: bool | None


@dataclass(frozen=True, slots=True)
class Score:
    """The exam's result. Rates are of what the field's comment says; None where there was none."""

    cases: int
    answered: int
    lessons: Mapping[str, int]  # by Mark.lesson
    right_lessons: float | None  # of the messages that should be taught
    false_lessons: float | None  # of the messages that must not be taught
    right_awaiting: float | None  # of the judged replies
    obedience: float | None  # of all cases

    @property
    def passed(self) -> bool:
        """Whether this model's lessons may go live without a human, where the tenant says so."""
        return (
            _at_least(self.right_lessons, LEAST_RIGHT_LESSONS)
            and _at_least(self.right_awaiting, LEAST_RIGHT_AWAITING)
            and _at_least(self.obedience, LEAST_OBEDIENCE)
            and self.false_lessons is not None
            and self.false_lessons <= MOST_FALSE_LESSONS
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
    kept_schema = reply.problem in (None, LessonProblem.QUERY_NOT_SAID)
    obedient = kept_schema and reply.awaiting is not Awaiting.UNKNOWN
    awaiting = reply.awaiting in case.awaiting if case.awaiting else None
    return Mark(case, True, obedient, _judge_lesson(case, reply), awaiting)


def score(marks: Sequence[Mark]) -> Score:
    """The figures of an exam."""
    due = [entry for entry in marks if entry.case.acts]
    undue = [entry for entry in marks if not entry.case.acts]
    judged = [entry.awaiting for entry in marks if entry.awaiting is not None]
    return Score(
        cases=len(marks),
        answered=sum(entry.answered for entry in marks),
        lessons=Counter(entry.lesson for entry in marks),
        right_lessons=_rate(entry.lesson == "right" for entry in due),
        false_lessons=_rate(entry.lesson == "false" for entry in undue),
        right_awaiting=_rate(judged),
        obedience=_rate(entry.obedient for entry in marks),
    )


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
