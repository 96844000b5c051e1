"""What tests of conversations ask, and what they read of a teacher's requests."""

from collections.abc import Callable

from delegation.conversations.models import Escalation
from delegation.domain.teaching.marks import MARK_LINE
from delegation.domain.teaching.ways import NOTE
from tests.faults.teacher_server import FaultTeacher

Say = Callable[..., Escalation]
"""A visitor's message, answered as a worker does."""


def asked(server: FaultTeacher) -> list[str]:
    """What rode on each request so far: plain, mark or lesson."""
    found = []
    for call in server.calls:
        messages = call.body["messages"]
        lesson = NOTE in messages[-1]["content"]
        mark = MARK_LINE in messages[0]["content"]
        found.append("lesson" if lesson else "mark" if mark else "plain")
    return found
