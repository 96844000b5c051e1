"""The pieces of a completion -> its text, its end and its figures."""

import json
from typing import Any

from delegation.teacher.errors import TeacherBroken, TeacherError, TeacherUnavailable

DONE = "[DONE]"
# Names that servers give to a model's own end; "stop" is the protocol's.
FINISHED = ("stop", "STOP", "eos", "eos_token", "end_turn", "stop_sequence")
CUT = {"length": "teacher_length", "max_tokens": "teacher_length"} | {
    "content_filter": "teacher_content_filter"
}


class Assembly:
    """What has been received of one completion."""

    def __init__(self) -> None:
        self.input_tokens: int | None = None
        self.output_tokens: int | None = None
        self.events = 0
        self.finish: str | None = None
        self.done = False

    @property
    def complete(self) -> bool:
        """Whether an end marker was seen: a finish reason, or the protocol's [DONE]."""
        return self.done or self.finish is not None

    def take(self, data: str) -> str:
        """Take one event and give the text that it adds.

        Raises TeacherUnavailable for an error inside the stream, TeacherBroken for a refusal, an
        end that is no completion, and anything that the protocol does not know.
        """
        self.events += 1
        if data.startswith(DONE):
            self.done = True
            return ""
        chunk = _load(data)
        if chunk.get("error"):
            raise _stream_error(chunk["error"])
        self._take_usage(chunk.get("usage"))
        choices = chunk.get("choices") or []
        if not isinstance(choices, list):
            raise TeacherBroken("teacher_garbage")
        return "".join(self._take_choice(choice) for choice in choices)

    def check(self) -> None:
        """Raise TeacherBroken unless the completion has come to its own end."""
        if not self.events:
            raise TeacherBroken("teacher_garbage")
        if not self.complete:
            raise TeacherBroken("teacher_truncated")
        if self.finish in CUT:
            raise TeacherBroken(CUT[self.finish])
        if self.finish is not None and self.finish not in FINISHED:
            raise TeacherBroken("teacher_unknown_finish", self.finish[:100])

    def _take_choice(self, choice: object) -> str:
        if not isinstance(choice, dict):
            raise TeacherBroken("teacher_garbage")
        if choice.get("index", 0) != 0:  # nobody asked for a second one
            return ""
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self.finish = reason
        delta = choice.get("delta") or choice.get("message") or {}
        if not isinstance(delta, dict):
            raise TeacherBroken("teacher_garbage")
        if delta.get("refusal"):
            raise TeacherBroken("teacher_refusal", str(delta["refusal"])[:300])
        content = delta.get("content")
        if content is not None and not isinstance(content, str):
            raise TeacherBroken("teacher_garbage")
        return content or ""

    def _take_usage(self, usage: object) -> None:
        if isinstance(usage, dict):
            self.input_tokens = _count(usage.get("prompt_tokens"))
            self.output_tokens = _count(usage.get("completion_tokens"))


def _load(data: str) -> dict[str, Any]:
    try:
        chunk = json.loads(data)
    except (ValueError, RecursionError):
        raise TeacherBroken("teacher_garbage") from None
    if not isinstance(chunk, dict):
        raise TeacherBroken("teacher_garbage")
    return chunk


def _stream_error(error: object) -> TeacherError:
    detail = error if isinstance(error, dict) else {"message": error}
    if str(detail.get("code")) in ("429", "rate_limit_exceeded"):
        return TeacherUnavailable("teacher_rate_limited")
    return TeacherUnavailable("teacher_error_in_stream", str(detail.get("message"))[:300])


def _count(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return None
