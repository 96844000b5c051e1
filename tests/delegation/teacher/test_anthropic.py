"""Anthropic's Messages API behind the same door, against a fake that sends what it sends."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from delegation.teacher import (
    TeacherBroken,
    TeacherError,
    TeacherMisconfigured,
    TeacherUnavailable,
    Turn,
    price_of,
)
from delegation.teacher.usage import TokenUsage
from tests.delegation.teacher.providers import ANSWER, Answered, Asked, refused
from tests.delegation.teacher.visiting import Visitor

START = {
    "input_tokens": 20,
    "cache_read_input_tokens": 90,
    "cache_creation_input_tokens": 10,
    "output_tokens": 1,
}
NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(name="visitor")
def anthropic(visitor: Visitor) -> Visitor:
    visitor.protocol, visitor.model = "anthropic", "claude-haiku-4-5"
    return visitor


def named(name: str, **data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name} | data)}\n\n".encode()


def said(*pieces: str, reason: str = "end_turn", thought: str = "") -> Answered:
    parts = [named("message_start", message={"role": "assistant", "usage": START})]
    parts.append(named("ping"))
    if thought:
        parts.append(named("content_block_start", index=0, content_block={"type": "thinking"}))
        delta = {"type": "thinking_delta", "thinking": thought}
        parts.append(named("content_block_delta", index=0, delta=delta))
        parts.append(named("content_block_stop", index=0))
    parts.append(named("content_block_start", index=1, content_block={"type": "text", "text": ""}))
    for piece in pieces:
        delta = {"type": "text_delta", "text": piece}
        parts.append(named("content_block_delta", index=1, delta=delta))
    parts.append(named("content_block_stop", index=1))
    parts.append(named("message_delta", delta={"stop_reason": reason}, usage={"output_tokens": 9}))
    return Answered([*parts, named("message_stop")])


def test_it_streams_the_text_and_counts_what_the_cache_gave(visitor: Visitor) -> None:
    visitor.gets_the_answer(said(ANSWER[:9], ANSWER[9:]))
    visitor.gets_the_answer(said(ANSWER[:9], ANSWER[9:]))
    assert len(visitor.pieces) == 2
    usage = visitor.calls[0].usage
    assert usage == TokenUsage(120, 9, cached=90, cache_written=10)


def test_thoughts_are_dropped(visitor: Visitor) -> None:
    visitor.gets_the_answer(said(ANSWER, thought="at most 15 %"))


def test_system_is_apart_and_the_stable_beginning_is_marked(visitor: Visitor) -> None:
    turns = (Turn(False, "Welcome!"), Turn(True, "Hi"), Turn(False, "Hello!"))
    visitor.ask(said(ANSWER), turns=turns)
    asked = visitor.server.asked[-1]
    assert asked.path == "/v1/messages"
    assert asked.headers["x-api-key"] == "sk-a"
    assert asked.headers["anthropic-version"]
    assert "authorization" not in asked.headers
    assert "You sell books." in asked.body["system"][0]["text"]
    assert asked.body["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert [turn["role"] for turn in asked.body["messages"]] == ["user", "assistant", "user"]
    assert asked.body["messages"][1]["content"][-1]["cache_control"]
    assert asked.body["max_tokens"] > 0


def test_an_answer_in_one_piece_is_read_too(visitor: Visitor) -> None:
    whole = {
        "type": "message",
        "content": [{"type": "text", "text": ANSWER}],
        "stop_reason": "end_turn",
        "usage": START | {"output_tokens": 9},
    }
    visitor.gets_the_answer(Answered([json.dumps(whole).encode()]))


@pytest.mark.parametrize(
    ("answered", "kind", "code"),
    [
        (said("Hi", reason="max_tokens"), TeacherBroken, "length"),
        (said("Hi", reason="refusal"), TeacherBroken, "refusal"),
        (said("Hi", reason="tool_use"), TeacherBroken, "unknown_finish"),
        (Answered(said("Hi").parts[:4]), TeacherBroken, "truncated"),
        (
            refused(
                401,
                {
                    "type": "error",
                    "error": {"type": "authentication_error", "message": "invalid x-api-key"},
                },
            ),
            TeacherMisconfigured,
            "key_refused",
        ),
        (
            refused(
                404, {"type": "error", "error": {"type": "not_found_error", "message": "model: x"}}
            ),
            TeacherMisconfigured,
            "model_unknown",
        ),
        (
            refused(
                400,
                {
                    "type": "error",
                    "error": {
                        "type": "invalid_request_error",
                        "message": "Your credit balance is too low to access the API.",
                    },
                },
            ),
            TeacherMisconfigured,
            "quota_exhausted",
        ),
        (
            refused(
                400,
                {
                    "type": "error",
                    "error": {
                        "type": "invalid_request_error",
                        "message": "prompt is too long: 210000 tokens > 200000 maximum",
                    },
                },
            ),
            TeacherMisconfigured,
            "context_too_long",
        ),
        (
            refused(
                529,
                {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
            ),
            TeacherUnavailable,
            "server_error",
        ),
        (
            Answered([named("error", error={"type": "overloaded_error", "message": "Overloaded"})]),
            TeacherUnavailable,
            "rate_limited",
        ),
    ],
)
def test_every_failure_has_the_same_names(
    visitor: Visitor, answered: Answered, kind: type[TeacherError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        visitor.ask(answered)
    assert caught.value.code == f"teacher_{code}"


def test_a_server_that_refuses_the_marks_is_asked_without(visitor: Visitor) -> None:
    def accepts(asked: Asked) -> Answered:
        if "cache_control" not in json.dumps(asked.body):
            return said(ANSWER)
        words = "system.0.cache_control: Extra inputs are not permitted"
        return refused(
            400, {"type": "error", "error": {"type": "invalid_request_error", "message": words}}
        )

    assert visitor.ask(accepts).parsed.user_response == ANSWER
    visitor.gets_the_answer(accepts)


def test_reads_and_writes_of_the_cache_have_prices_of_their_own() -> None:
    cost = price_of(
        "https://api.anthropic.com/v1",
        "claude-haiku-4-5",
        usage=TokenUsage(1_000_000, 0, cached=500_000, cache_written=250_000),
        at=NOON,
    )
    assert cost == Decimal("0.25") + Decimal("0.05") + Decimal("0.3125")
