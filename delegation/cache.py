"""Django's cache without which pages still work: while Valkey is away or full, nothing is known.

What the cache holds makes pages faster and counts attempts; none of it is a record. So a person can
sign in while it does not answer.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache

from delegation.valkey import AWAY

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


class PatientCache(RedisCache):
    """A cache whose failures are logged instead of raised."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or(default, lambda: super(PatientCache, self).get(key, default, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return _or({}, lambda: super(PatientCache, self).get_many(keys, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return _or(False, lambda: super(PatientCache, self).has_key(key, version))

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        """Return True even if nothing was stored, or a caller would wait for a lock for ever."""
        return _or(True, lambda: super(PatientCache, self).add(key, value, *args, **options))

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        _or(None, lambda: super(PatientCache, self).set(key, value, *args, **options))

    def set_many(self, data: Any, *args: Any, **options: Any) -> list[Any]:
        keys = list(data)
        return _or(keys, lambda: super(PatientCache, self).set_many(data, *args, **options))

    def touch(self, key: Any, *args: Any, **options: Any) -> bool:
        return _or(False, lambda: super(PatientCache, self).touch(key, *args, **options))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return _or(False, lambda: super(PatientCache, self).delete(key, version))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        _or(None, lambda: super(PatientCache, self).delete_many(keys, version))


def _or(fallback: Result, work: Callable[[], Result]) -> Result:
    try:
        return work()
    except AWAY as problem:
        logger.warning("The cache does without Valkey: %s", problem)
        return fallback
