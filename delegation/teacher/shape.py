"""How an endpoint wants to be asked, learned from what it refuses and remembered for a while."""

import json
import re
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, Self

from delegation.domain.teaching.schema import REPLY_SCHEMA

REMEMBERED_SECONDS = 86_400  # servers are updated more rarely; a wrong memory heals in a day


class Memory(Protocol):
    """A small store that all workers share. It may forget; it never raises."""

    def get(self, key: str) -> str | None: ...

    def set(self, key: str, value: str, *, seconds: int) -> None: ...


class Format(StrEnum):
    """What the endpoint can promise of its output, strongest first."""

    SCHEMA = "schema"
    JSON = "json"
    TEXT = "text"


# Models that think before they write, at the visitor's expense. Small talk needs little thought.
_REASONS = re.compile(r"(.*/)?(gpt-5|o\d)")

_WEAKER = {Format.SCHEMA: Format.JSON, Format.JSON: Format.TEXT}


@dataclass(frozen=True, slots=True)
class Shape:
    """One way of asking: the format, and the fields that not every server knows."""

    format: Format = Format.SCHEMA
    usage: bool = True  # stream_options.include_usage
    new_limit: bool = True  # max_completion_tokens, else max_tokens
    effort: bool = True  # ask models that reason to be quick about it

    @property
    def structured(self) -> bool:
        return self.format is not Format.TEXT

    def fields(self, model: str, output_tokens: int) -> dict[str, Any]:
        """The request's fields that depend on the shape and the model."""
        limit = "max_completion_tokens" if self.new_limit else "max_tokens"
        fields: dict[str, Any] = {limit: output_tokens}
        if self.usage:
            fields["stream_options"] = {"include_usage": True}
        if self.effort and _REASONS.match(model):
            fields["reasoning_effort"] = "low"
        if self.format is Format.SCHEMA:
            schema = {"name": "reply", "strict": True, "schema": REPLY_SCHEMA}
            fields["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.format is Format.JSON:
            fields["response_format"] = {"type": "json_object"}
        return fields

    def weaker(self) -> Self | None:
        """The same with the next weaker format, or None below text."""
        weaker = _WEAKER.get(self.format)
        return replace(self, format=weaker) if weaker else None

    def without(self, complaint: str) -> Self | None:
        """The shape that avoids what a 400 complains of, or None when it names nothing of ours."""
        words = complaint.lower()
        if self.usage and ("stream_options" in words or "include_usage" in words):
            return replace(self, usage=False)
        if self.new_limit and "max_completion_tokens" in words:
            return replace(self, new_limit=False)
        if self.effort and "reasoning_effort" in words:
            return replace(self, effort=False)
        if any(word in words for word in ("response_format", "json_schema", "json_object")):
            return self.weaker()
        return None


def recall_shape(memory: Memory, key: str) -> Shape:
    """The remembered shape of an endpoint, or the strongest."""
    try:
        data = json.loads(memory.get(_name(key)) or "{}")
        return Shape(**data | {"format": Format(data.get("format", Format.SCHEMA))})
    except (ValueError, TypeError, AttributeError):
        return Shape()


def remember_shape(memory: Memory, key: str, shape: Shape) -> None:
    memory.set(_name(key), json.dumps(asdict(shape)), seconds=REMEMBERED_SECONDS)


def _name(key: str) -> str:
    return f"teacher:shape:{key}"
