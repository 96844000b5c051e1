"""The clock that tests of the teacher move."""

from dataclasses import dataclass, field


@dataclass
class Clock:
    """A clock that moves when a test sets it and while the code under test sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
