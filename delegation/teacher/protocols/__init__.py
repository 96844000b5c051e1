"""The protocols in which models are asked. An endpoint names one of them."""

from delegation.teacher.protocols.chat import ChatProtocol, OutgoingCall
from delegation.teacher.protocols.openai_chat import OpenAIChat

PROTOCOLS: dict[str, ChatProtocol] = {each.name: each for each in (OpenAIChat(),)}


def protocol_named(name: str) -> ChatProtocol:
    """Return the protocol. Raises KeyError."""
    return PROTOCOLS[name]


__all__ = ["PROTOCOLS", "ChatProtocol", "OutgoingCall", "protocol_named"]
