"""Puts a connected model through our exam, as a visitor's messages would reach it."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from delegation.domain.teaching.exam import (
    ExamCase,
    Mark,
    Score,
    best_way,
    mark,
    read_case,
    score,
)
from delegation.domain.teaching.replies import ParsedReply
from delegation.domain.teaching.ways import ORDER, Way
from delegation.teacher.client import Hooks, Teacher
from delegation.teacher.endpoint import Endpoint, Persona, TeacherRequest, Turn
from delegation.teacher.errors import (
    EndedCall,
    TeacherError,
    TeacherMisconfigured,
    TeacherUnavailable,
)
from delegation.teacher.limits import Limits
from delegation.teacher.prices import OwnPrices, price_of

EXAM_FILE = Path(__file__).with_name("exam.jsonl")
# An exam judges the replies. It reports how long they took, which is no reason to fail.
EXAM_LIMITS = Limits(first_byte_seconds=120, silence_seconds=60, total_seconds=300)
LEAST_ANSWERED = 0.9  # of the messages; with fewer answers the exam says nothing about the model
FAILURES_IN_A_ROW = 8  # of different messages: the server is away, and more calls would not help

# A company with few facts, so that every question has an answer and every booking the same steps.
PERSONA = Persona(
    name="Robin",
    instructions=(
        "You are the assistant of Kesselbach Cycles, a bicycle workshop. Open Monday to Friday "
        "9 to 18, Saturday 10 to 14, closed on Sunday. A service costs 60 euros and takes two "
        "days. Electric bicycles are welcome. To book a service, ask which kind of bicycle it is "
        "(city, road or electric), then for the day, then say both and ask for confirmation. Book "
        "only after a yes."
    ),
)


@dataclass(frozen=True, slots=True)
class ExamAnswer:
    """One case with what the teacher made of it."""

    mark: Mark
    reply: ParsedReply | None
    error: str | None  # a TeacherError's code
    seconds: float  # until the answer was complete
    calls: tuple[EndedCall, ...]


@dataclass(frozen=True, slots=True)
class ExamReport:
    """The result. `price` is US dollars for the whole exam, None where it is unknown."""

    score: Score
    way: Way  # how this model is best asked for lessons; NONE: not at all
    trusts_marks: bool  # whether it may be asked what its replies await
    tried: Mapping[Way, Score]
    answers: tuple[ExamAnswer, ...]
    p50_seconds: float | None
    p95_seconds: float | None
    price: Decimal | None
    input_tokens: int | None
    output_tokens: int | None

    @property
    def passed(self) -> bool:
        return self.score.passed

    @property
    def is_usable(self) -> bool:
        """Whether enough messages were answered to judge the model."""
        return self.score.answered >= LEAST_ANSWERED * self.score.cases

    def figures(self) -> dict[str, Any]:
        """The figures alone, JSON-able; rates are 0 to 1, None where nothing was judged."""
        return {
            "cases": self.score.cases,
            "answered": self.score.answered,
            "way": self.way.value,
            "tried": {way.value: _rates(score) for way, score in self.tried.items()},
            "lessons": dict(self.score.lessons),
            "marks": dict(self.score.marks),
            **_rates(self.score),
            "p50_seconds": self.p50_seconds,
            "p95_seconds": self.p95_seconds,
            "price": None if self.price is None else str(self.price),
        }


@cache
def load_exam() -> tuple[ExamCase, ...]:
    """The cases, in the file's order."""
    lines = EXAM_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(read_case(json.loads(line)) for line in lines)


def exam_request(case: ExamCase, way: Way) -> TeacherRequest:
    """A case as visitors' messages are put to the teacher: only some ask for a lesson."""
    turns = tuple(Turn(turn.by_visitor, turn.text, turn.awaiting) for turn in case.turns)
    asked = way if case.may_teach else Way.NONE
    return TeacherRequest(PERSONA, case.message, turns, mark=True, way=asked)


def examine(
    teacher: Teacher,
    endpoint: Endpoint,
    *,
    cases: Sequence[ExamCase] | None = None,
    parallel: int = 2,
    ways: Sequence[Way] = ORDER,
    own_prices: OwnPrices | None = None,
    hooks: Callable[[TeacherRequest], Hooks] = lambda request: Hooks(),
    on_answer: Callable[[ExamAnswer], None] = lambda answer: None,
    clock: Callable[[], float] = time.monotonic,
) -> ExamReport:
    """Ask every case and judge the answers. A case without an answer counts as it would live.

    What cannot teach is asked once; the rest is asked in one way after another, from the cheapest,
    until the model passes. Raises TeacherMisconfigured, and TeacherUnavailable where the server
    answers nothing for a while: such an exam says nothing.
    """
    failed = _Failures()

    def sit(case: ExamCase, way: Way) -> ExamAnswer:
        answer = _sit(teacher, endpoint, case, exam_request(case, way), hooks, clock, failed)
        on_answer(answer)
        return answer

    asked = load_exam() if cases is None else cases
    candidates = [case for case in asked if case.may_teach]
    with ThreadPoolExecutor(parallel) as pool:
        plain = tuple(pool.map(lambda case: sit(case, Way.NONE), _others(asked)))
        tried: dict[Way, tuple[ExamAnswer, ...]] = {}
        for way in ways:
            tried[way] = tuple(pool.map(lambda case: sit(case, way), candidates))  # noqa: B023 - used at once
            if _score(plain, tried[way], way).passed:
                break
    return _report(plain, tried, endpoint, own_prices)


def _others(cases: Sequence[ExamCase]) -> list[ExamCase]:
    return [case for case in cases if not case.may_teach]


def _score(plain: Sequence[ExamAnswer], taught: Sequence[ExamAnswer], way: Way) -> Score:
    """Judge one way. A JSON reply says itself what it awaits, whatever the others' marks say."""
    marks = [answer.mark for answer in plain]
    if way is Way.JSON:
        marks = [replace(mark, awaiting=None) for mark in marks]
    return score([*marks, *(answer.mark for answer in taught)])


def _report(
    plain: tuple[ExamAnswer, ...],
    tried: Mapping[Way, tuple[ExamAnswer, ...]],
    endpoint: Endpoint,
    own_prices: OwnPrices | None,
) -> ExamReport:
    scores = {way: _score(plain, answers, way) for way, answers in tried.items()}
    marks = [score for way, score in scores.items() if way is not Way.JSON]
    way = best_way(scores)
    shown = way if way in tried else next(iter(tried), Way.NONE)
    answers = plain + tried.get(shown, ())
    seconds = sorted(answer.seconds for answer in answers if answer.reply)
    calls = [
        call for group in (plain, *tried.values()) for answer in group for call in answer.calls
    ]
    tokens = _total([call.input_tokens for call in calls])
    written = _total([call.output_tokens for call in calls])
    price = price_of(
        endpoint.base_url,
        endpoint.model,
        input_tokens=tokens,
        output_tokens=written,
        at=datetime.now(UTC),
        own=own_prices,
    )
    return ExamReport(
        score=scores.get(shown, score([])),
        way=way,
        trusts_marks=any(score.knows_what_it_awaits for score in marks),
        tried=scores,
        answers=answers,
        p50_seconds=_quantile(seconds, 0.5),
        p95_seconds=_quantile(seconds, 0.95),
        price=price,
        input_tokens=tokens,
        output_tokens=written,
    )


def _rates(score: Score) -> dict[str, float | None]:
    return {
        "right_lessons": score.right_lessons,
        "false_lessons": score.false_lessons,
        "right_marks": score.right_marks,
        "wrong_marks": score.wrong_marks,
        "obedience": score.obedience,
    }


@dataclass(slots=True)
class _Failures:
    """How often the server was away without an answer in between, in all threads together."""

    in_a_row: int = 0
    last: TeacherUnavailable | None = None

    def note(self, error: TeacherError) -> None:
        """Count a failure. Raises the error where it is one too many."""
        if isinstance(error, TeacherUnavailable):
            self.in_a_row += 1
            self.last = error
            self.stop_where_too_many()

    def stop_where_too_many(self) -> None:
        """Raise the last error where the exam has broken off, before another call is made.

        The pool hears of an error only when its own thread next runs, which on a busy machine is
        dozens of calls later.
        """
        if self.in_a_row >= FAILURES_IN_A_ROW and self.last is not None:
            raise self.last

    def forget(self) -> None:
        """Count from zero again, as an answer came. An exam that has broken off stays ended."""
        if self.in_a_row < FAILURES_IN_A_ROW:
            self.in_a_row = 0


def _sit(
    teacher: Teacher,
    endpoint: Endpoint,
    case: ExamCase,
    request: TeacherRequest,
    hooks: Callable[[TeacherRequest], Hooks],
    clock: Callable[[], float],
    failed: _Failures,
) -> ExamAnswer:
    failed.stop_where_too_many()
    started = clock()
    try:
        reply = teacher.reply(endpoint, request, hooks(request))
    except TeacherMisconfigured:
        raise
    except TeacherError as error:
        failed.note(error)
        return ExamAnswer(mark(case, None), None, error.code, clock() - started, error.calls)
    failed.forget()
    return ExamAnswer(mark(case, reply.parsed), reply.parsed, None, clock() - started, reply.calls)


def _total(counts: Sequence[int | None]) -> int | None:
    """The sum, or None as soon as one is unknown."""
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
