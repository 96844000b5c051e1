"""Every error has a stable code and a sentence, and one table says what is decided by it."""

import ast
import re
from pathlib import Path

import pytest

from delegation.domain.teaching.replies import ReplyFault
from delegation.teacher import (
    TEACHER_ERRORS,
    UNBILLED,
    TeacherBroken,
    TeacherError,
    TeacherMisconfigured,
    TeacherStopped,
    TeacherUnavailable,
)
from delegation.teacher.error_table import ErrorFamily, Remedy

FAMILIES: dict[ErrorFamily, type[TeacherError]] = {
    each.family: each
    for each in (TeacherUnavailable, TeacherMisconfigured, TeacherBroken, TeacherStopped)
}
DELEGATION = Path(__file__).resolve().parents[3] / "delegation"


@pytest.mark.parametrize("code", sorted(TEACHER_ERRORS))
def test_every_code_belongs_to_one_family_and_has_a_sentence(code: str) -> None:
    row = TEACHER_ERRORS[code]
    assert re.fullmatch(r"teacher_[a-z_0-9]+", code)
    assert row.message.endswith(".")
    for family, error in FAMILIES.items():
        if family is ErrorFamily.STOPPED:
            continue
        if family is row.family:
            raised = error(code, "the teacher said sk-secret")
            assert (raised.message, raised.row) == (row.message, row)
            assert "sk-secret" not in str(raised)
        else:
            with pytest.raises(ValueError, match=code):
                error(code)


def test_every_fault_of_a_reply_is_a_code() -> None:
    assert {f"teacher_{fault.value}" for fault in ReplyFault} <= set(TEACHER_ERRORS)


def test_a_code_that_nobody_listed_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        TeacherError.__subclasses__()[0]("teacher_made_up")


def test_misconfiguration_is_never_tried_again_nor_billed_nor_held_against_the_endpoint() -> None:
    rows = [row for row in TEACHER_ERRORS.values() if row.family is ErrorFamily.MISCONFIGURED]
    assert {(row.retry, row.billed, row.their_fault) for row in rows} == {(False, False, False)}


def test_only_an_endpoint_that_is_away_opens_the_breaker() -> None:
    blamed = {code for code, row in TEACHER_ERRORS.items() if row.their_fault}
    assert blamed == {
        "teacher_connect_failed",
        "teacher_connect_timeout",
        "teacher_first_byte_timeout",
        "teacher_silence_timeout",
        "teacher_total_timeout",
        "teacher_connection_lost",
        "teacher_server_error",
        "teacher_error_in_stream",
    }


def test_a_call_that_may_have_run_a_model_may_be_billed() -> None:
    """What is not billed costs nothing in the report, so a code is here only for a reason."""
    unavailable = {
        code for code in UNBILLED if TEACHER_ERRORS[code].family is ErrorFamily.UNAVAILABLE
    }
    assert unavailable == {
        "teacher_connect_failed",
        "teacher_connect_timeout",
        "teacher_rate_limited",
        "teacher_server_error",
        "teacher_busy",
        "teacher_resting",
    }
    broken = {row.billed for row in TEACHER_ERRORS.values() if row.family is ErrorFamily.BROKEN}
    assert broken == {True}


def test_a_weaker_format_is_asked_for_only_after_a_faulty_reply() -> None:
    weakened = {c for c, row in TEACHER_ERRORS.items() if row.remedy is Remedy.WEAKEN_FORMAT}
    assert weakened == {f"teacher_{fault.value}" for fault in ReplyFault}


def test_nothing_is_decided_by_a_code_outside_the_table() -> None:
    """A code is raised, stored and shown; whoever decides by it reads a column of the table."""
    deciding = [
        f"{path.relative_to(DELEGATION)}:{part.lineno}"
        for path in DELEGATION.rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare | ast.Dict | ast.Set)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and part.value in TEACHER_ERRORS
    ]
    assert deciding == []
