"""Every way in which asking a teacher can fail: a row per code, a column per decision.

Code that depends on an error reads a column here, so that a new code needs a change in one place.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from delegation.domain.teaching.replies import ReplyFault
from delegation.domain.wording import worded


class ErrorFamily(StrEnum):
    """What the caller can do about an error; each family is a subclass of `TeacherError`."""

    UNAVAILABLE = "unavailable"  # trying again later may help
    MISCONFIGURED = "misconfigured"  # only a person can help
    BROKEN = "broken"  # the teacher answered, and the answer cannot be used
    STOPPED = "stopped"  # we asked for it


class Remedy(StrEnum):
    """What the client changes in the request before it asks again."""

    NONE = "none"
    AVOID_REFUSAL = "avoid_refusal"  # leave out or change what the endpoint refused
    SHORTEN = "shorten"  # drop the oldest turns, once
    LOOK_FOR_THOUGHTS = "look_for_thoughts"  # the model's thoughts are inside its text
    WEAKEN_FORMAT = "weaken_format"  # ask for less: a JSON object, then text


class FailedStep(IntEnum):
    """The step of a trial at which an error stops it, as an index of the steps shown."""

    REACH = 0
    KEY = 1
    MODEL = 2
    ANSWER = 3


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """What is decided about one code."""

    family: ErrorFamily
    message: str  # a sentence for the tenant's owner
    retry: bool  # whether the same request, at once, may fare better
    billed: bool  # whether a provider may bill the call; False: no model ran
    # What the breaker hears: True a failure, False a sign of life, None nothing.
    their_fault: bool | None
    remedy: Remedy = Remedy.NONE
    step: FailedStep = FailedStep.ANSWER
    to_visitor: str = ""  # instead of the family's apology, where the message was the reason


CANNOT_HELP = "I cannot help with this message. Please ask me something else."


def _unavailable(
    message: str,
    *,
    retry: bool = True,
    billed: bool = True,
    their_fault: bool | None = True,
    step: FailedStep = FailedStep.ANSWER,
) -> ErrorRow:
    return ErrorRow(ErrorFamily.UNAVAILABLE, message, retry, billed, their_fault, step=step)


def _misconfigured(
    message: str,
    *,
    remedy: Remedy = Remedy.NONE,
    step: FailedStep = FailedStep.ANSWER,
    to_visitor: str = "",
) -> ErrorRow:
    family = ErrorFamily.MISCONFIGURED
    return ErrorRow(family, message, False, False, False, remedy, step, to_visitor)


def _broken(
    message: str, *, retry: bool, remedy: Remedy = Remedy.NONE, to_visitor: str = ""
) -> ErrorRow:
    family = ErrorFamily.BROKEN
    return ErrorRow(family, message, retry, True, False, remedy, to_visitor=to_visitor)


_UNAVAILABLE = {
    "connect_failed": _unavailable(
        worded("The teacher's address cannot be reached."), billed=False, step=FailedStep.REACH
    ),
    "connect_timeout": _unavailable(
        worded("The teacher's address does not answer."), billed=False, step=FailedStep.REACH
    ),
    "first_byte_timeout": _unavailable(worded("The teacher did not begin to answer in time.")),
    "silence_timeout": _unavailable(worded("The teacher fell silent in the middle of an answer.")),
    "total_timeout": _unavailable(
        worded("The teacher took longer than an answer may take."), retry=False
    ),
    "connection_lost": _unavailable(worded("The connection to the teacher broke.")),
    # Back-pressure is no fault of the endpoint, and our own full pool says nothing about it.
    "rate_limited": _unavailable(
        worded("The teacher asks us to slow down."), billed=False, their_fault=False
    ),
    "server_error": _unavailable(worded("The teacher's server reports a fault."), billed=False),
    "error_in_stream": _unavailable(worded("The teacher failed in the middle of an answer.")),
    "busy": _unavailable(
        worded("Every connection to the teacher is taken."), billed=False, their_fault=None
    ),
    "resting": _unavailable(
        worded("The teacher failed repeatedly and is left alone for a while."),
        retry=False,
        billed=False,
        their_fault=None,
    ),
}
_MISCONFIGURED = {
    "not_configured": _misconfigured(worded("No teacher is connected.")),
    "address_refused": _misconfigured(
        worded("The teacher's address is not one that may be called."), step=FailedStep.REACH
    ),
    "certificate_refused": _misconfigured(
        worded("The teacher's certificate cannot be trusted."), step=FailedStep.REACH
    ),
    "key_refused": _misconfigured(
        worded("The teacher does not accept the key."), step=FailedStep.KEY
    ),
    "key_unreadable": _misconfigured(
        worded("The kept key does not open any more; enter it again.")
    ),
    "model_unknown": _misconfigured(
        worded("The teacher knows neither this address nor this model."), step=FailedStep.MODEL
    ),
    "redirected": _misconfigured(
        worded("The teacher's address points elsewhere; enter the final address."),
        step=FailedStep.REACH,
    ),
    "quota_exhausted": _misconfigured(
        worded("The account at the teacher is out of credit."), step=FailedStep.KEY
    ),
    "request_refused": _misconfigured(
        worded("The teacher refuses the request."), remedy=Remedy.AVOID_REFUSAL
    ),
    "context_too_long": _misconfigured(
        worded("The conversation and the instructions are longer than the model can read."),
        remedy=Remedy.SHORTEN,
        to_visitor="This conversation is too long for me. Please start a new one.",
    ),
}
_BROKEN = {
    "truncated": _broken(worded("The answer ended without an end marker."), retry=True),
    "length": _broken(worded("The answer was cut at the limit of its length."), retry=False),
    "content_filter": _broken(
        worded("The teacher's content filter cut the answer."), retry=False, to_visitor=CANNOT_HELP
    ),
    "refusal": _broken(
        worded("The model declined to answer."), retry=False, to_visitor=CANNOT_HELP
    ),
    "unknown_finish": _broken(
        worded("The answer ended for a reason that we do not know."), retry=True
    ),
    "garbage": _broken(worded("The teacher sent something that is not an answer."), retry=True),
    "invalid_utf8": _broken(worded("The teacher sent bytes that are not text."), retry=True),
    "too_large": _broken(worded("The teacher sent more than an answer can hold."), retry=True),
    "thought_shown": _broken(
        worded("The model's thoughts were in the answer."),
        retry=True,
        remedy=Remedy.LOOK_FOR_THOUGHTS,
    ),
    "contradiction": _broken(
        worded("The finished reply differs from the text already shown."), retry=False
    ),
}
_REPLY_FAULTS = {
    ReplyFault.TOO_LONG: worded("The reply is longer than any chat shows."),
    ReplyFault.NOT_JSON: worded("The reply is not the JSON that was asked for."),
    ReplyFault.NOT_AN_OBJECT: worded("The reply is JSON, but not an object."),
    ReplyFault.DUPLICATE_KEY: worded("The reply says one thing twice."),
    ReplyFault.NO_USER_RESPONSE: worded("The reply has no text for the visitor."),
    ReplyFault.EMPTY_USER_RESPONSE: worded("The reply's text is empty."),
    ReplyFault.USER_RESPONSE_TOO_LONG: worded("The reply's text is longer than any chat shows."),
    ReplyFault.UNSTORABLE_TEXT: worded("The reply holds characters that no text may hold."),
}
_STOPPED = ErrorRow(
    ErrorFamily.STOPPED, "The answer was stopped.", retry=False, billed=True, their_fault=None
)

TEACHER_ERRORS: dict[str, ErrorRow] = {
    f"teacher_{name}": row
    for name, row in {
        **_UNAVAILABLE,
        **_MISCONFIGURED,
        **_BROKEN,
        **{
            fault.value: _broken(text, retry=True, remedy=Remedy.WEAKEN_FORMAT)
            for fault, text in _REPLY_FAULTS.items()
        },
        "stopped": _STOPPED,
    }.items()
}
"""Code -> what is decided about it. Codes are stable: receipts and answers store them."""

UNBILLED = frozenset(code for code, row in TEACHER_ERRORS.items() if not row.billed)
"""The outcomes of calls that no provider bills, because no model ran."""
