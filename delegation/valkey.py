"""One way to reach Valkey, and one meaning of "away".

Three kinds of things are kept there, and production gives each a separate server with its limit:
the queue, which nothing may push out; events of answers, which the row can replace; and counts and
caches, which make room for each other.
"""

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


def valkey() -> redis.Redis:
    """Return the client for the queue, and for what its workers say of themselves."""
    return _client(settings.REDIS_URL)


def event_store() -> redis.Redis:
    """Return the client for the events of answers that are being written."""
    return _client(settings.REDIS_EVENTS_URL or settings.REDIS_URL)


def cache_store() -> redis.Redis:
    """Return the client for counts and for what is remembered of models and pages."""
    return _client(cache_url())


def cache_url() -> str:
    """Return the address of the server that may forget what it holds."""
    return settings.REDIS_CACHE_URL or settings.REDIS_URL


@cache
def _client(url: str) -> redis.Redis:
    """This process's client. Its pool of connections is shared by all threads."""
    return connect(url)


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
