"""The product's own requests, as the chat messages that go over the wire."""

from collections.abc import Sequence

from delegation.domain.teaching.ways import Way
from delegation.teacher import Persona, TeacherRequest, Turn
from delegation.teacher.prompts import Built, build
from tests.benchmarks.bills.policies import Asked

ChatMessage = dict[str, str]


def messages_of(
    persona: Persona, turns: Sequence[Turn], message: str, asked: Asked
) -> list[ChatMessage]:
    """Build the messages of a request."""
    return built_for(persona, turns, message, asked).messages


def built_for(persona: Persona, turns: Sequence[Turn], message: str, asked: Asked) -> Built:
    """Build a request as the product does, with what it knows of its overhead."""
    way = Way.LINE if asked is Asked.TEACHING else Way.NONE
    mark = asked is not Asked.PLAIN
    return build(TeacherRequest(persona, message, tuple(turns), mark=mark, way=way))
