"""Sends errors to Sentry, stripped of everything that may hold a text, a key or a person.

Imported only where `SENTRY_DSN` is set. Every process logs its errors, Django those of views and
Celery those of tasks, so what is sent is what is logged at ERROR, with its traceback.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from delegation.logs import known_ids
from tenants.row_security.scope import current_scope

# Everything else is left out: what later versions add, too.
KEPT = ("event_id", "timestamp", "platform", "level", "logger", "environment", "sdk", "server_name")
KEPT_OF_FRAMES = (
    *("filename", "abs_path", "function", "module", "lineno", "in_app"),
    *("pre_context", "context_line", "post_context"),  # lines of code
)
OURS = ("delegation", "tenants")  # their messages are templates; others may be filled in already


def send_errors(process: str, *, dsn: str, environment: str, hashed: Callable[[int], str]) -> None:
    """Send what this process logs as an error. `hashed` writes a tenant's id as log lines do."""

    def strip(event: Event, hint: Hint) -> Event | None:
        record = hint.get("log_record")
        if record is not None and _is_no_fault(record):
            return None
        return stripped(event, tags=_tags(process, record, hashed))

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR, sentry_logs_level=None),
            ExcepthookIntegration(),
            DedupeIntegration(),
            AtexitIntegration(callback=_say_nothing),
        ],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=strip,
    )


def stripped(event: Mapping[str, Any], *, tags: Mapping[str, str]) -> Event:
    """Return an event that says what failed where, and nothing of what it was given.

    The message of an error may quote what was typed, so its class stays alone.
    """
    kept: dict[str, Any] = {name: event[name] for name in KEPT if name in event}
    kept["tags"] = dict(tags)
    if "exception" in event:
        errors = event["exception"].get("values") or ()
        kept["exception"] = {"values": [_stripped_error(each) for each in errors]}
    if str(event.get("logger", "")).split(".")[0] in OURS and "logentry" in event:
        kept["logentry"] = {"message": event["logentry"]["message"]}
    return kept  # type: ignore[return-value]  # a typed dict, made in parts


def _stripped_error(error: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: error[name] for name in ("type", "module") if name in error}
    frames = (error.get("stacktrace") or {}).get("frames") or ()
    kept["stacktrace"] = {
        "frames": [{key: each[key] for key in KEPT_OF_FRAMES if key in each} for each in frames]
    }
    return kept


def _is_no_fault(record: logging.LogRecord) -> bool:
    """Return whether strangers can cause this line at will, or it repeats one with a traceback.

    Django logs each response of 500 and above: those without a traceback are refusals such as Busy.
    """
    answered = record.name == "django.request" and not record.exc_info
    return answered or record.name.startswith("django.security")


def _tags(
    process: str, record: logging.LogRecord | None, hashed: Callable[[int], str]
) -> dict[str, str]:
    """Return the ids that the log lines of the error carry, and the route of its request."""
    tags = {"process": process, **known_ids()}
    tenant_id = current_scope().tenant_id
    if tenant_id is not None:
        tags["tenant"] = hashed(tenant_id)
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    if match is not None:
        tags["route"] = match.route  # the pattern: an address may hold a token
    task = getattr(record, "data", None)  # what Celery says of a task that failed
    if isinstance(task, dict):
        tags.update({f"task.{key}": str(task[key]) for key in ("name", "id") if key in task})
    return tags


def _say_nothing(pending: int, timeout: float) -> None:
    """Wait for the last events without a word on the terminal."""
