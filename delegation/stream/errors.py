"""The errors of the stream process, in the same shape as the API's: `{code, message, fields}`."""

from typing import Any


class Refusal(Exception):
    """An error response. Each subclass has its own code; `message` is for developers."""

    status = 400
    code = "bad_request"
    message = "The request could not be understood."
    field: str | None = None
    retry_after_seconds: int | None = None

    def body(self) -> dict[str, Any]:
        """Return the body of the response."""
        fields = {self.field: [self.message]} if self.field else {}
        return {"code": self.code, "message": self.message, "fields": fields}


class TokenMissing(Refusal):
    status = 401
    code = "token_missing"
    message = "Send the token that you got with the escalation."
    field = "token"


class TokenRejected(Refusal):
    status = 401
    code = "token_invalid"
    message = "This token belongs to another escalation or is not valid."
    field = "token"


class TokenTooOld(Refusal):
    status = 401
    code = "token_expired"
    message = "This token has expired. Post the same escalation again to get a new one."
    field = "token"


class BadPosition(Refusal):
    code = "after_invalid"
    message = "`after` must be the id of an event."
    field = "after"


class BadWait(Refusal):
    code = "wait_invalid"
    message = "`wait` must be a whole number of seconds, at most 25."
    field = "wait"


class PathNotFound(Refusal):
    status = 404
    code = "not_found"
    message = "Nothing was found at this address."


class EscalationNotFound(Refusal):
    status = 404
    code = "escalation_not_found"
    message = "This escalation does not exist or was deleted."


class MethodNotAllowed(Refusal):
    status = 405
    code = "method_not_allowed"
    message = "This endpoint accepts GET only."


class TooManyStreams(Refusal):
    status = 429
    code = "too_many_streams"
    message = "Too many streams of this escalation are open. Close one first."
    retry_after_seconds = 5


class TooManyStreamsOfNetwork(Refusal):
    status = 429
    code = "too_many_streams_of_network"
    message = "Your network has too many streams open. Try again after the time in Retry-After."
    retry_after_seconds = 5


class TooManyStreamsOfWorkspace(Refusal):
    status = 503
    code = "too_many_streams_of_workspace"
    message = "This workspace has too many streams open. Try again after the time in Retry-After."
    retry_after_seconds = 5


class StreamsExhausted(Refusal):
    status = 503
    code = "streams_exhausted"
    message = "Too many streams are open on this server. Try again after the time in Retry-After."
    retry_after_seconds = 2


class EventsAway(Refusal):
    status = 503
    code = "events_unavailable"
    message = "The event store is temporarily unavailable. Try again after the time in Retry-After."
    retry_after_seconds = 2


class StreamFault(Refusal):
    status = 500
    code = "server_fault"
    message = "Something went wrong on our side. The error was logged."
