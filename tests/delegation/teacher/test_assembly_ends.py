"""A completion ends in the words of its server, or in an error that has a code."""

from typing import Any

import pytest

from delegation.teacher.assembly import join_halves
from delegation.teacher.errors import TeacherBroken, TeacherError, TeacherUnavailable
from delegation.teacher.protocols.openai_chat import ChatAssembly
from delegation.teacher.sse import ServerEvent
from delegation.teacher.usage import TokenUsage

OWN_ENDS = ["stop", "eos", "eos_token", "end_turn", "stop_sequence", "complete", "done"]
CUT = ["length", "max_tokens", "model_length", "model_context_window_exceeded"]
FILTERED = [
    "content_filter",
    "safety",
    "prohibited_content",
    "blocklist",
    "recitation",
    "spii",
]


def delta(content: str, **more: Any) -> ServerEvent:
    return ServerEvent({"choices": [{"index": 0, "delta": {"content": content}, **more}]})


def ended(reason: str | None) -> ChatAssembly:
    assembly = ChatAssembly()
    assembly.take(delta("Hi", finish_reason=reason))
    return assembly


def in_both_cases(reasons: list[str]) -> list[str]:
    return [*reasons, *(each.upper() for each in reasons)]


@pytest.mark.parametrize("reason", in_both_cases(OWN_ENDS))
def test_a_completion_may_end_by_any_name_of_the_models_own_end(reason: str) -> None:
    ended(reason).check()


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        *((reason, "teacher_length") for reason in in_both_cases(CUT)),
        *((reason, "teacher_content_filter") for reason in in_both_cases(FILTERED)),
    ],
)
def test_the_end_at_a_limit_or_a_filter_has_a_code(reason: str, code: str) -> None:
    with pytest.raises(TeacherBroken) as caught:
        ended(reason).check()
    assert caught.value.code == code


def test_the_end_in_an_error_is_the_servers_fault() -> None:
    with pytest.raises(TeacherUnavailable) as caught:
        ended("error").check()
    assert caught.value.code == "teacher_error_in_stream"
    assert caught.value.refusal is not None
    assert caught.value.refusal.status == 200
    assert caught.value.detail == "HTTP 200: the answer ended in an error"


def test_an_unknown_end_is_not_taken_for_the_models_own() -> None:
    with pytest.raises(TeacherBroken) as caught:
        ended("Tired").check()
    assert (caught.value.code, caught.value.detail) == ("teacher_unknown_finish", "tired")


def test_an_end_marker_alone_ends_a_completion_and_an_open_stream_does_not() -> None:
    assembly = ended(None)
    assert not assembly.complete
    with pytest.raises(TeacherBroken) as caught:
        assembly.check()
    assert caught.value.code == "teacher_truncated"
    assert assembly.take(ServerEvent(None)) == ""
    assert (assembly.complete, assembly.events) == (True, 2)
    assembly.check()


def test_nothing_is_known_of_a_completion_before_it_begins() -> None:
    fresh = ChatAssembly()
    assert (fresh.status, fresh.usage, fresh.events, fresh.finish) == (None, None, 0, None)
    assert (fresh.done, fresh.thinks_apart, fresh.wrote) == (False, False, False)
    assert (fresh.written_bytes, fresh.input_tokens, fresh.output_tokens) == (0, None, None)
    assert not fresh.complete


def test_tokens_are_those_of_the_usage() -> None:
    assembly = ChatAssembly()
    assembly.keep_usage(TokenUsage(100, 7))
    assert (assembly.input_tokens, assembly.output_tokens) == (100, 7)
    assembly.keep_usage(TokenUsage(99, 8))  # as much in all: what came last
    assert (assembly.input_tokens, assembly.output_tokens) == (99, 8)
    assembly.keep_usage(TokenUsage(99, 7))
    assert (assembly.input_tokens, assembly.output_tokens) == (99, 8)


@pytest.mark.parametrize(
    ("event", "code", "detail"),
    [
        (
            ServerEvent({"error": {"message": "it crashed"}}),
            "teacher_error_in_stream",
            "HTTP 200: it crashed",
        ),
        (ServerEvent({"error": "it crashed"}), "teacher_error_in_stream", "HTTP 200: it crashed"),
        (
            ServerEvent({"message": "it crashed"}, name="error"),
            "teacher_error_in_stream",
            "HTTP 200: it crashed",
        ),
        (
            ServerEvent({"error": {"message": "x", "code": "rate_limit_exceeded"}}, name="error"),
            "teacher_rate_limited",
            "HTTP 200: x",
        ),
    ],
)
def test_an_error_inside_a_stream_is_read_as_its_server_means_it(
    event: ServerEvent, code: str, detail: str
) -> None:
    assembly = ChatAssembly()
    with pytest.raises(TeacherError) as caught:
        assembly.take(event)
    assert (caught.value.code, caught.value.detail) == (code, detail)
    assert assembly.events == 1


@pytest.mark.parametrize("error", [None, "", {}])
def test_an_empty_error_is_none(error: Any) -> None:
    choices = [{"index": 0, "delta": {"content": "Hi"}}]
    event = ServerEvent({"error": error, "choices": choices}, name="message")
    assert ChatAssembly().take(event) == "Hi"


def test_half_a_character_waits_for_its_other_half() -> None:
    assembly = ChatAssembly()
    pieces = ["\ud83d", "", "\ude00", " \ud83d", "\ude00\ud83d", "\ude00"]
    heard = [assembly.take(delta(piece)) for piece in pieces]
    assert heard == ["", "", "\U0001f600", " ", "\U0001f600", "\U0001f600"]


@pytest.mark.parametrize(
    ("code", "held"), [(0xD800, True), (0xDBFF, True), (0xDC00, False), (0xD7FF, False)]
)
def test_only_the_first_half_of_a_character_is_held_back(code: int, held: bool) -> None:
    shown = ChatAssembly().take(delta(chr(code)))
    assert shown == ("" if held else chr(code))


def test_joined_halves_leave_all_other_text_as_it_is() -> None:
    for text in ("", "plain", "né", "\U0001f600", "日本"):
        assert join_halves(text) == text
    assert join_halves("a\ud83d\ude00b") == "a\U0001f600b"


def test_blanks_are_no_words() -> None:
    assembly = ChatAssembly()
    for piece, wrote in ((" \n", False), ("Hi", True), (" ", True)):
        assembly.take(delta(piece))
        assert assembly.wrote is wrote


@pytest.mark.parametrize(
    ("data", "size"),
    [
        ({"choices": [{"index": 0, "delta": {"content": "é"}}]}, 2),
        ({"text": "ab", "thinking": "cd", "reasoning": "e", "reasoning_content": "f"}, 6),
        ({"refusal": "ab", "partial_json": "cd", "other": "nothing", "role": "user"}, 4),
        ({"content": [{"type": "text", "text": "ab"}, "cd", 7, None]}, 4),
        ({"content": "a\ud800b"}, 3),
    ],
)
def test_all_that_the_model_wrote_is_measured_in_bytes(data: dict[str, Any], size: int) -> None:
    assembly = ChatAssembly()
    for times in (1, 2):
        assembly.take(ServerEvent(data))
        assert assembly.written_bytes == times * size
