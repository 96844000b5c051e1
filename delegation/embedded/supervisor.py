"""Keeps several processes running: starts again what dies, says so, and stops all in order."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from delegation.embedded.errors import ProcessFailed
from delegation.embedded.process import Process

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
GOOD_RUN_SECONDS = 60.0  # who ran this long before dying starts again with the first pause
LOOK_SECONDS = 0.2

Say = Callable[[str], None]


@dataclass
class _Watched:
    process: Process
    started: float
    pause: float = FIRST_PAUSE_SECONDS
    due: float | None = None  # when to start it again, while it is down


class Supervisor:
    """Watches processes in the order given; `say` gets one line (or more) per event."""

    def __init__(self, say: Say, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._clock = clock
        self._watched: list[_Watched] = []

    def start(self, processes: Iterable[Process]) -> None:
        """Starts those that do not run yet, and watches them all from now on."""
        for process in processes:
            self._watched.append(_Watched(process, self._clock()))
            if not process.is_running():
                process.start()

    def watch(self) -> None:
        """Watches until an exception ends it, as a signal's handler raises."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """One round: notices the dead, starts again those whose pause is over."""
        for watched in self._watched:
            if watched.due is None and not watched.process.is_running():
                self._notice_death(watched)
            elif watched.due is not None and self._clock() >= watched.due:
                self._start_again(watched)

    def stop(self) -> None:
        """Stops them, the last started first, each with its grace period; reports what fails."""
        for watched in reversed(self._watched):
            try:
                watched.process.stop()
            except Exception as problem:  # the others must be stopped all the same
                self._say(f"{watched.process.name} did not stop: {problem}")
        self._watched.clear()

    def _notice_death(self, watched: _Watched) -> None:
        now = self._clock()
        if now - watched.started > GOOD_RUN_SECONDS:
            watched.pause = FIRST_PAUSE_SECONDS
        watched.due = now + watched.pause
        name, status = watched.process.name, watched.process.status()
        self._say(
            f"{name} ended ({in_words(status)}); starting it again in {watched.pause:g} s."
            f" It last wrote:\n{watched.process.tail(5)}"
        )
        watched.pause = min(watched.pause * 2, LONGEST_PAUSE_SECONDS)

    def _start_again(self, watched: _Watched) -> None:
        watched.started, watched.due = self._clock(), None
        watched.process.stop()  # lets go of what the last run held
        try:
            watched.process.start()
        except ProcessFailed as problem:
            self._say(str(problem))
        else:
            self._say(f"{watched.process.name} started again")


def in_words(status: int | None) -> str:
    """An exit status as a person reads it; 128 and more are signals."""
    if status is None:
        return "unknown how"
    return f"killed by signal {status - 128}" if status > 128 else f"exit status {status}"
