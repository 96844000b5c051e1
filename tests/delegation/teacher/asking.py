"""A visitor's side of a teacher with short limits: what tests ask, and what they keep."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from delegation.domain.teaching.ways import Way
from delegation.teacher import (
    EndedCall,
    Endpoint,
    Hooks,
    Limits,
    OwnMemory,
    Persona,
    Teacher,
    TeacherError,
    TeacherReply,
    TeacherRequest,
)
from delegation.teacher.shape import remember_apart
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

# Short enough for tests, long enough for a busy machine: no test waits for more than a few.
SHORT = Limits(
    connect_seconds=2,
    first_byte_seconds=1,
    silence_seconds=1,
    total_seconds=8,
    tail_seconds=0.3,
    poll_seconds=0.02,
    backoff_seconds=0.01,
    line_bytes=100_000,
    response_bytes=1_000_000,
)
# For endpoints that behave: a machine that stands still for a second is no silence of theirs.
PATIENT = replace(SHORT, first_byte_seconds=10, silence_seconds=10, total_seconds=30)


@dataclass
class Asker:
    """A visitor's side: asks, and keeps what was shown."""

    server: FaultTeacher
    teacher: Teacher
    memory: OwnMemory
    model: str = "some-model"
    is_known: bool = True  # an earlier reply has shown that no thoughts are in the text
    mark: bool = False
    way: Way = Way.JSON  # what may go wrong with a reply goes wrong with JSON
    shown: list[str] = field(default_factory=list)
    calls: list[EndedCall] = field(default_factory=list)
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
        persona = Persona("Ada", "You sell books.")
        request = TeacherRequest(persona, message, mark=self.mark, way=self.way)
        endpoint = self.endpoint(at)
        if self.is_known:
            remember_apart(self.memory, endpoint.name)
        return self.teacher.reply(endpoint, request, hooks, total_seconds=total_seconds)


LESSON = {
    "command": "LEARN_SIMPLE_PHRASE",
    "query": "thx",
    "response": "You're welcome!",
    "act": "thanks",
    "variants": ["ty"],
}


def content(text: str, **more: Any) -> str:
    return json.dumps({"userResponse": text, "awaiting": "nothing"} | more, ensure_ascii=False)


def failing(asker: Asker, *scripts: str | Script, **options: Any) -> TeacherError:
    asker.server.script(*scripts)
    with pytest.raises(TeacherError) as caught:
        asker.ask(**options)
    return caught.value
