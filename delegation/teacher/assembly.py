"""What has been received of one completion: its text, its end and its usage, in any protocol."""

from abc import ABC, abstractmethod
from typing import Any

from delegation.teacher.endpoint_refusal import EndpointRefusal
from delegation.teacher.errors import TeacherBroken
from delegation.teacher.refusals import read_refusal, refusal_error
from delegation.teacher.sse import ServerEvent
from delegation.teacher.usage import TokenUsage

# Names that servers give to a model's own end, in lower case.
FINISHED = ("stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete", "done")
LENGTH = ("length", "max_tokens", "model_length", "model_context_window_exceeded")
# Where protocols have what the model writes: replies, thoughts, and arguments of tools.
TEXT_FIELDS = frozenset(
    ("content", "text", "thinking", "reasoning", "reasoning_content", "refusal", "partial_json")
)
FILTERED = ("content_filter", "safety", "prohibited_content", "blocklist", "recitation", "spii")


class Assembly(ABC):
    """A completion as it grows; a protocol says how one event changes it."""

    def __init__(self) -> None:
        self.status: int | None = None  # of the HTTP response
        self.usage: TokenUsage | None = None
        self.events = 0
        self.finish: str | None = None
        self.done = False
        self.thinks_apart = False  # the server gives thoughts outside the reply
        self.wrote = False
        self.written_bytes = 0  # of all that the model wrote, its thoughts included
        self._half = ""  # the first half of a character whose second comes with the next piece

    @abstractmethod
    def read_data(self, data: dict[str, Any]) -> str:
        """Take an event's object and return the text that it adds. Raises TeacherError."""

    @property
    def input_tokens(self) -> int | None:
        return self.usage.input if self.usage else None

    @property
    def output_tokens(self) -> int | None:
        return self.usage.output if self.usage else None

    @property
    def complete(self) -> bool:
        """Whether an end marker was seen: a finish reason, or the protocol's own."""
        return self.done or self.finish is not None

    def take(self, event: ServerEvent) -> str:
        """Take one event and return the text that it adds, in whole characters.

        Raises TeacherError for an error inside the stream, a refusal and anything that the
        protocol does not know.
        """
        self.events += 1
        if event.data is None:
            self.done = True
            return ""
        error = event.data.get("error") or (event.data if event.name == "error" else None)
        if error:
            raise refusal_error(read_refusal(event.data if event.name else {"error": error}))
        self.written_bytes += _text_bytes(event.data)
        text = self._half + self.read_data(event.data)
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        whole = text.removesuffix(self._half) if self._half else text
        self.wrote = self.wrote or bool(whole.strip())
        return join_halves(whole)

    def check(self) -> None:
        """Raise TeacherBroken unless the completion has come to the model's own end."""
        if not self.events:
            raise TeacherBroken("teacher_garbage")
        if not self.complete:
            raise TeacherBroken("teacher_truncated")
        reason = (self.finish or FINISHED[0]).lower()
        if reason in LENGTH:
            raise TeacherBroken("teacher_length")
        if reason in FILTERED:
            raise TeacherBroken("teacher_content_filter")
        if reason == "error":
            raise refusal_error(EndpointRefusal(status=200, message="the answer ended in an error"))
        if reason not in FINISHED:
            raise TeacherBroken("teacher_unknown_finish", reason[:100])

    def keep_usage(self, usage: TokenUsage | None) -> None:
        """Keep the largest usage: some servers count up from chunk to chunk, and end with zeros."""
        if usage and (self.usage is None or usage.total >= self.usage.total):
            self.usage = usage


def _text_bytes(data: Any, name: str = "") -> int:
    """Count the bytes of the texts in an event, wherever its protocol has them."""
    if isinstance(data, str):
        return len(data.encode("utf-8", "replace")) if name in TEXT_FIELDS else 0
    if isinstance(data, dict):
        return sum(_text_bytes(value, key) for key, value in data.items())
    if isinstance(data, list):
        return sum(_text_bytes(value, name) for value in data)
    return 0


def join_halves(text: str) -> str:
    """Return the text with the halves of one character joined."""
    if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
