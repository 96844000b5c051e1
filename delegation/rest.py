"""Parse bodies and render errors of the public API in REST framework."""

import json
import logging
from typing import IO, Any

from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from delegation import counters
from delegation.errors import ApiError, BodyTooLarge, InvalidBody, NotFound, Unavailable, error_body
from delegation.logs import REFUSED

logger = logging.getLogger(__name__)

RESTART_SECONDS = 2  # what a restarting database takes
MAX_BODY_BYTES = 65_536  # what a beacon can carry; an escalation is far smaller


class PlainTextJSONParser(BaseParser):
    """Parse JSON under any content type: browsers send `text/plain` without a preflight."""

    media_type = "*/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, Any]:
        """Read one JSON object. Raises `InvalidBody` or `BodyTooLarge`."""
        body = stream.read(MAX_BODY_BYTES + 1)
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise InvalidBody from None
        if not isinstance(data, dict):
            raise InvalidBody
        return data


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON


def api_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return errors of Django, REST framework and our own in the one shape."""
    if isinstance(error, ApiError):
        return _answer(error)
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("The database is away: %s", error)
        return _answer(Unavailable(retry_after_seconds=RESTART_SECONDS))
    if isinstance(error, Http404):
        return _answer(NotFound())
    if isinstance(error, ValidationError):
        return _answer(InvalidBody(fields=_field_messages(error.detail)))
    if isinstance(error, APIException):
        body = error_body(str(error.default_code), str(error.detail))
        return Response(body, status=error.status_code)
    return None


def _answer(error: ApiError) -> Response:
    if error.status in REFUSED:
        counters.REFUSED.labels(error.code).inc()
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
