"""The exam over HTTP, against teachers whose faults are known."""

import threading
from collections import Counter
from collections.abc import Sequence

import pytest

from delegation.domain.teaching.exam import ExamCase
from delegation.domain.teaching.marks import MARK
from delegation.domain.teaching.ways import ORDER, Way
from delegation.embedded.demo_teacher.server import make_server
from delegation.teacher import (
    Endpoint,
    NoBreaker,
    OwnMemory,
    Teacher,
    TeacherMisconfigured,
    TeacherUnavailable,
)
from delegation.teacher.exam import FAILURES_IN_A_ROW, ExamReport, examine, load_exam
from tests.delegation.teacher.asking import SHORT
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

CASES = load_exam()


def exam_at(base_url: str, cases: Sequence[ExamCase], *, parallel: int = 4) -> ExamReport:
    teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker(), limits=SHORT)
    endpoint = Endpoint(1, base_url, "m", guarded=False)
    try:
        return examine(teacher, endpoint, cases=cases, parallel=parallel)
    finally:
        teacher.close()


def exam_of(server: FaultTeacher, cases: Sequence[ExamCase], *, parallel: int = 4) -> ExamReport:
    return exam_at(server.base_url, cases, parallel=parallel)


def test_the_exam_is_large_and_covers_what_it_should() -> None:
    assert len(CASES) >= 120
    kinds = Counter(case.kind for case in CASES)
    for kind in ("small talk", "question", "complaint", "but", "injection"):
        assert kinds[kind] >= 5
    for state in ("confirm", "choice", "info"):
        assert kinds[f"pending {state}"] >= 5
    assert len({case.language for case in CASES if case.acts}) >= 6


def test_no_case_is_asked_twice() -> None:
    asked = [(case.message, case.turns) for case in CASES]
    assert len(set(asked)) == len(asked)


def test_only_small_talk_with_nothing_pending_may_be_taught() -> None:
    for case in CASES:
        pending = case.turns[-1].awaiting if case.turns else "nothing"
        assert not case.acts or pending in ("nothing", "more")


def test_a_teacher_that_never_teaches_misses_everything_and_does_not_pass(
    server: FaultTeacher,
) -> None:
    report = exam_of(server, CASES[:60])
    assert report.score.right_lessons == 0
    assert report.score.false_lessons == 0
    assert report.score.obedience == 1
    assert not report.passed
    assert tuple(report.tried) == ORDER
    assert report.way is Way.NONE


def test_a_teacher_that_teaches_everything_is_caught(server: FaultTeacher) -> None:
    server.state.default = Script(
        content=f"Hi, which?{MARK}hi",
    )
    report = exam_of(server, CASES[::4])
    undue = [case for case in CASES[::4] if not case.acts]
    assert report.score.false_lessons == sum(case.may_teach for case in undue) / len(undue) > 0.1
    assert not report.passed
    assert not report.trusts_marks
    assert report.way is Way.NONE


def test_the_report_says_how_fast_and_at_what_price(server: FaultTeacher) -> None:
    report = exam_of(server, CASES[:8])
    assert report.p50_seconds is not None
    assert report.p95_seconds is not None
    assert 0 < report.p50_seconds <= report.p95_seconds
    assert report.input_tokens is not None
    assert report.price is None  # nobody knows what a server on loopback costs


def test_an_answer_that_breaks_off_is_part_of_the_result(server: FaultTeacher) -> None:
    server.state.default = Script("finish", "length")
    report = exam_of(server, CASES[:6])
    assert {answer.error for answer in report.answers} == {"teacher_length"}
    assert report.score.answered == 0
    assert not report.passed


def test_a_teacher_that_cannot_be_asked_ends_the_exam(server: FaultTeacher) -> None:
    server.state.default = Script("status", "401")
    with pytest.raises(TeacherMisconfigured):
        exam_of(server, CASES[:4])


def test_nobody_asks_once_more_after_the_exam_broke_off(server: FaultTeacher) -> None:
    server.state.default = Script("status", "503")
    with pytest.raises(TeacherUnavailable):
        exam_of(server, CASES, parallel=1)
    assert len(server.calls) == FAILURES_IN_A_ROW * SHORT.attempts


def test_the_demo_teacher_teaches_nothing_false() -> None:
    server = make_server(0, pace=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        report = exam_at(f"http://127.0.0.1:{server.server_port}/v1", CASES)
    finally:
        server.shutdown()
        server.server_close()
    assert report.score.false_lessons == 0
    assert report.score.obedience == 1
    assert report.score.right_lessons is not None
    assert report.score.right_lessons > 0.5
    assert report.way is Way.LINE
    assert report.trusts_marks
