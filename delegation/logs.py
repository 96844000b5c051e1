"""Log lines as JSON: one form for all processes, with the ids of what a line is about.

A line carries `tenant` (a keyed hash, because a log may travel further than the database),
`request`, `escalation` and `trace` where they are known. The trace of a message is its
escalation's id, so one search finds what `web`, `worker` and `slow` said of it.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from hashlib import blake2b
from uuid import uuid4

from tenants.row_security.scope import current_scope

REFUSED = (429, 503)  # statuses of requests that may be sent again later
TENANT_BYTES = 6  # tells thousands of tenants apart
REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}")  # what a proxy in front may name a request
_ids: ContextVar[dict[str, str]] = ContextVar("log_ids", default={})  # noqa: B039  # never changed


@contextmanager
def log_ids(**ids: str) -> Iterator[None]:
    """Every line that this thread writes inside carries these ids beside those outside."""
    token = _ids.set({**_ids.get(), **ids})
    try:
        yield
    finally:
        _ids.reset(token)


def note_id(name: str, value: str) -> None:
    """Add an id to the lines that follow, until the innermost `log_ids` ends. It needs one."""
    if ids := _ids.get():
        _ids.set({**ids, name: value})


def request_id(named: str) -> str:
    """Return the id that a proxy has named, if it may stand in log lines, or a new one."""
    return named if REQUEST_ID.fullmatch(named) else uuid4().hex


def known_ids() -> dict[str, str]:
    """Return the ids of the running code; `trace` is there where any other id is."""
    ids = _ids.get()
    trace = ids.get("escalation") or ids.get("request")
    return {**ids, "trace": trace.replace("-", "")} if trace else ids


class RefusalsAreCounted(logging.Filter):
    """Drops Django's line about each request that the API refused: a flood would fill the log.

    `delegation_requests_refused` counts them instead. Refusals of pages and probes stay.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        counted = getattr(record, "status_code", None) in REFUSED
        return not (counted and path.startswith("/api/"))


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON. `key` makes the hash of a tenant's id.

    The server of the web process logs without one, and says nothing of tenants.
    """

    def __init__(self, *, key: str = "") -> None:
        super().__init__()
        self._key = blake2b(key.encode(), digest_size=32).digest()

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **known_ids(),
        }
        tenant_id = current_scope().tenant_id
        if tenant_id is not None:
            line["tenant"] = self.hashed(tenant_id)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

    def hashed(self, tenant_id: int) -> str:
        """Return what stands for a tenant in log lines; `manage log_id` prints the same."""
        text = str(tenant_id).encode()
        return blake2b(text, key=self._key, digest_size=TENANT_BYTES).hexdigest()
