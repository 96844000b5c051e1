"""Repeat a refusal for a second, without the database and without Valkey.

If a refusal cost as much as an answer, a client that sends ten times what a limit allows would
take the web processes from all other tenants. Each process remembers its own refusals. Only what
a limit has refused is remembered, so a stranger cannot fill the memory with made-up names. If it
fills all the same, it is emptied, and the limits refuse again.
"""

import math
import time

from delegation.errors import ApiError

SECONDS = 1.0  # short: a limit that has room again is soon seen
MOST = 10_000  # refusals that are remembered at a time
ALL = "all"  # the identity of a tenant's visitors together

_until: dict[tuple[str, str, str], tuple[float, type[ApiError], float]] = {}


def note(what: str, key: str, identity: str, error: ApiError) -> None:
    """Remember that requests of this kind with this site key, of this network or all, are refused.

    `what`: the kind of request, as the limits count it.
    """
    if len(_until) >= MOST:
        _until.clear()
    now = time.time()
    wait = error.retry_after_seconds or 1
    _until[what, key, identity] = (now + min(SECONDS, wait), type(error), now + wait)


def recall(what: str, key: object, network: str) -> None:
    """Raise the error of a refusal that is less than a second old."""
    if not isinstance(key, str):
        return
    now = time.time()
    for identity in (ALL, network):
        until, error, free = _until.get((what, key, identity), (0.0, ApiError, 0.0))
        if now < until:
            raise error(retry_after_seconds=max(1, math.ceil(free - now)))
