"""An endpoint that refuses a request is asked in another way, or its reason reaches a person."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from delegation.conversations.services.exams import record_exam
from delegation.conversations.services.teachers import endpoint_of
from delegation.domain.teaching.marks import MARK
from delegation.domain.teaching.ways import Way
from tests.delegation.conversations.chatting import (
    MESSAGE,
    PERSONA,
    Chat,
    assert_the_stream_only_grows,
    stored_events,
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

pytestmark = pytest.mark.django_db
MARKED = f"{ANSWER}{MARK}hi"
Body = dict[str, Any]


def unless(
    accepts: Callable[[Body], bool], refusal: Answered, answer: Answered | None = None
) -> Provider:
    """A provider that refuses requests until they are as it accepts them."""
    good = answer or streamed(MARKED)
    return lambda asked: good if accepts(asked.body) else refusal


def is_learned(chat: Chat, provider: Provider, *, calls: int = 2) -> Body:
    """The refusal is avoided, free, and remembered; return the body of the next request."""
    chat.gets_the_answer(provider, calls=calls)
    chat.remembers_the_answer(provider)
    assert len(chat.asked) == calls + 1
    return chat.asked[-1].body


GRAMMAR = "Failed to convert the grammar from the given schema: unsupported keyword"
FORMAT_REFUSALS: dict[str, Answered] = {
    "schema": refused(400, error("Invalid schema: 'enum' must not be empty")),
    "grammar": refused(400, error(GRAMMAR)),
    "xgrammar": refused(400, error("The JSON contains features not supported by xgrammar.")),
    "additionalProperties": refused(
        400, error('Unknown name "additionalProperties" at generation_config: Cannot find field.')
    ),
    "422": refused(422, {"detail": [{"loc": ["body", "response_format", "type"], "msg": "no"}]}),
    "code": refused(400, error("Failed to generate JSON.", code="json_validate_failed")),
    "a list": refused(400, [error("* GenerateContentRequest.schema: should be non-empty")]),
    "in the raw words of a router": refused(
        400,
        error("Provider returned error", code=400, metadata={"raw": json.dumps(error(GRAMMAR))}),
    ),
    "text alone": refused(400, "guided decoding is not enabled"),
    "an error that is a string": refused(400, {"error": "json mode is not available"}),
    "as a fault of the server": refused(500, error("Schema compilation failed")),
    "in a stream": Answered([event(error("x", code="json_validate_failed"))]),
    "in a named event": Answered(
        [b"event: error\n", event({"message": "Grammar error: unimplemented keys"})]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMAT_REFUSALS)
def test_a_format_that_is_refused_leads_to_the_next_weaker_one(chat: Chat, name: str) -> None:
    record_exam(endpoint_of(chat.tenant), passed=True, figures={}, way=Way.JSON, trusts_marks=False)
    lesson = {"command": "LEARN_SIMPLE_PHRASE", "query": MESSAGE, "response": ANSWER}
    reply = {"userResponse": ANSWER, "awaiting": "more"}
    reply |= {"learningInstruction": lesson | {"act": "greeting"}}  # type: ignore[dict-item]

    def accepts(body: Body) -> bool:
        return bool(body.get("response_format", {}).get("type") == "json_object")

    provider = unless(accepts, FORMAT_REFUSALS[name], streamed(json.dumps(reply)))
    chat.gets_the_answer(provider, calls=2)
    chat.say(provider, "hey")
    assert len(chat.asked) == 3
    assert accepts(chat.asked[-1].body)


def test_an_endpoint_without_any_format_answers_and_is_not_asked_for_json(chat: Chat) -> None:
    record_exam(endpoint_of(chat.tenant), passed=True, figures={}, way=Way.JSON, trusts_marks=False)
    refusal = refused(400, error("response_format is not supported"))
    provider = unless(lambda body: "response_format" not in body, refusal, streamed(ANSWER))
    chat.gets_the_answer(provider, calls=3, taught=False)
    chat.say(provider, "hey")
    assert len(chat.asked) == 4


STREAM_REFUSALS = {
    "param": error("Your organization must be verified to stream.", param="stream"),
    "words": error("Streaming is not supported for this model."),
    "detail": {"detail": "stream must be false"},
}


@pytest.mark.parametrize("name", STREAM_REFUSALS)
def test_an_endpoint_that_may_not_stream_is_asked_for_the_whole(chat: Chat, name: str) -> None:
    refusal = refused(400, STREAM_REFUSALS[name])
    provider = unless(lambda body: not body["stream"], refusal, whole(MARKED))
    assert is_learned(chat, provider)["stream"] is False


SYSTEM_REFUSALS = {
    "words": error("System role not supported"),
    "gemma": error("Developer instruction is not enabled for models/gemma-3-27b-it"),
    "template": error("Conversation roles must alternate user/assistant/user/assistant/..."),
    "string": {"error": "Only user and assistant roles are supported!"},
}


@pytest.mark.parametrize("name", SYSTEM_REFUSALS)
def test_without_a_system_role_the_persona_is_in_the_first_user_message(
    chat: Chat, name: str
) -> None:
    def has_no_system(body: Body) -> bool:
        return all(each["role"] != "system" for each in body["messages"])

    provider = unless(has_no_system, refused(400, SYSTEM_REFUSALS[name]))
    first = is_learned(chat, provider)["messages"][0]
    assert (first["role"], PERSONA in first["content"]) == ("user", True)


FORBIDDEN = "Extra inputs are not permitted"
FIELD_REFUSALS: dict[str, tuple[str, Answered]] = {
    "location": (
        "stream_options",
        refused(
            422,
            {"detail": [{"loc": ["body", "stream_options"], "msg": FORBIDDEN}]},
        ),
    ),
    "location in a message": (
        "max_completion_tokens",
        refused(
            422,
            {
                "object": "error",
                "message": {"detail": [{"loc": ["body", "max_completion_tokens"], "msg": "no"}]},
            },
        ),
    ),
    "parameter": (
        "max_completion_tokens",
        refused(400, error("Unsupported parameter", param="max_completion_tokens")),
    ),
    "words": ("stream_options", refused(400, error("Unrecognized argument: stream_options"))),
    "a string as detail": (
        "max_completion_tokens",
        refused(400, {"detail": "Unsupported parameter: max_completion_tokens"}),
    ),
    "unknown name": (
        "stream_options",
        refused(400, [error('Unknown name "stream_options": Cannot find field.')]),
    ),
    "in the words of a router": (
        "stream_options",
        refused(
            400,
            error(
                "Provider returned error",
                metadata={"raw": '{"detail":"stream_options: unknown field"}'},
            ),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELD_REFUSALS)
def test_a_field_that_is_refused_is_left_out(chat: Chat, name: str) -> None:
    field, refusal = FIELD_REFUSALS[name]
    body = is_learned(chat, unless(lambda body: field not in body, refusal))
    assert {"max_tokens", "max_completion_tokens"} & set(body)


def test_several_refusals_are_avoided_one_after_the_other(chat: Chat) -> None:
    def provider(asked: Asked) -> Answered:
        if asked.body["stream"]:
            return refused(400, error("no", param="stream"))
        if any(each["role"] == "system" for each in asked.body["messages"]):
            return refused(400, error("System role not supported"))
        if "max_completion_tokens" in asked.body:
            return refused(422, {"detail": [{"loc": ["body", "max_completion_tokens"]}]})
        return whole(MARKED)

    is_learned(chat, provider, calls=4)


FILTERS = {
    "code": refused(400, error("filtered", code="content_filter")),
    "azure": refused(
        400,
        error(
            "The response was filtered due to the prompt triggering Azure OpenAI's content "
            "management policy.",
            innererror={"code": "ResponsibleAIPolicyViolation"},
        ),
    ),
    "moderation": refused(403, error("Your input was flagged by moderation")),
    "in a stream": Answered([event(error("blocked", code="content_filter"))]),
    "at the end": streamed("I may", finish="content_filter"),
    "refusal": Answered(
        [event({"choices": [{"index": 0, "delta": {"refusal": "I can't help with that."}}]})]
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_what_a_filter_stops_is_one_message_and_is_said_kindly(chat: Chat, name: str) -> None:
    row = chat.say(FILTERS[name], "something terrible")
    code = "teacher_refusal" if name == "refusal" else "teacher_content_filter"
    assert (row.state, row.error_code) == ("failed", code)
    assert row.error_message == "I cannot help with this message. Please ask me something else."
    assert stored_events(row)[-1].data["code"] == code
    assert not hasattr(row, "answer")
    assert len(chat.calls_of(row)) == 1
    chat.gets_the_answer(streamed(MARKED))


TOO_LONG = {
    "code": refused(400, error("maximum context length is 4096", code="context_length_exceeded")),
    "llama.cpp": refused(
        400,
        error(
            "request (5000 tokens) exceeds the available context size (4096 tokens)",
            type="exceed_context_size_error",
        ),
    ),
    "413": refused(
        413,
        error(
            "Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested "
            "9012, please reduce your message size and try again.",
            type="tokens",
            code="rate_limit_exceeded",
        ),
    ),
    "bedrock": refused(400, {"message": "Input is too long for requested model."}),
    "xai": refused(
        400, {"error": "This model's maximum prompt length is 2048 but the request contains 3000."}
    ),
    "tgi": refused(
        422, {"error": "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 3000 and 1500"}
    ),
    "gemini": refused(
        400, [error("The input token count (3000) exceeds the maximum number of tokens allowed.")]
    ),
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_conversation_that_is_too_long_is_shortened_once(chat: Chat, name: str) -> None:
    for number in range(6):
        chat.say(streamed(f"{number} {'long ' * 60}"), f"Tell me more of number {number}")
    before = len(chat.asked)

    def provider(asked: Asked) -> Answered:
        return streamed(MARKED) if len(asked.body["messages"]) < 8 else TOO_LONG[name]

    row = chat.say(provider)
    assert (row.state, row.answer.text) == ("answered", ANSWER)
    assert len(chat.asked) - before == 2
    assert_the_stream_only_grows(row)
    assert chat.calls_of(row)[0].cost == 0
    row = chat.say(TOO_LONG[name])
    assert (row.state, row.error_code) == ("failed", "teacher_context_too_long")
    assert "too long" in row.error_message
