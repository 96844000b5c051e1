"""Every error that the API may answer, and the one shape they share: `{code, message, fields}`."""

import logging
from typing import Any

from django.http import Http404, JsonResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

logger = logging.getLogger(__name__)


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


class OriginNotAllowed(ApiError):
    status = 403
    code = "origin_not_allowed"
    message = "This site key is not allowed on this origin. Add the origin on the install page."


class NotFound(ApiError):
    status = 404
    code = "not_found"
    message = "There is nothing here for you."


class BodyTooLarge(ApiError):
    status = 413
    code = "body_too_large"
    message = "The body is larger than this address accepts."


class DifferentBody(ApiError):
    status = 422
    code = "id_used_for_another_body"
    message = "This id was used before, with another body. Use a new id for a new message."


class TooManyRequests(ApiError):
    status = 429
    code = "too_many_requests"
    message = "Too many messages at once. Try again a little later."


class Busy(ApiError):
    status = 503
    code = "busy"
    message = "Too many messages are waiting for the teacher. Try again a little later."


class ServerFault(ApiError):
    status = 500
    code = "server_fault"
    message = "Something went wrong on our side. It has been noted."


def error_body(code: str, message: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """The shape of every error."""
    return {"code": code, "message": message, "fields": fields or {}}


def api_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Give Django's, REST framework's and our own errors the one shape."""
    if isinstance(error, ApiError):
        return _answer(error)
    if isinstance(error, Http404):
        return _answer(NotFound())
    if isinstance(error, ValidationError):
        return _answer(InvalidBody(fields=_field_messages(error.detail)))
    if isinstance(error, APIException):
        response = exception_handler(error, context)
        assert response is not None  # noqa: S101 - REST framework handles its own
        response.data = error_body(str(error.default_code), str(error.detail))
        return response
    return None


def server_error(request: object) -> JsonResponse:
    """Django's handler500, for addresses below /api/."""
    return JsonResponse(error_body(ServerFault.code, ServerFault.message), status=500)


def _answer(error: ApiError) -> Response:
    response = Response(error_body(error.code, str(error), error.fields), status=error.status)
    if error.retry_after_seconds is not None:
        response["Retry-After"] = str(error.retry_after_seconds)
    return response


def _field_messages(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Flatten nested serializer errors to dotted field names."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for name, inner in detail.items():
            flat.update(_field_messages(inner, f"{path}.{name}" if path else str(name)))
        return flat
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        flat = {}
        for index, inner in enumerate(detail):
            flat.update(_field_messages(inner, f"{path}.{index}"))
        return flat
    messages = detail if isinstance(detail, list) else [detail]
    return {path or "body": [str(message) for message in messages]} if messages else {}
