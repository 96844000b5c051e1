"""Send one signed POST to a tenant's address through the guard, without reading the response."""

import time

import httpcore2
import httpx2

from delegation.teacher import Guard, Limits, TeacherError
from delegation.teacher.transport import WatchedBackend, trusted_certificates
from delegation.teacher.watch import Watch, watching

SECONDS = 10.0  # for connecting, and for each piece that is sent
TOTAL_SECONDS = 30.0  # a receiver that answers byte by byte must not keep a worker for longer
GONE = 410


class PostFailed(Exception):
    """The message did not arrive; `outcome` says why in a word or two."""

    def __init__(self, outcome: str, *, gone: bool = False) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.gone = gone  # the receiver answered 410: stop sending


class GuardedTransport(httpx2.HTTPTransport):
    """A transport that connects only to the address that the guard has checked."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusted_certificates(), network_backend=WatchedBackend(guard)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self._guard.check_url(str(request.url))
        return super().handle_request(request)


def post(guard: Guard, url: str, body: bytes, headers: dict[str, str]) -> int:
    """Return the status, 200 to 299. Redirects are not followed. Raises `PostFailed`."""
    sent = {**headers, "content-type": "application/json", "user-agent": "self-delegation"}
    try:
        with (
            watching(_watch()),
            httpx2.Client(
                transport=GuardedTransport(guard),
                follow_redirects=False,
                trust_env=False,
                timeout=SECONDS,
            ) as client,
            client.stream("POST", url, content=body, headers=sent) as response,
        ):
            status = response.status_code
    except TeacherError as refused:
        raise PostFailed(refused.code.removeprefix("teacher_")) from refused
    except (httpx2.HTTPError, httpx2.InvalidURL, httpcore2.ConnectError, OSError) as failed:
        raise PostFailed(type(failed).__name__) from failed
    if not 200 <= status < 300:
        raise PostFailed(f"status {status}", gone=status == GONE)
    return status


def _watch() -> Watch:
    """Limit the whole POST: httpx2's own timeout starts again with every byte it reads."""
    return Watch(
        Limits(first_byte_seconds=TOTAL_SECONDS),
        deadline=time.monotonic() + TOTAL_SECONDS,
        should_stop=lambda: False,
    )
