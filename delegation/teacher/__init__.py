"""The teacher: the only code that opens a socket to a model.

    from delegation.teacher import (
        Endpoint, Hooks, Persona, SharedBreaker, SharedMemory, Teacher, TeacherError,
        TeacherRequest, Turn,
    )

    teacher = Teacher(memory=SharedMemory(redis), breaker=SharedBreaker(redis))  # one a process

    reply = teacher.reply(
        Endpoint(tenant_id, base_url, model, api_key, guarded=True),  # False: OPENAI_BASE_URL
        TeacherRequest(
            Persona(name, instructions, language),
            message,
            turns=(Turn(visitor=True, text="..."), Turn(visitor=False, text="...", awaiting=...)),
        ),
        Hooks(
            on_text=writer.delta,       # new pieces of the visitor's text, as they are certain
            should_stop=lambda: ...,    # asked some five times a second while nothing comes
            before_call=reserve,        # before every request; raise to forbid it
            after_call=settle,          # EndedCall(outcome, input_tokens, output_tokens, seconds)
        ),
        total_seconds=45,               # for all attempts together; at most Limits.total_seconds
    )
    reply.parsed        # ParsedReply: user_response == the joined pieces, awaiting, lesson, problem
    reply.format        # "schema", "json" or "text"
    reply.calls         # every request that went out, the answer last

Errors are TeacherUnavailable, TeacherMisconfigured, TeacherBroken and TeacherStopped, all
TeacherError with `.code`, `.row` (what TEACHER_ERRORS says of it), `.message`, `.detail` (for the
owner's eyes), `.retry_after_seconds`, `.shown` and `.calls`. After the first shown piece nothing is
retried here: `.shown` is then True, and the next attempt must make the browser start over.

Money: `teacher.most_tokens(request)` bounds one call's tokens; `prices.price_of(...)` turns tokens
into a Decimal, or None where no price is known.
"""

from delegation.teacher.breaker import Breaker, SharedBreaker, SharedMemory
from delegation.teacher.client import Hooks, Teacher, TeacherReply
from delegation.teacher.endpoint import Endpoint, Persona, TeacherRequest, Turn
from delegation.teacher.error_table import TEACHER_ERRORS, UNBILLED
from delegation.teacher.errors import (
    EndedCall,
    TeacherBroken,
    TeacherError,
    TeacherMisconfigured,
    TeacherStopped,
    TeacherUnavailable,
)
from delegation.teacher.guard import Guard
from delegation.teacher.limits import Limits
from delegation.teacher.prices import PRICE_LIST, OwnPrices, price_of
from delegation.teacher.standalone import NoBreaker, OwnMemory

__all__ = [
    "PRICE_LIST",
    "TEACHER_ERRORS",
    "UNBILLED",
    "Breaker",
    "EndedCall",
    "Endpoint",
    "Guard",
    "Hooks",
    "Limits",
    "NoBreaker",
    "OwnMemory",
    "OwnPrices",
    "Persona",
    "SharedBreaker",
    "SharedMemory",
    "Teacher",
    "TeacherBroken",
    "TeacherError",
    "TeacherMisconfigured",
    "TeacherReply",
    "TeacherRequest",
    "TeacherStopped",
    "TeacherUnavailable",
    "Turn",
    "price_of",
]
