"""Every way in which asking the teacher can fail, by what the caller can do about it.

TeacherUnavailable: trying again later may help. TeacherMisconfigured: only a person can help.
TeacherBroken: the teacher answered, and the answer cannot be used. TeacherStopped: we asked for it.
"""

from dataclasses import dataclass
from typing import ClassVar

from delegation.domain.teaching.overhead import Asked, Written
from delegation.domain.teaching.replies import ReplyFault
from delegation.teacher.complaint import Complaint
from delegation.teacher.usage import TokenUsage

REPLY_FAULTS = {
    ReplyFault.TOO_LONG: "The reply is longer than any chat shows.",
    ReplyFault.NOT_JSON: "The reply is not the JSON that was asked for.",
    ReplyFault.NOT_AN_OBJECT: "The reply is JSON, but not an object.",
    ReplyFault.DUPLICATE_KEY: "The reply says one thing twice.",
    ReplyFault.NO_USER_RESPONSE: "The reply has no text for the visitor.",
    ReplyFault.EMPTY_USER_RESPONSE: "The reply's text is empty.",
    ReplyFault.USER_RESPONSE_TOO_LONG: "The reply's text is longer than any chat shows.",
    ReplyFault.UNSTORABLE_TEXT: "The reply holds characters that no text may hold.",
}

# code -> (a sentence for the tenant's owner, whether asking again at once may help)
UNAVAILABLE = {
    "teacher_connect_failed": ("The teacher's address cannot be reached.", True),
    "teacher_connect_timeout": ("The teacher's address does not answer.", True),
    "teacher_first_byte_timeout": ("The teacher did not begin to answer in time.", True),
    "teacher_silence_timeout": ("The teacher fell silent in the middle of an answer.", True),
    "teacher_total_timeout": ("The teacher took longer than an answer may take.", False),
    "teacher_connection_lost": ("The connection to the teacher broke.", True),
    "teacher_rate_limited": ("The teacher asks us to slow down.", True),
    "teacher_server_error": ("The teacher has a fault of its own.", True),
    "teacher_error_in_stream": ("The teacher failed in the middle of an answer.", True),
    "teacher_busy": ("Every connection to the teacher is taken.", True),
    "teacher_resting": ("The teacher failed repeatedly and is left alone for a while.", False),
}
MISCONFIGURED = {
    "teacher_not_configured": ("No teacher is connected.", False),
    "teacher_address_refused": ("The teacher's address is not one that may be called.", False),
    "teacher_certificate_refused": ("The teacher's certificate cannot be trusted.", False),
    "teacher_key_refused": ("The teacher does not accept the key.", False),
    "teacher_key_unreadable": ("The kept key does not open any more; enter it again.", False),
    "teacher_model_unknown": ("The teacher knows neither this address nor this model.", False),
    "teacher_redirected": (
        "The teacher's address points elsewhere; enter the final address.",
        False,
    ),
    "teacher_quota_exhausted": ("The account at the teacher is out of credit.", False),
    "teacher_request_refused": ("The teacher refuses the request.", False),
    "teacher_context_too_long": (
        "The conversation and the instructions are longer than the model can read.",
        False,
    ),
}
BROKEN = {
    "teacher_truncated": ("The answer ended without an end marker.", True),
    "teacher_length": ("The answer was cut at the limit of its length.", False),
    "teacher_content_filter": ("The teacher's content filter cut the answer.", False),
    "teacher_refusal": ("The model declined to answer.", False),
    "teacher_unknown_finish": ("The answer ended for a reason that we do not know.", True),
    "teacher_garbage": ("The teacher sent something that is not an answer.", True),
    "teacher_invalid_utf8": ("The teacher sent bytes that are not text.", True),
    "teacher_too_large": ("The teacher sent more than an answer can hold.", True),
    "teacher_thought_shown": ("The model's thoughts were in the answer.", True),
    "teacher_contradiction": ("The finished reply differs from the text already shown.", False),
} | {f"teacher_{fault.value}": (text, True) for fault, text in REPLY_FAULTS.items()}


STOPPED = {"teacher_stopped": ("The answer was stopped.", False)}

# Back-pressure is not a fault of the endpoint, and our own full pool is not theirs.
NOT_THEIR_FAULT = ("teacher_rate_limited", "teacher_busy", "teacher_resting")


@dataclass(frozen=True, slots=True)
class TeacherCall:
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


class TeacherError(Exception):
    """Asking the teacher failed. `code` is stable and listed in ERROR_CODES.

    `detail` may quote the teacher: for owners, not visitors. `retry_after_seconds` is what the
    teacher or its breaker asked for. `shown` says that a part of the text has already been passed
    on. `calls` are the requests that went out, the failed one last. `complaint` is what the
    endpoint itself answered, where it refused.
    """

    table: ClassVar[dict[str, tuple[str, bool]]]

    def __init__(
        self, code: str, detail: str = "", *, retry_after_seconds: float | None = None
    ) -> None:
        self.code = code
        self.detail = detail
        self.retry_after_seconds = retry_after_seconds
        self.shown = False
        self.complaint: Complaint | None = None
        self.calls: tuple[TeacherCall, ...] = ()
        super().__init__(f"{code}: {self.message}")

    @property
    def message(self) -> str:
        """A sentence for the tenant's owner, without anything that the teacher wrote."""
        return self.table[self.code][0]

    @property
    def is_refusal(self) -> bool:
        """Whether the endpoint refused the request before a model ran."""
        return self.complaint is not None and 400 <= self.complaint.status < 500

    @property
    def may_retry(self) -> bool:
        """Whether the same request, at once, may fare better."""
        return self.table[self.code][1]


class TeacherUnavailable(TeacherError):
    """Trying again may help."""

    table = UNAVAILABLE

    @property
    def is_their_fault(self) -> bool:
        """Whether the breaker should hear of it."""
        return self.code not in NOT_THEIR_FAULT


class TeacherMisconfigured(TeacherError):
    """Trying again will not help; a person must change something."""

    table = MISCONFIGURED


class TeacherBroken(TeacherError):
    """The teacher answered something that cannot be used."""

    table = BROKEN


class TeacherStopped(TeacherError):
    """The visitor or the worker asked to stop."""

    table = STOPPED

    def __init__(self) -> None:
        super().__init__("teacher_stopped")


ERROR_CODES: dict[str, str] = {
    code: text for code, (text, _) in (UNAVAILABLE | MISCONFIGURED | BROKEN | STOPPED).items()
}
