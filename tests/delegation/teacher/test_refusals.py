"""An endpoint that refuses a request is asked in another way, or its reason is named."""

from typing import Any

import pytest

from delegation.teacher import (
    TeacherBroken,
    TeacherError,
    TeacherMisconfigured,
    TeacherUnavailable,
    Turn,
)
from tests.delegation.teacher.providers import (
    ANSWER,
    Answered,
    Asked,
    Provider,
    error,
    event,
    refused,
    streamed,
    whole,
)
from tests.delegation.teacher.visiting import Visitor


def unless(accepts: Any, refusal: Answered, answer: Answered | None = None) -> Provider:
    """A provider that refuses requests until they are as it accepts them."""
    return lambda asked: (answer or streamed(ANSWER)) if accepts(asked.body) else refusal


def without(name: str) -> Any:
    return lambda body: name not in body


FIELD_REFUSALS = [
    (400, "stream_options", error("Unrecognized request argument supplied: stream_options")),
    (
        422,
        "stream_options",
        {
            "detail": [
                {
                    "type": "extra_forbidden",
                    "loc": ["body", "stream_options"],
                    "msg": "Extra inputs are not permitted",
                }
            ]
        },
    ),
    (
        422,
        "max_completion_tokens",
        {
            "object": "error",
            "message": {
                "detail": [
                    {
                        "loc": ["body", "max_completion_tokens"],
                        "msg": "Extra inputs are not permitted",
                    }
                ]
            },
        },
    ),
    (400, "max_completion_tokens", error("Unsupported parameter", param="max_completion_tokens")),
    (
        400,
        "max_completion_tokens",
        error(
            'Invalid JSON payload received. Unknown name "max_completion_tokens": '
            "Cannot find field."
        ),
    ),
    (400, "reasoning_effort", error("`reasoning_effort` is not supported with this model")),
    (400, "reasoning_effort", error("Unsupported", param="reasoning_effort")),
]


@pytest.mark.parametrize(("status", "name", "body"), FIELD_REFUSALS)
def test_a_field_that_is_refused_is_left_out_and_that_is_remembered(
    visitor: Visitor, status: int, name: str, body: Any
) -> None:
    visitor.model = "gpt-5-mini"
    provider = unless(without(name), refused(status, body))
    assert visitor.ask(provider).parsed.user_response == ANSWER
    assert [call.outcome for call in visitor.calls] == ["teacher_request_refused", "ok"]
    assert [call.refused for call in visitor.calls] == [True, False]
    visitor.gets_the_answer(provider)
    assert {"max_tokens", "max_completion_tokens"} & set(visitor.server.asked[-1].body)


STREAM_REFUSALS = [
    error(
        "Your organization must be verified to stream this model.",
        param="stream",
        code="unsupported_value",
    ),
    error("Streaming is not supported for this model"),
    error("This model does not support streaming."),
]


@pytest.mark.parametrize("body", STREAM_REFUSALS)
def test_an_endpoint_that_must_not_stream_is_asked_for_the_whole(
    visitor: Visitor, body: Any
) -> None:
    provider = unless(lambda sent: not sent.get("stream"), refused(400, body), whole())
    assert visitor.ask(provider).parsed.user_response == ANSWER
    visitor.gets_the_answer(provider)
    assert visitor.server.asked[-1].body["stream"] is False
    assert "stream_options" not in visitor.server.asked[-1].body


SYSTEM_REFUSALS = [
    error("System role not supported"),
    error("system role is not supported for this model"),
    error("Developer instruction is not enabled for models/gemma-3-27b-it"),
    error("Conversation roles must alternate user/assistant/user/assistant/..."),
    error("Invalid role: system"),
]


@pytest.mark.parametrize("body", SYSTEM_REFUSALS)
def test_without_a_system_role_the_persona_is_in_the_first_user_message(
    visitor: Visitor, body: Any
) -> None:
    def has_no_system(sent: dict[str, Any]) -> bool:
        return all(each["role"] != "system" for each in sent["messages"])

    provider = unless(has_no_system, refused(400, body))
    assert visitor.ask(provider).parsed.user_response == ANSWER
    visitor.gets_the_answer(provider)
    first = visitor.server.asked[-1].body["messages"][0]
    assert first["role"] == "user"
    assert "You sell books." in first["content"]


@pytest.mark.parametrize(
    ("answered", "kind", "code"),
    [
        (refused(400, error("filtered", code="content_filter")), TeacherBroken, "content_filter"),
        (
            refused(
                400,
                error(
                    "The response was filtered due to the prompt triggering Azure OpenAI's "
                    "content management policy."
                ),
            ),
            TeacherBroken,
            "content_filter",
        ),
        (
            refused(403, error("Your input was flagged by moderation")),
            TeacherBroken,
            "content_filter",
        ),
        (
            refused(429, error("x", code="insufficient_quota")),
            TeacherMisconfigured,
            "quota_exhausted",
        ),
        (
            refused(400, error("Your credit balance is too low to access the API.")),
            TeacherMisconfigured,
            "quota_exhausted",
        ),
        (refused(402, error("Insufficient Balance")), TeacherMisconfigured, "quota_exhausted"),
        (
            refused(400, error("Billing hard limit has been reached")),
            TeacherMisconfigured,
            "quota_exhausted",
        ),
        (
            refused(400, [error("API key not valid. Please pass a valid API key.")]),
            TeacherMisconfigured,
            "key_refused",
        ),
        (
            refused(400, error("The model `x` does not exist", code="model_not_found")),
            TeacherMisconfigured,
            "model_unknown",
        ),
        (refused(404, "nothing here"), TeacherMisconfigured, "model_unknown"),
        (refused(400, error("something else")), TeacherMisconfigured, "request_refused"),
        (
            refused(429, error("You exceeded your current quota", code="429"), Retry_After="60"),
            TeacherUnavailable,
            "rate_limited",
        ),
        (
            Answered([event(error("Rate limit reached", code="rate_limit_exceeded"))]),
            TeacherUnavailable,
            "rate_limited",
        ),
        (
            Answered([event(error("blocked", code="content_filter"))]),
            TeacherBroken,
            "content_filter",
        ),
        (
            Answered([b"event: error\n", event({"message": "it crashed"})]),
            TeacherUnavailable,
            "error_in_stream",
        ),
        (streamed("Hi", finish="SAFETY"), TeacherBroken, "content_filter"),
        (streamed("Hi", finish="MAX_TOKENS"), TeacherBroken, "length"),
        (streamed("Hi", finish="error"), TeacherUnavailable, "error_in_stream"),
    ],
)
def test_a_refusal_is_read_as_what_it_is(
    visitor: Visitor, answered: Answered, kind: type[TeacherError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        visitor.ask(answered)
    assert caught.value.code == f"teacher_{code}"


def test_what_a_filter_refuses_was_free_and_the_next_message_is_unaffected(
    visitor: Visitor,
) -> None:
    with pytest.raises(TeacherError):
        visitor.ask(refused(400, error("no", code="content_filter")))
    assert [call.refused for call in visitor.calls] == [True]
    visitor.gets_the_answer(streamed(ANSWER))


def test_a_conversation_that_is_too_long_is_shortened_once(visitor: Visitor) -> None:
    turns = tuple(Turn(number % 2 == 0, f"turn {number} " + "x" * 300) for number in range(20))
    words = "This model's maximum context length is 4096 tokens."
    too_long = refused(400, error(words, code="context_length_exceeded"))

    def accepts(asked: Asked) -> Answered:
        said = str(asked.body["messages"])
        return streamed(ANSWER) if said.count("turn ") < 5 and "turn 19 " in said else too_long

    assert visitor.ask(accepts, turns=turns).parsed.user_response == ANSWER
    assert len(visitor.calls) == 2
    with pytest.raises(TeacherMisconfigured) as caught:
        visitor.ask(too_long, turns=turns)
    assert caught.value.code == "teacher_context_too_long"
    assert len(visitor.calls) == 2


def test_what_it_said_is_kept_without_anything_like_a_key(visitor: Visitor) -> None:
    with pytest.raises(TeacherError) as caught:
        visitor.ask(
            refused(401, error("Incorrect API key provided: sk-abcdefgh1234. " + "x" * 999))
        )
    assert "sk-abcdefgh1234" not in caught.value.detail
    assert "Incorrect API key provided" in caught.value.detail
    assert len(caught.value.detail) <= 300


def test_a_limit_that_is_too_high_is_lowered(visitor: Visitor) -> None:
    def accepts(sent: dict[str, Any]) -> bool:
        return bool(sent["max_completion_tokens"] <= 1024)

    words = "max_completion_tokens is too large: 1500. This model supports at most 1024 tokens"
    provider = unless(accepts, refused(400, error(words, param="max_completion_tokens")))
    assert visitor.ask(provider).parsed.user_response == ANSWER
    assert visitor.server.asked[-1].body["max_completion_tokens"] == 1024


def test_no_limit_is_left_out_for_the_second_time(visitor: Visitor) -> None:
    refusals = {
        "max_completion_tokens": refused(400, error("no", param="max_completion_tokens")),
        "max_tokens": refused(400, error("no", param="max_tokens")),
    }

    def refuses_both(asked: Asked) -> Answered:
        return next(found for name, found in refusals.items() if name in asked.body)

    with pytest.raises(TeacherMisconfigured):
        visitor.ask(refuses_both)
    assert len(visitor.calls) == 2
