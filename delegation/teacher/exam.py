"""Puts a connected model through our exam, as a visitor's messages would reach it."""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from delegation.domain.teaching.exam import ExamCase, Mark, Score, mark, read_case, score
from delegation.domain.teaching.replies import ParsedReply
from delegation.teacher.client import Hooks, Teacher
from delegation.teacher.endpoint import Endpoint, Persona, TeacherRequest, Turn
from delegation.teacher.errors import TeacherCall, TeacherError, TeacherMisconfigured
from delegation.teacher.prices import OwnPrices, price_of

EXAM_FILE = Path(__file__).with_name("exam.jsonl")

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
    calls: tuple[TeacherCall, ...]


@dataclass(frozen=True, slots=True)
class ExamReport:
    """The result. `price` is US dollars for the whole exam, None where it is unknown."""

    score: Score
    answers: tuple[ExamAnswer, ...]
    p50_seconds: float | None
    p95_seconds: float | None
    price: Decimal | None
    input_tokens: int | None
    output_tokens: int | None

    @property
    def passed(self) -> bool:
        return self.score.passed

    def figures(self) -> dict[str, Any]:
        """The figures alone, JSON-able; rates are 0 to 1, None where nothing was judged."""
        return {
            "cases": self.score.cases,
            "answered": self.score.answered,
            "lessons": dict(self.score.lessons),
            "right_lessons": self.score.right_lessons,
            "false_lessons": self.score.false_lessons,
            "right_awaiting": self.score.right_awaiting,
            "obedience": self.score.obedience,
            "p50_seconds": self.p50_seconds,
            "p95_seconds": self.p95_seconds,
            "price": None if self.price is None else str(self.price),
        }


def load_exam() -> list[ExamCase]:
    """The cases, in the file's order."""
    lines = EXAM_FILE.read_text(encoding="utf-8").splitlines()
    return [read_case(json.loads(line)) for line in lines]


def exam_request(case: ExamCase) -> TeacherRequest:
    """A case as the teacher is asked it."""
    turns = tuple(Turn(turn.by_visitor, turn.text, turn.awaiting) for turn in case.turns)
    return TeacherRequest(PERSONA, case.message, turns)


def examine(
    teacher: Teacher,
    endpoint: Endpoint,
    *,
    cases: Sequence[ExamCase] | None = None,
    parallel: int = 2,
    own_prices: OwnPrices | None = None,
    hooks: Callable[[ExamCase], Hooks] = lambda case: Hooks(),
    on_answer: Callable[[ExamAnswer], None] = lambda answer: None,
    clock: Callable[[], float] = time.monotonic,
) -> ExamReport:
    """Ask every case once and judge the answers. A case without an answer counts as it would live.

    Raises TeacherMisconfigured: an exam of a teacher that cannot be asked says nothing.
    """

    def sit(case: ExamCase) -> ExamAnswer:
        answer = _sit(teacher, endpoint, case, hooks(case), clock)
        on_answer(answer)
        return answer

    with ThreadPoolExecutor(parallel) as pool:
        answers = tuple(pool.map(sit, load_exam() if cases is None else cases))
    return _report(answers, endpoint, own_prices)


def _report(
    answers: tuple[ExamAnswer, ...], endpoint: Endpoint, own_prices: OwnPrices | None
) -> ExamReport:
    seconds = sorted(answer.seconds for answer in answers if answer.reply)
    calls = [call for answer in answers for call in answer.calls]
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
        score=score([answer.mark for answer in answers]),
        answers=answers,
        p50_seconds=_quantile(seconds, 0.5),
        p95_seconds=_quantile(seconds, 0.95),
        price=price,
        input_tokens=tokens,
        output_tokens=written,
    )


def _sit(
    teacher: Teacher,
    endpoint: Endpoint,
    case: ExamCase,
    hooks: Hooks,
    clock: Callable[[], float],
) -> ExamAnswer:
    started = clock()
    try:
        reply = teacher.reply(endpoint, exam_request(case), hooks)
    except TeacherMisconfigured:
        raise
    except TeacherError as error:
        return ExamAnswer(mark(case, None), None, error.code, clock() - started, error.calls)
    return ExamAnswer(mark(case, reply.parsed), reply.parsed, None, clock() - started, reply.calls)


def _total(counts: Sequence[int | None]) -> int | None:
    """The sum, or None as soon as one is unknown."""
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
