"""OpenAI's chat protocol, as its many servers speak it."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from delegation.domain.teaching.schema import REPLY_SCHEMA
from delegation.domain.wire.addresses import call_address, is_azure, takes_cache_key
from delegation.teacher.assembly import Assembly
from delegation.teacher.errors import TeacherBroken
from delegation.teacher.protocols.chat import Message, OutgoingCall, without_system
from delegation.teacher.shape import Format, Shape
from delegation.teacher.usage import read_chat_usage

# Models that think before they write, at the visitor's expense. Small talk needs little thought.
_REASONS = re.compile(r"(.*/)?(gpt-5|o\d)")
_THOUGHT_FIELDS = (
    *("reasoning_content", "reasoning", "reasoning_details", "reasoning_text"),
    *("thinking", "thinking_content", "thought"),
)


class OpenAIChat:
    """Chat completions."""

    name = "openai"
    label = "OpenAI chat"

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
        headers = {"Authorization": f"Bearer {api_key}"}
        if is_azure(base_url):
            headers["api-key"] = api_key
        sent = list(messages) if shape.system else without_system(messages)
        fields = _fields(model, shape, min(output_tokens, shape.most_output or output_tokens))
        if takes_cache_key(base_url):
            fields["prompt_cache_key"] = _cache_key(messages)
        kept = {name: value for name, value in fields.items() if name not in shape.omit}
        body = {"model": model, "messages": sent, "stream": shape.stream, **kept}
        return OutgoingCall(call_address(base_url, "/chat/completions"), headers, body)

    def start_assembly(self) -> Assembly:
        return ChatAssembly()


def _fields(model: str, shape: Shape, output_tokens: int) -> dict[str, Any]:
    """Return the fields that not every server accepts."""
    new_limit = "max_completion_tokens" not in shape.omit
    fields: dict[str, Any] = {"max_completion_tokens" if new_limit else "max_tokens": output_tokens}
    if shape.stream:
        fields["stream_options"] = {"include_usage": True}
    if _REASONS.match(model):
        fields["reasoning_effort"] = "low"
    if shape.format is Format.SCHEMA:
        schema = {"name": "reply", "strict": True, "schema": REPLY_SCHEMA}
        fields["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif shape.format is Format.JSON:
        fields["response_format"] = {"type": "json_object"}
    return fields


def _cache_key(messages: Sequence[Message]) -> str:
    """Name the beginning that all requests of a tenant share, for the provider's prefix cache."""
    return sha256(messages[0]["content"].encode()).hexdigest()[:32]


class ChatAssembly(Assembly):
    """A chat completion: chunks with deltas, or one object with a message."""

    def read_data(self, data: dict[str, Any]) -> str:
        choices = data.get("choices") or []
        if not isinstance(choices, list):
            raise TeacherBroken("teacher_garbage")
        text = self._read_choice(choices[0]) if choices and _is_first(choices[0]) else ""
        self.keep_usage(read_chat_usage(data.get("usage"), wrote=self.wrote or bool(text.strip())))
        return text

    def _read_choice(self, choice: dict[str, Any]) -> str:
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self.finish = reason
        # Some servers repeat the whole message after its deltas.
        whole = choice.get("message") if not self.wrote else None
        delta = choice.get("delta") or whole or {}
        if not isinstance(delta, dict):
            raise TeacherBroken("teacher_garbage")
        if delta.get("refusal"):
            raise TeacherBroken("teacher_refusal", str(delta["refusal"])[:300])
        self.thinks_apart = self.thinks_apart or any(delta.get(name) for name in _THOUGHT_FIELDS)
        content = delta.get("content")
        if content is None or isinstance(content, str):
            return content or ""
        return "".join(self._read_parts(content))

    def _read_parts(self, content: object) -> Iterator[str]:
        """Yield the text of typed parts; thoughts are dropped."""
        for part in content if isinstance(content, list) else [content]:
            if isinstance(part, str):
                yield part
            elif not isinstance(part, dict):
                raise TeacherBroken("teacher_garbage")
            elif part.get("type") in ("text", "output_text", None):
                text = part.get("text") or ""
                yield str(text.get("value") or "") if isinstance(text, dict) else str(text)
            elif part.get("type") == "refusal":
                raise TeacherBroken("teacher_refusal", str(part.get("refusal"))[:300])
            else:
                self.thinks_apart = True


def _is_first(choice: object) -> bool:
    """Tell whether this is the answer: a second one was not requested."""
    if not isinstance(choice, dict):
        raise TeacherBroken("teacher_garbage")
    return choice.get("index") in (0, None, "0")
