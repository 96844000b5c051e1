"""A teacher with short limits, and a server on loopback that plays every fault."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from delegation.teacher import (
    Endpoint,
    Guard,
    Hooks,
    Limits,
    NoBreaker,
    OwnMemory,
    Persona,
    Teacher,
    TeacherCall,
    TeacherReply,
    TeacherRequest,
)
from tests.faults.teacher_server import FaultTeacher

# Short enough for tests, long enough for a busy machine: no test waits for more than a few.
SHORT = Limits(
    connect_seconds=2,
    first_byte_seconds=0.6,
    silence_seconds=0.6,
    total_seconds=5,
    tail_seconds=0.3,
    poll_seconds=0.02,
    backoff_seconds=0.01,
    line_bytes=100_000,
    response_bytes=1_000_000,
)


@dataclass
class Asker:
    """A visitor's side: asks, and keeps what was shown."""

    server: FaultTeacher
    teacher: Teacher
    memory: OwnMemory
    model: str = "some-model"
    shown: list[str] = field(default_factory=list)
    calls: list[TeacherCall] = field(default_factory=list)
    should_stop: Callable[[], bool] = lambda: False
    before_call: Callable[[], None] = lambda: None

    @property
    def text(self) -> str:
        return "".join(self.shown)

    def endpoint(self, base_url: str | None = None, *, guarded: bool = False) -> Endpoint:
        return Endpoint(1, base_url or self.server.base_url, self.model, "sk-a", guarded)

    def ask(
        self, message: str = "Hello", *, at: str | None = None, total_seconds: float | None = None
    ) -> TeacherReply:
        hooks = Hooks(self.shown.append, self.should_stop, self.before_call, self.calls.append)
        request = TeacherRequest(Persona("Ada", "You sell books."), message)
        return self.teacher.reply(self.endpoint(at), request, hooks, total_seconds=total_seconds)


@pytest.fixture
def server() -> Iterator[FaultTeacher]:
    with FaultTeacher() as running:
        yield running


@pytest.fixture
def asker(server: FaultTeacher) -> Iterator[Asker]:
    memory = OwnMemory()
    guard = Guard(exceptions=[f"127.0.0.1:{server.port}"])
    teacher = Teacher(memory=memory, breaker=NoBreaker(), guard=guard, limits=SHORT)
    yield Asker(server, teacher, memory)
    teacher.close()
