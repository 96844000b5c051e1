"""How an endpoint wants to be asked, learned from what it refuses and remembered for a while."""

import json
import re
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Protocol, Self

from delegation.teacher.endpoint_refusal import EndpointRefusal

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


class Thoughts(StrEnum):
    """Where the model's thoughts are."""

    UNKNOWN = "unknown"  # a closing tag may still turn all text into a thought
    APART = "apart"  # never in the text, or inside tags that are opened
    UNOPENED = "unopened"  # in the text, and only a closing tag ends them


_WEAKER = {Format.SCHEMA: Format.JSON, Format.JSON: Format.TEXT}
_NEEDED = ("model", "messages", "stream")  # no request goes without them
_LIMITS = ("max_completion_tokens", "max_tokens")  # one of them bounds what a call can cost

_STREAM = re.compile(
    r"verified to stream"
    r"|stream(?:ing)?\b[^.]{0,40}\b(?:not|n't|un)\s?(?:supported|allowed|available)"
    r"|(?:not|n't) (?:support|allow)\w* stream|stream must be (?:false|set to false)"
    r"|unsupported[^.]{0,30}'stream'"
)
_SYSTEM = re.compile(
    r"system[ _](?:role|messages?|prompts?|instructions?)[^.]{0,60}"
    r"(?:not|n't|un)\s?(?:support|allow|enabled)"
    r"|(?:not|n't) (?:support|allow|accept)\w* (?:the )?['\"]?system"
    r"|role[^.]{0,30}system[^.]{0,30}(?:not|invalid|unsupported)"
    r"|(?:invalid|unsupported)[^.]{0,30}role[^.]{0,20}system"
    r"|developer instruction is not enabled|roles must alternate"
    r"|only (?:the )?user and (?:model|assistant)"
)
_MOST = re.compile(r"(?:at most|<=|less than or equal to|maximum[^.\d]{0,40})\s*(\d{2,6})")


@dataclass(frozen=True, slots=True)
class Shape:
    """One way of asking: the format, and what the endpoint does not accept."""

    format: Format = Format.SCHEMA
    stream: bool = True
    system: bool = True  # a system message; else the persona is in the first user message
    omit: tuple[str, ...] = ()  # fields of the request
    most_output: int | None = None  # tokens that the endpoint writes at most
    thoughts: Thoughts = Thoughts.UNKNOWN

    @property
    def structured(self) -> bool:
        return self.format is not Format.TEXT

    def weaker(self) -> Self | None:
        """Return the shape with the next weaker format, or None below text."""
        weaker = _WEAKER.get(self.format)
        return replace(self, format=weaker) if weaker else None

    def without(self, refusal: EndpointRefusal | None) -> Self | None:
        """Return the shape that avoids what the endpoint refuses, or None if it names nothing."""
        if refusal is None:
            return None
        words = refusal.words
        if self.stream and (refusal.param == "stream" or _STREAM.search(words)):
            return replace(self, stream=False)
        if self.system and _SYSTEM.search(words):
            return replace(self, system=False)
        if name := self._refused_field(refusal):
            return self._without_field(name, refusal)
        if refusal.is_about_format:
            return self.weaker()
        return None

    def _refused_field(self, refusal: EndpointRefusal) -> str | None:
        """Return the field of ours that a refusal names: as parameter, location, or in words."""
        ours = [name for name in refusal.sent if name not in _NEEDED and name not in self.omit]
        top = re.split(r"[.\[]", refusal.param)[0]
        named = [name for name in ours if name == top or name in refusal.places]
        spoken = [name for name in ours if re.search(rf"\b{name}\b", refusal.words)]
        if "cache_control" in refusal.words and "cache_control" not in self.omit:
            return "cache_control"
        if "include_usage" in refusal.words and "stream_options" in ours:
            spoken.append("stream_options")
        return next(iter([*named, *spoken]), None)

    def _without_field(self, name: str, refusal: EndpointRefusal) -> Self | None:
        if name == "response_format":
            return self.weaker()
        if name in _LIMITS:
            most = _MOST.search(refusal.words)
            if most and self.most_output is None:
                return replace(self, most_output=int(most.group(1)))
            if name == _LIMITS[-1]:
                return None
        return replace(self, omit=(*self.omit, name))


def recall_shape(memory: Memory, key: str) -> Shape:
    """Return the remembered shape of an endpoint, or the strongest."""
    try:
        data = json.loads(memory.get(_name(key)) or "{}")
        given = {"format": Format(data.get("format", Format.SCHEMA))}
        thoughts = Thoughts(data.get("thoughts", Thoughts.UNKNOWN))
        return Shape(**data | given | {"omit": tuple(data.get("omit", ())), "thoughts": thoughts})
    except (ValueError, TypeError, AttributeError):
        return Shape()


def knows_apart(memory: Memory, endpoint_name: str) -> bool:
    """Whether any tenant's reply has shown that this shared endpoint keeps thoughts apart."""
    return memory.get(f"teacher:apart:{endpoint_name}") is not None


def remember_apart(memory: Memory, endpoint_name: str) -> None:
    memory.set(f"teacher:apart:{endpoint_name}", "1", seconds=REMEMBERED_SECONDS)


def remember_shape(memory: Memory, key: str, shape: Shape) -> None:
    memory.set(_name(key), json.dumps(asdict(shape)), seconds=REMEMBERED_SECONDS)


def _name(key: str) -> str:
    return f"teacher:shape:{key}"
