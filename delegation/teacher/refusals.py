"""What an endpoint says when it refuses a request -> the error that it means."""

import json
import re
from collections.abc import Iterator
from typing import Any

from delegation.teacher.endpoint_refusal import EndpointRefusal
from delegation.teacher.errors import (
    TeacherBroken,
    TeacherError,
    TeacherMisconfigured,
    TeacherUnavailable,
)

SEARCHED_CHARACTERS = 4_000  # validation errors repeat the whole request
_CONTEXT = re.compile(
    r"context_length_exceeded|context[ _](?:length|window|size)|maximum context|max_model_len"
    r"|prompt is too long|too many (?:input )?tokens|reduce the length"
    r"|input (?:token )?(?:length|count).*exceed|exceeds? .{0,40}(?:token|context) (?:limit|length)"
    r"|string_above_max_length|prompt too long|larger than the maximum|maximum prompt length"
    r"|input is too long|max_new_tokens.{0,10}must be <=|request too large|reduce your message size"
)
_FILTER = re.compile(
    r"content_filter|content management policy|responsibleaipolicyviolation|content policy"
    r"|content_policy|safety (?:system|settings|filter)|prompt was blocked|prohibited_content"
    r"|flagged (?:as|by)|moderation|data_inspection_failed|inappropriate content"
)
_QUOTA = re.compile(
    r"insufficient_quota|insufficient[ _]balance|credit balance|billing|out of credits?"
    r"|insufficient credits?|quota[ _]exhausted|exceeded your current quota|payment[ _]required"
    r"|prepaid|hard limit"
)
_KEY = re.compile(
    r"(?:invalid|incorrect|missing|expired)[ _](?:x-)?api[ _-]?key|api key not valid"
    r"|api_key_invalid|authentication_error|invalid authentication"
)
_MODEL = re.compile(
    r"model_not_found|deploymentnotfound|unknown[ _]model|invalid[ _]model|model_not_exist"
    r"|not a valid model|no (?:such )?model|model\b.{0,80}(?:does not exist|not found|not exist)"
)
_RATE = re.compile(r"rate[ _]limit|too many requests|resource_exhausted|overloaded|throttl")
# Google names its pause in the body, beside words about a quota that it shares with a used-up one.
_WAIT = re.compile(r"\bretry_?delay\W{1,5}(\d{1,4}(?:\.\d{1,9})?)s")


def read_refusal(body: object, *, status: int = 200) -> EndpointRefusal:
    """Return the refusal in an error's body: an object of some kind, or text."""
    if isinstance(body, list) and body:  # Gemini wraps it in a list
        body = body[0]
    words = (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).lower()
    inner = body.get("error", body) if isinstance(body, dict) else body
    given: dict[str, Any] = inner if isinstance(inner, dict) else {"message": str(inner)}
    said = given.get("message") or given.get("msg") or given.get("detail") or given.get("error")
    return EndpointRefusal(
        status=_status_of(given, status),
        message=said if isinstance(said, str) else json.dumps(said or given, ensure_ascii=False),
        code=str(given.get("code") or ""),
        kind=str(given.get("type") or given.get("status") or ""),
        param=str(given.get("param") or ""),
        places=tuple(_places(body)),
        words=words[:SEARCHED_CHARACTERS],
    )


def refusal_error(refusal: EndpointRefusal, *, wait_seconds: float | None = None) -> TeacherError:
    """Return the error that a refusal means; it carries the refusal."""
    named = _WAIT.search(refusal.words)
    wait = float(named[1]) if named and wait_seconds is None else wait_seconds
    error = _judge(refusal, wait)
    error.refusal = refusal
    return error


def _judge(refusal: EndpointRefusal, wait: float | None) -> TeacherError:
    status, words, detail = refusal.status, refusal.words, refusal.detail
    if status == 413 or (_CONTEXT.search(words) and status != 429):
        return TeacherMisconfigured("teacher_context_too_long", detail)
    if _FILTER.search(words) and status not in (401, 429):
        return TeacherBroken("teacher_content_filter", detail)
    if status == 402 or (_QUOTA.search(words) and not (status == 429 and wait is not None)):
        return TeacherMisconfigured("teacher_quota_exhausted", detail)
    if status == 429 or (status == 200 and _RATE.search(words)):
        return TeacherUnavailable("teacher_rate_limited", detail, retry_after_seconds=wait)
    if status in (401, 403) or (status == 400 and _KEY.search(words)):
        return TeacherMisconfigured("teacher_key_refused", detail)
    if status == 404 or (status == 400 and _MODEL.search(words)):
        return TeacherMisconfigured("teacher_model_unknown", detail)
    if refusal.is_about_format:  # also as 500, where a schema does not compile
        return TeacherMisconfigured("teacher_request_refused", detail)
    if status >= 500 or status in (408, 409, 425):
        return TeacherUnavailable("teacher_server_error", detail, retry_after_seconds=wait)
    if 300 <= status < 400:
        return TeacherMisconfigured("teacher_redirected")
    if status == 200:
        return TeacherUnavailable("teacher_error_in_stream", detail)
    return TeacherMisconfigured("teacher_request_refused", detail)


def _status_of(given: dict[str, Any], status: int) -> int:
    """Return the HTTP status; inside a stream, the one that the error names."""
    code = given.get("code") or given.get("status_code") or given.get("status")
    if status == 200 and str(code).isdigit() and 400 <= int(str(code)) < 500:
        return int(str(code))
    return status


def _places(body: object) -> Iterator[str]:
    """Yield the names in every `loc`, as validation errors give them."""
    if isinstance(body, dict):
        for name, value in body.items():
            if name == "loc" and isinstance(value, list):
                yield from (str(part) for part in value if isinstance(part, str))
            else:
                yield from _places(value)
    elif isinstance(body, list):
        for item in body:
            yield from _places(item)
