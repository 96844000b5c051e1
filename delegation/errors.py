"""Every error that the API may answer, and the one shape they share: `{code, message, fields}`."""

from typing import Any


class ApiError(Exception):
    """An answer other than success. Subclasses name the code; `message` is for a developer."""

    status = 400
    code = "bad_request"
    message = "The request cannot be understood."

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: dict[str, list[str]] | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(message or self.message)
        self.fields = fields or {}
        self.retry_after_seconds = retry_after_seconds


class InvalidBody(ApiError):
    code = "invalid_body"
    message = "The body is not the JSON object that this address expects."


class UnknownKey(ApiError):
    status = 401
    code = "unknown_key"
    message = "No active site key is named so."


class InvalidApiKey(ApiError):
    status = 401
    code = "invalid_api_key"
    message = "Send a working secret key as `Authorization: Bearer sk_...`."


class OriginNotAllowed(ApiError):
    status = 403
    code = "origin_not_allowed"
    message = "This site key is not allowed on this origin. Add the origin on the install page."


class NotFound(ApiError):
    status = 404
    code = "not_found"
    message = "There is nothing here for you."


class AlreadyDecided(ApiError):
    status = 409
    code = "already_decided"
    message = "Somebody else decided about this rule first."


class BodyTooLarge(ApiError):
    status = 413
    code = "body_too_large"
    message = "The body is larger than this address accepts."


class DifferentBody(ApiError):
    status = 422
    code = "id_used_for_another_body"
    message = "This id was used before, with another body. Use a new id for a new message."


class RuleRefused(ApiError):
    status = 422
    code = "rule_refused"
    message = "A rule that says this cannot go live."


class TooManyRequests(ApiError):
    status = 429
    code = "too_many_requests"
    message = "Too many messages at once. Try again a little later."


class Busy(ApiError):
    status = 503
    code = "busy"
    message = "Too many messages are waiting for the teacher. Try again a little later."


class Unavailable(ApiError):
    status = 503
    code = "unavailable"
    message = "The service cannot take messages right now. Try again in a moment."


class ServerFault(ApiError):
    status = 500
    code = "server_fault"
    message = "Something went wrong on our side. It has been noted."


def error_body(
    code: str, message: str, fields: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """The shape of every error."""
    return {"code": code, "message": message, "fields": fields or {}}
