"""Teachers, and servers on loopback: one that plays every fault, and one that plays a provider."""

from collections.abc import Iterator

import pytest

from delegation.teacher import Guard, NoBreaker, OwnMemory, Teacher
from tests.delegation.teacher.asking import PATIENT, SHORT, Asker
from tests.delegation.teacher.providers import ProviderServer
from tests.delegation.teacher.visiting import Visitor
from tests.faults.teacher_server import FaultTeacher


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


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    with ProviderServer() as server:
        teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker(), limits=PATIENT)
        yield Visitor(server, teacher)
        teacher.close()
