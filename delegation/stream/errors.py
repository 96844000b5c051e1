"""Every error of the stream process. On the wire: `{code, message, fields}`, as everywhere."""

from typing import Any


class Refusal(Exception):
    """An answer other than success. Subclasses name the code; the message is for a developer."""

    status = 400
    code = "bad_request"
    message = "The request cannot be understood."
    field: str | None = None
    retry_after_seconds: int | None = None

    def body(self) -> dict[str, Any]:
        """The error on the wire."""
        fields = {self.field: [self.message]} if self.field else {}
        return {"code": self.code, "message": self.message, "fields": fields}


class TokenMissing(Refusal):
    status = 401
    code = "token_missing"
    message = "Give the token that came with the escalation."
    field = "token"


class TokenRejected(Refusal):
    status = 401
    code = "token_invalid"
    message = "This token is not for this escalation."
    field = "token"


class TokenTooOld(Refusal):
    status = 401
    code = "token_expired"
    message = "This token has expired. Post the same escalation again for a fresh one."
    field = "token"


class BadPosition(Refusal):
    code = "after_invalid"
    message = "This is not the id of an event."
    field = "after"


class BadWait(Refusal):
    code = "wait_invalid"
    message = "The time to wait is a whole number of seconds, at most 25."
    field = "wait"


class NotFound(Refusal):
    status = 404
    code = "not_found"
    message = "There is nothing here for you."


class EscalationNotFound(Refusal):
    status = 404
    code = "escalation_not_found"
    message = "There is no such escalation any more."


class MethodNotAllowed(Refusal):
    status = 405
    code = "method_not_allowed"
    message = "Only GET is answered here."


class TooManyStreams(Refusal):
    status = 429
    code = "too_many_streams"
    message = "This escalation is being read in too many places at once."
    retry_after_seconds = 5


class StreamsExhausted(Refusal):
    status = 503
    code = "streams_exhausted"
    message = "This process has no room for another stream. Try again a little later."
    retry_after_seconds = 2


class EventsAway(Refusal):
    status = 503
    code = "events_unavailable"
    message = "The event store is away. Try again a little later."
    retry_after_seconds = 2


class ServerFault(Refusal):
    status = 500
    code = "server_fault"
    message = "Something went wrong on our side. It has been noted."
