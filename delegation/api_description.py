"""Add to the OpenAPI description what is not generated: errors, and the stream's addresses."""

from typing import Any

from delegation import errors
from delegation.stream import errors as stream_errors

Json = dict[str, Any]

ERROR: Json = {
    "type": "object",
    "description": "Every error has this shape.",
    "required": ["code", "message", "fields"],
    "properties": {
        "code": {"type": "string", "description": "For programs."},
        "message": {"type": "string", "description": "For developers."},
        "fields": {
            "type": "object",
            "description": "What is wrong with each field, by its dotted name.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
OF_EVERY_REQUEST = (errors.ServerFault, errors.Unavailable)
OF_A_BODY = (errors.InvalidBody, errors.BodyTooLarge)
OF_SITE_KEYS = (
    errors.UnknownKey,
    errors.OriginNotAllowed,
    errors.TenantSuspended,
    errors.TooManyRequests,
)
OF_SECRET_KEYS = (errors.InvalidApiKey, errors.TenantSuspended, errors.TooManyRequests)
ALSO: dict[str, tuple[type[errors.ApiError], ...]] = {
    "/api/v1/escalations": (errors.DifferentBody, errors.Busy),
    "/api/v1/escalations/{escalation_id}/stop": (errors.NotFound,),
    "/api/v1/handoffs": (errors.NotFound,),
    "/api/v1/manage/lessons": (errors.NotFound,),
    "/api/v1/manage/rules/{rule_id}/approve": (
        errors.NotFound,
        errors.LateDecision,
        errors.InvalidRule,
    ),
    "/api/v1/manage/rules/{rule_id}/reject": (errors.NotFound, errors.LateDecision),
}
WITHOUT_KEY = {"/api/v1/escalations/{escalation_id}/stop"}
OF_STREAMS = (
    stream_errors.BadPosition,
    stream_errors.TokenMissing,
    stream_errors.TokenRejected,
    stream_errors.TokenTooOld,
    stream_errors.EscalationNotFound,
    stream_errors.MethodNotAllowed,
    stream_errors.TooManyStreams,
    stream_errors.TooManyStreamsOfNetwork,
    stream_errors.TooManyStreamsOfWorkspace,
    stream_errors.StreamsExhausted,
    stream_errors.EventsAway,
    stream_errors.StreamFault,
)
EVENTS = "/api/v1/escalations/{escalation_id}/events"
POLL = "/api/v1/escalations/{escalation_id}"


def describe_errors(result: Json, **_: Any) -> Json:
    """Add every error status with its codes to each operation of the web process."""
    result["components"]["schemas"]["Error"] = ERROR
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            name_the_body(operation)
            add_errors(operation, errors_of(path, method, operation))
    return result


def name_the_body(operation: Json) -> None:
    """Say that a body is JSON. Any content type is accepted, but it is read as JSON."""
    content = operation.get("requestBody", {}).get("content", {})
    if "*/*" in content:
        content["application/json"] = content.pop("*/*")


def errors_of(path: str, method: str, operation: Json) -> list[Any]:
    """Return the errors that an operation may answer."""
    found: list[Any] = [*OF_EVERY_REQUEST, *ALSO.get(path, ())]
    if {"secretKey": []} in operation.get("security", []):
        found += OF_SECRET_KEYS
    elif path not in WITHOUT_KEY:
        found += OF_SITE_KEYS
    if method == "post" or operation.get("parameters"):
        found += OF_A_BODY
    return found


def add_errors(operation: Json, kinds: list[Any]) -> None:
    for status in sorted({kind.status for kind in kinds}):
        examples = {
            kind.code: {"value": errors.error_body(kind.code, kind.message)}
            for kind in kinds
            if kind.status == status
        }
        answer: Json = {
            "description": ", ".join(f"`{code}`" for code in examples),
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Error"},
                    "examples": examples,
                }
            },
        }
        if status in (429, 503):
            answer["headers"] = {
                "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}
            }
        operation["responses"][str(status)] = answer


def describe_streams(result: Json, **_: Any) -> Json:
    """Add the addresses that the stream process answers."""
    events = stream_operation(
        "Read an answer while it is written",
        "text/event-stream",
        "Events `delta`, `answer` and `error`; a comment every 15 seconds of silence."
        " `Last-Event-ID` or `after` resumes.",
        [],
    )
    poll = stream_operation(
        "Read an answer by long poll",
        "application/json",
        "What came after the position, after `wait` seconds at most.",
        [parameter("wait", "integer", "Seconds to wait, at most 25.")],
    )
    add_errors(events, list(OF_STREAMS))
    add_errors(poll, [*OF_STREAMS, stream_errors.BadWait])
    result["paths"][EVENTS] = {"get": events}
    result["paths"][POLL] = {"get": poll}
    return result


def stream_operation(summary: str, media_type: str, means: str, parameters: list[Json]) -> Json:
    shape = {"type": "string"} if media_type == "text/event-stream" else {"type": "object"}
    return {
        "operationId": summary.lower().replace(" ", "_"),
        "summary": summary,
        "tags": ["escalations"],
        "parameters": [
            {
                "in": "path",
                "name": "escalation_id",
                "required": True,
                "schema": {"type": "string", "format": "uuid"},
            },
            parameter("token", "string", "Came with the escalation.", required=True),
            parameter("after", "string", "The id of the last event that was seen."),
            *parameters,
        ],
        "responses": {
            "200": {"description": means, "content": {media_type: {"schema": shape}}},
        },
    }


def parameter(name: str, kind: str, means: str, *, required: bool = False) -> Json:
    return {
        "in": "query",
        "name": name,
        "required": required,
        "description": means,
        "schema": {"type": kind},
    }
