"""The errors of the API. All share one shape: `{code, message, fields}`."""

from typing import Any


class ApiError(Exception):
    """An error response. Each subclass has its own code; `message` is for developers."""

    status = 400
    code = "bad_request"
    message = "The request could not be understood."

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
    message = "The body must be a JSON object with the fields that this endpoint documents."


class UnknownKey(ApiError):
    status = 401
    code = "unknown_key"
    message = "This site key does not exist or was revoked."


class InvalidApiKey(ApiError):
    status = 401
    code = "invalid_api_key"
    message = "The secret key is missing or not valid. Send it as `Authorization: Bearer sk_...`."


class OriginNotAllowed(ApiError):
    status = 403
    code = "origin_not_allowed"
    message = "This site key is not allowed on this origin. Add the origin on the install page."


class TenantSuspended(ApiError):
    status = 403
    code = "tenant_suspended"
    message = "This workspace is suspended. Its owners can ask the platform's operators why."


class NotFound(ApiError):
    status = 404
    code = "not_found"
    message = "Nothing was found at this address, or it belongs to another workspace."


class LateDecision(ApiError):
    status = 409
    code = "already_decided"
    message = "Another person has already decided about this rule."


class BodyTooLarge(ApiError):
    status = 413
    code = "body_too_large"
    message = "The body is larger than this endpoint accepts."


class DifferentBody(ApiError):
    status = 422
    code = "id_used_for_another_body"
    message = "This id was already used with a different body. Use a new id for each message."


class InvalidRule(ApiError):
    status = 422
    code = "rule_refused"
    message = "The rule cannot go live with these values."


class TooManyRequests(ApiError):
    status = 429
    code = "too_many_requests"
    message = "Too many messages in a short time. Try again after the time in Retry-After."


class Busy(ApiError):
    status = 503
    code = "busy"
    message = (
        "Too many messages are waiting for an answer. Try again after the time in Retry-After."
    )


class Unavailable(ApiError):
    status = 503
    code = "unavailable"
    message = "The service is temporarily unavailable. Try again after the time in Retry-After."


class ServerFault(ApiError):
    status = 500
    code = "server_fault"
    message = "Something went wrong on our side. The error was logged."


def error_body(
    code: str, message: str, fields: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    """Return the body of an error response."""
    return {"code": code, "message": message, "fields": fields or {}}
