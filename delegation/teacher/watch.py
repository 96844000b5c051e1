"""One call's clock: how long the teacher may still be silent, and whether we were asked to stop."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from delegation.teacher.errors import TeacherStopped, TeacherUnavailable
from delegation.teacher.limits import Limits


class Watch:
    """Judges one call while its socket is read, from the thread that reads it."""

    def __init__(
        self,
        limits: Limits,
        *,
        deadline: float,
        should_stop: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self._deadline = deadline
        self._should_stop = should_stop
        self._clock = clock
        self._heard_at = clock()
        self._code = "teacher_first_byte_timeout"
        self._patience = limits.first_byte_seconds

    def expect_whole(self) -> None:
        """Wait for the first byte as long as for a whole answer: it comes in one piece."""
        self._patience = self.limits.total_seconds

    def heard(self, *, words: bool = True) -> None:
        """Note an event. Until the first words the patience for those lasts.

        A comment that only keeps the connection open is no event.
        """
        self._heard_at = self._clock()
        if words:
            self._code = "teacher_silence_timeout"
            self._patience = self.limits.silence_seconds

    def finished(self) -> None:
        """The answer is whole; only its figures may follow."""
        self._heard_at = self._clock()
        self._patience = self.limits.tail_seconds

    def check(self) -> float:
        """Seconds that a read may take before asking again.

        Raises TeacherStopped, or TeacherUnavailable with the limit's code.
        """
        if self._should_stop():
            raise TeacherStopped
        now = self._clock()
        if now >= self._deadline:
            raise TeacherUnavailable("teacher_total_timeout")
        if now >= self._heard_at + self._patience:
            raise TeacherUnavailable(self._code)
        left = min(self._deadline, self._heard_at + self._patience) - now
        return min(left, self.limits.poll_seconds)


# The HTTP stack calls our socket deep inside itself, in the same thread: this is how they meet.
_current: ContextVar[Watch | None] = ContextVar("watch", default=None)


def current_watch() -> Watch | None:
    return _current.get()


@contextmanager
def watching(watch: Watch) -> Iterator[Watch]:
    """Let every read of this thread be judged by this watch."""
    token = _current.set(watch)
    try:
        yield watch
    finally:
        _current.reset(token)
