"""What a protocol has to say about one call: how it is asked, and how its answer is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from delegation.teacher.assembly import Assembly
from delegation.teacher.shape import Shape

Message = dict[str, str]  # role and content, as the prompts build them


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """One request, ready to send."""

    url: str
    headers: dict[str, str]
    body: dict[str, Any]


class ChatProtocol(Protocol):
    """The seam for another protocol."""

    name: str  # as stored with an endpoint
    label: str  # as people read it

    def build_call(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        messages: Sequence[Message],
        shape: Shape,
        output_tokens: int,
    ) -> OutgoingCall:
        """Return the request for these messages in this shape."""

    def start_assembly(self) -> Assembly:
        """Return an empty completion that reads this protocol's events."""


def without_system(messages: Sequence[Message]) -> list[Message]:
    """Return the messages with the system's text at the beginning of the first user message."""
    rules = "\n\n".join(each["content"] for each in messages if each["role"] == "system")
    rest = [dict(each) for each in messages if each["role"] != "system"]
    if rules and rest and rest[0]["role"] == "user":
        rest[0]["content"] = f"{rules}\n\n{rest[0]['content']}"
        return rest
    return [{"role": "user", "content": rules}, *rest] if rules else rest
