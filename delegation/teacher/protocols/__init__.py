"""The protocols in which models are asked. An endpoint names one of them."""

from delegation.teacher.protocols.anthropic_messages import AnthropicMessages
from delegation.teacher.protocols.chat import ChatProtocol, OutgoingCall
from delegation.teacher.protocols.openai_chat import OpenAIChat

_ALL: tuple[ChatProtocol, ...] = (OpenAIChat(), AnthropicMessages())
PROTOCOLS: dict[str, ChatProtocol] = {each.name: each for each in _ALL}


def protocol_named(name: str) -> ChatProtocol:
    """Return the protocol. Raises KeyError."""
    return PROTOCOLS[name]


__all__ = ["PROTOCOLS", "ChatProtocol", "OutgoingCall", "protocol_named"]
