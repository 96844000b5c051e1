"""One way to reach Valkey, and one meaning of "away"."""

from functools import cache
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from kombu.exceptions import OperationalError
from limits.errors import StorageError
from redis.backoff import NoBackoff
from redis.retry import Retry

AWAY = (redis.RedisError, OperationalError, StorageError, OSError)
"""What Valkey's clients raise while it does not answer: redis-py, Celery's kombu, limits, sockets.

redis-py's `ConnectionError` is not Python's, and so no `OSError`.
"""

POLICY: dict[str, Any] = {
    # It is near and answers in a millisecond; a visitor's request must not wait longer than this.
    "socket_timeout": 1.0,
    "socket_connect_timeout": 1.0,
    "health_check_interval": 10,
}
"""How every pool of connections behaves, also those that libraries open."""


@cache
def valkey() -> redis.Redis:
    """Return this process's client. Its pool of connections is shared by all threads."""
    return connect(settings.REDIS_URL)


def connect(url: str) -> redis.Redis:
    """Return a client that fails fast, with bytes as replies."""
    # Once more: a pooled connection may have died with a restarted server.
    return redis.Redis.from_url(url, **POLICY, retry=Retry(NoBackoff(), 1))


def connect_async(url: str, *, name: str) -> "redis.asyncio.Redis":
    """Return a client for event loops. It retries nothing, because its callers know what to do."""
    return redis.asyncio.Redis.from_url(
        url,
        **POLICY | {"socket_timeout": 3.0},  # one busy loop serves thousands of streams
        client_name=name,
        retry=redis.asyncio.retry.Retry(NoBackoff(), 0),
    )
