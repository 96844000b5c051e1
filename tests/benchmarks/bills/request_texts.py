"""The product's own requests, as the chat messages that go over the wire."""

from collections.abc import Sequence

from delegation.domain.teaching.ways import Way
from delegation.teacher import Persona, TeacherRequest, Turn
from delegation.teacher.prompts import build_messages
from tests.benchmarks.bills.policies import Asked

ChatMessage = dict[str, str]


def messages_of(
    persona: Persona, turns: Sequence[Turn], message: str, asked: Asked
) -> list[ChatMessage]:
    """Build the request for a message."""
    way = Way.LINE if asked is Asked.TEACHING else Way.NONE
    mark = asked is not Asked.PLAIN
    return build_messages(TeacherRequest(persona, message, tuple(turns), mark=mark, way=way))
