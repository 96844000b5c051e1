"""The errors of asking the teacher, a class per family of `error_table`.

TeacherUnavailable: trying again later may help. TeacherMisconfigured: only a person can help.
TeacherBroken: the teacher answered, and the answer cannot be used. TeacherStopped: we asked for it.
"""

from dataclasses import dataclass
from typing import ClassVar

from delegation.domain.teaching.overhead import Asked, Written
from delegation.teacher.endpoint_refusal import EndpointRefusal
from delegation.teacher.error_table import TEACHER_ERRORS, ErrorFamily, ErrorRow
from delegation.teacher.usage import TokenUsage


@dataclass(frozen=True, slots=True)
class EndedCall:
    """One request that went out. A figure that the teacher did not give is None, never zero."""

    outcome: str  # "ok" or an error's code
    input_tokens: int | None = None
    output_tokens: int | None = None
    seconds: float = 0.0
    usage: TokenUsage | None = None  # the tokens by kind
    refused: bool = False  # by a status, before a model ran: no provider bills it
    asked: Asked | None = None  # what of the request is overhead
    written: Written | None = None  # what of the reply is
    written_bytes: int = 0  # of all that the model wrote until the call ended
    status: int | None = None  # of the HTTP response; None where none came


class TeacherError(Exception):
    """Asking the teacher failed. `code` is stable, and `row` is its line in TEACHER_ERRORS.

    Raises `ValueError` for a code of another family.

    `detail` may quote the teacher: for owners, not visitors. `retry_after_seconds` is what the
    teacher or its breaker asked for. `shown` says that a part of the text has already been passed
    on. `calls` are the requests that went out, the failed one last. `refusal` is what the
    endpoint itself answered, where it refused.
    """

    family: ClassVar[ErrorFamily]

    def __init__(
        self, code: str, detail: str = "", *, retry_after_seconds: float | None = None
    ) -> None:
        self.row: ErrorRow = TEACHER_ERRORS[code]
        if self.row.family is not self.family:
            raise ValueError(f"{code} is no error of the family {self.family}")
        self.code = code
        self.detail = detail
        self.retry_after_seconds = retry_after_seconds
        self.shown = False
        self.refusal: EndpointRefusal | None = None
        self.calls: tuple[EndedCall, ...] = ()
        super().__init__(f"{code}: {self.message}")

    @property
    def message(self) -> str:
        """A sentence for the tenant's owner, without anything that the teacher wrote."""
        return self.row.message

    @property
    def is_refusal(self) -> bool:
        """Whether the endpoint refused the request before a model ran."""
        return self.refusal is not None and 400 <= self.refusal.status < 500


class TeacherUnavailable(TeacherError):
    """Trying again may help."""

    family = ErrorFamily.UNAVAILABLE


class TeacherMisconfigured(TeacherError):
    """Trying again will not help; a person must change something."""

    family = ErrorFamily.MISCONFIGURED


class TeacherBroken(TeacherError):
    """The teacher answered something that cannot be used."""

    family = ErrorFamily.BROKEN


class TeacherStopped(TeacherError):
    """The visitor or the worker asked to stop."""

    family = ErrorFamily.STOPPED

    def __init__(self) -> None:
        super().__init__("teacher_stopped")
