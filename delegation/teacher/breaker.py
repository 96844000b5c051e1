"""Leaves a failing endpoint alone for a while; all workers share what they know of it.

Written here because the known library keeps its counts per process, lets every process probe at
once, and is asked through a decorator; three atomic scripts say what is meant.
"""

from typing import Protocol

from redis import Redis

from delegation.teacher.errors import TeacherUnavailable
from delegation.valkey import AWAY

FAILURES = 5  # in a row: fewer are bad luck under load
FAILURES_SECONDS = 60  # older failures say nothing about now
REST_SECONDS = 15  # long enough to recover a restart, short enough for a visitor to come back
PROBE_SECONDS = 90  # one call's longest life; a probe whose worker died is given up after it
TRIPPED_SECONDS = 3_600  # without any call for so long, begin afresh


class Breaker(Protocol):
    """Decides before every call, and learns from outcomes that say something about the endpoint."""

    def admit(self, key: str) -> None:
        """Raises TeacherUnavailable `teacher_resting` while the endpoint is left alone."""

    def succeeded(self, key: str) -> None: ...

    def failed(self, key: str) -> None: ...


# KEYS: failures, rest, tripped, probe. Times are the server's: workers' clocks do not matter.
_ADMIT = """
local rest = redis.call('PTTL', KEYS[2])
if rest > 0 then return rest end
if redis.call('EXISTS', KEYS[3]) == 0 then return 0 end
if redis.call('SET', KEYS[4], '1', 'NX', 'EX', ARGV[1]) then return 0 end
return redis.call('PTTL', KEYS[4])
"""
_FAILED = """
local failures = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
if redis.call('EXISTS', KEYS[3]) == 1 or failures >= tonumber(ARGV[1]) then
  redis.call('SET', KEYS[2], '1', 'EX', ARGV[3])
  redis.call('SET', KEYS[3], '1', 'EX', ARGV[4])
  redis.call('DEL', KEYS[1], KEYS[4])
end
return failures
"""


class SharedBreaker:
    """A breaker whose state lives in Valkey. Without Valkey it lets every call pass."""

    def __init__(
        self, redis: Redis, *, failures: int = FAILURES, rest_seconds: int = REST_SECONDS
    ) -> None:
        self._redis = redis
        self._failures = failures
        self._rest_seconds = rest_seconds
        self._admit = redis.register_script(_ADMIT)
        self._failed = redis.register_script(_FAILED)

    def admit(self, key: str) -> None:
        try:
            milliseconds = int(self._admit(keys=_keys(key), args=[PROBE_SECONDS]))
        except AWAY:
            return
        if milliseconds > 0:
            seconds = min(milliseconds / 1000, float(self._rest_seconds))
            raise TeacherUnavailable("teacher_resting", retry_after_seconds=seconds)

    def succeeded(self, key: str) -> None:
        try:
            self._redis.delete(*_keys(key))
        except AWAY:
            return

    def failed(self, key: str) -> None:
        figures = [self._failures, FAILURES_SECONDS, self._rest_seconds, TRIPPED_SECONDS]
        try:
            self._failed(keys=_keys(key), args=figures)
        except AWAY:
            return


class SharedMemory:
    """A `shape.Memory` in Valkey. Without Valkey it remembers nothing."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def get(self, key: str) -> str | None:
        try:
            value = self._redis.get(key)
        except AWAY:
            return None
        return value.decode() if isinstance(value, bytes) else value

    def set(self, key: str, value: str, *, seconds: int) -> None:
        try:
            self._redis.set(key, value, ex=seconds)
        except AWAY:
            return


def _keys(key: str) -> list[str]:
    # One slot in a cluster: the braces.
    return [
        f"teacher:breaker:{{{key}}}:{name}" for name in ("failures", "rest", "tripped", "probe")
    ]
