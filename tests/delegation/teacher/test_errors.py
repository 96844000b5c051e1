"""Every error has a stable code and a sentence, and says what the caller can do."""

import re

import pytest

from delegation.domain.teaching.replies import ReplyFault
from delegation.teacher import (
    ERROR_CODES,
    TeacherBroken,
    TeacherError,
    TeacherMisconfigured,
    TeacherStopped,
    TeacherUnavailable,
)


@pytest.mark.parametrize("code", sorted(ERROR_CODES))
def test_every_code_belongs_to_one_family_and_has_a_sentence(code: str) -> None:
    families: list[type[TeacherError]] = [
        TeacherUnavailable,
        TeacherMisconfigured,
        TeacherBroken,
        TeacherStopped,
    ]
    (family,) = [family for family in families if code in family.table]
    assert re.fullmatch(r"teacher_[a-z_0-9]+", code)
    assert ERROR_CODES[code].endswith(".")
    if not issubclass(family, TeacherStopped):
        error = family(code, "the teacher said sk-secret")
        assert error.message == ERROR_CODES[code]
        assert "sk-secret" not in str(error)


def test_every_fault_of_a_reply_is_a_code() -> None:
    assert {f"teacher_{fault.value}" for fault in ReplyFault} <= set(ERROR_CODES)


def test_a_code_that_nobody_listed_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        TeacherError.__subclasses__()[0]("teacher_made_up")


def test_misconfiguration_is_never_tried_again() -> None:
    assert not any(may_retry for _, may_retry in TeacherMisconfigured.table.values())
