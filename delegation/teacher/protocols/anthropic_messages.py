"""Anthropic's Messages API."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from delegation.domain.wire.addresses import call_address
from delegation.teacher.assembly import Assembly
from delegation.teacher.errors import TeacherBroken
from delegation.teacher.protocols.chat import Message, OutgoingCall
from delegation.teacher.shape import Shape
from delegation.teacher.usage import TokenUsage, count

VERSION = "2023-06-01"
CACHED = {"type": "ephemeral"}


class AnthropicMessages:
    """Messages, with the stable beginning marked for the provider's cache."""

    name = "anthropic"
    label = "Anthropic Messages"

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
        headers = {"x-api-key": api_key, "anthropic-version": VERSION}
        marks = "cache_control" not in shape.omit
        body: dict[str, Any] = {
            "model": model,
            "max_tokens": min(output_tokens, shape.most_output or output_tokens),
            "messages": _turns(messages, marks=marks),
            "stream": shape.stream,
        }
        if system := _system(messages, marks=marks):
            body["system"] = system
        return OutgoingCall(call_address(base_url, "/messages"), headers, body)

    def start_assembly(self) -> Assembly:
        return MessagesAssembly()


def _system(messages: Sequence[Message], *, marks: bool) -> list[dict[str, Any]]:
    """Return the system's text as blocks; the first, the persona, is the same for every call."""
    texts = [each["content"] for each in messages if each["role"] == "system"]
    blocks: list[dict[str, Any]] = [{"type": "text", "text": text} for text in texts]
    if marks and blocks:
        blocks[0]["cache_control"] = CACHED
    return blocks


def _turns(messages: Sequence[Message], *, marks: bool) -> list[dict[str, Any]]:
    """Return the conversation, beginning with the visitor, one message a turn.

    The last message before the newest is marked: everything before it was sent once already.
    """
    turns: list[dict[str, Any]] = []
    for each in messages:
        if each["role"] == "system" or (not turns and each["role"] == "assistant"):
            continue
        block = {"type": "text", "text": each["content"]}
        if turns and turns[-1]["role"] == each["role"]:
            turns[-1]["content"].append(block)
        else:
            turns.append({"role": each["role"], "content": [block]})
    if marks and len(turns) > 2:
        turns[-2]["content"][-1]["cache_control"] = CACHED
    return turns


class MessagesAssembly(Assembly):
    """A message: events that grow its content blocks, or the whole of it."""

    def __init__(self) -> None:
        super().__init__()
        self._usage: dict[str, Any] = {}

    def read_data(self, data: dict[str, Any]) -> str:
        kind = data.get("type")
        if kind == "message_stop":
            self.done = True
            return ""
        self._read_usage(data)
        if kind == "message":
            self._end(data)
            return "".join(self._read_blocks(data.get("content")))
        if kind == "content_block_start":
            return "".join(self._read_blocks([data.get("content_block")]))
        delta = data.get("delta")
        if not isinstance(delta, Mapping):
            return ""
        if kind == "message_delta":
            self._end(delta)
            return ""
        if delta.get("type") == "thinking_delta":
            self.thinks_apart = True
        return str(delta.get("text") or "") if delta.get("type") == "text_delta" else ""

    def _end(self, data: Mapping[str, Any]) -> None:
        reason = data.get("stop_reason")
        if reason == "refusal":
            raise TeacherBroken("teacher_refusal")
        if isinstance(reason, str):
            self.finish = reason

    def _read_blocks(self, blocks: object) -> Iterator[str]:
        if not isinstance(blocks, list):
            raise TeacherBroken("teacher_garbage")
        for block in blocks:
            if not isinstance(block, Mapping):
                raise TeacherBroken("teacher_garbage")
            if block.get("type") == "text":
                yield str(block.get("text") or "")
            else:
                self.thinks_apart = True

    def _read_usage(self, data: dict[str, Any]) -> None:
        """Keep the newest of each figure: the input comes first, the output grows."""
        message = data.get("message")
        given = data.get("usage") or (message.get("usage") if isinstance(message, dict) else None)
        if not isinstance(given, Mapping):
            return
        self._usage |= {name: value for name, value in given.items() if value is not None}
        self.usage = _read_usage(self._usage)


def _read_usage(usage: Mapping[str, Any]) -> TokenUsage | None:
    """Return the usage; the input that was read from the cache or written to it comes apart."""
    fresh, output = count(usage.get("input_tokens")), count(usage.get("output_tokens"))
    cached = count(usage.get("cache_read_input_tokens")) or 0
    written = count(usage.get("cache_creation_input_tokens")) or 0
    if fresh is None or output is None or not fresh + cached + written:
        return None
    return TokenUsage(fresh + cached + written, output, cached=cached, cache_written=written)
