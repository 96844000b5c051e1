"""An endpoint that refuses a request is asked in another way, or its reason reaches a person."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.conversations.models import OwnTeacher
from delegation.conversations.services.exams import record_exam
from delegation.conversations.services.teachers import endpoint_of, key_purpose
from delegation.domain.teaching.marks import MARK
from delegation.domain.teaching.ways import Way
from delegation.domain.wire.addresses import complete_address
from tenants.sealing import seal
from tests.delegation.conversations.chatting import (
    MESSAGE,
    PERSONA,
    Chat,
    assert_the_stream_only_grows,
    set_price,
    stored_events,
)
from tests.delegation.teacher.providers import (
    ANSWER,
    Answered,
    Asked,
    Provider,
    event,
    refused,
    streamed,
    whole,
)

pytestmark = pytest.mark.django_db
MARKED = f"{ANSWER}{MARK}hi"
Body = dict[str, Any]


def error(message: str, **more: Any) -> Body:
    return {"error": {"message": message, **more}}


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


QUOTAS = {
    "openai": refused(429, error("You exceeded your current quota", code="insufficient_quota")),
    "anthropic": refused(400, error("Your credit balance is too low to access the API.")),
    "deepseek": refused(402, error("Insufficient Balance")),
    "openrouter": refused(402, error("Insufficient credits. Add more and retry.", code=402)),
    "billing": refused(400, error("Billing hard limit has been reached")),
}


@pytest.mark.parametrize("name", QUOTAS)
def test_an_account_without_credit_is_named_in_the_log_and_asked_once(
    chat: Chat, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    row = chat.say(QUOTAS[name])
    assert (row.state, row.error_code) == ("failed", "teacher_quota_exhausted")
    assert row.error_message == "The assistant is not available right now."
    assert [call.cost for call in chat.calls_of(row)] == [0]
    assert "out of credit" in caplog.text
    chat.gets_the_answer(streamed(MARKED))


WAIT = {
    "header": refused(429, error("Rate limit reached"), Retry_After="1"),
    "milliseconds": refused(429, error("Rate limit reached"), Retry_After_Ms="200"),
    "in the body": refused(
        429,
        [
            error(
                "You exceeded your current quota, please check your plan and billing details.",
                status="RESOURCE_EXHAUSTED",
                details=[{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1s"}],
            )
        ],
    ),
    "loading": refused(503, error("Loading model", type="unavailable_error")),
}


@pytest.mark.parametrize("name", WAIT)
def test_an_endpoint_that_is_busy_once_answers_and_the_lesson_has_its_cost(
    chat: Chat, name: str
) -> None:
    before: list[Asked] = []

    def provider(asked: Asked) -> Answered:
        before.append(asked)
        return WAIT[name] if len(before) == 1 else streamed(MARKED)

    chat.gets_the_answer(provider, calls=2)


USAGES: dict[str, tuple[Body, tuple[str, str, str], str, tuple[int, int]]] = {
    "cached input": (
        {
            "prompt_tokens": 2746,
            "completion_tokens": 197,
            "total_tokens": 2943,
            "prompt_tokens_details": {"cached_tokens": 2208},
        },
        ("0.25", "0.025", "2"),
        "0.0005837",
        (2746, 197),
    ),
    "reasoning beside": (
        {
            "prompt_tokens": 279,
            "completion_tokens": 6,
            "total_tokens": 374,
            "completion_tokens_details": {"reasoning_tokens": 89},
        },
        ("3", "0.75", "15"),
        "0.002262",
        (279, 95),
    ),
    "hidden thought": (
        {"prompt_tokens": 1200, "completion_tokens": 60, "total_tokens": 2460},
        ("0.3", "0.075", "2.5"),
        "0.00351",
        (1200, 1260),
    ),
    "hits and misses": (
        {
            "prompt_tokens": 1500,
            "completion_tokens": 40,
            "total_tokens": 1540,
            "prompt_cache_hit_tokens": 1408,
            "prompt_cache_miss_tokens": 92,
        },
        ("0.28", "0.028", "0.42"),
        "0.00008199",
        (1500, 40),
    ),
    "audio and unknown details": (
        {
            "prompt_tokens": 300,
            "completion_tokens": 20,
            "total_tokens": 320,
            "prompt_tokens_details": {"audio_tokens": 0, "image_tokens": 7},
        },
        ("1", "1", "1"),
        "0.00032",
        (300, 20),
    ),
}


@pytest.mark.parametrize("name", USAGES)
def test_every_usage_is_paid_to_the_last_digit(chat: Chat, name: str) -> None:
    usage, (read, cached, written), cost, tokens = USAGES[name]
    set_price(read, written, cached=cached, at=chat.server.base_url)
    row = chat.gets_the_answer(streamed(MARKED, usage=usage))
    (call,) = chat.calls_of(row)
    assert (call.prompt_tokens, call.completion_tokens) == tokens
    assert abs((call.cost or 0) - Decimal(cost)) < Decimal("0.00000001")


UNKNOWN: dict[str, Any] = {
    "zero": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    "none": None,
    "no prompt": {"prompt_tokens": 0, "completion_tokens": 9, "total_tokens": 9},
    "no completion for text": {"prompt_tokens": 120, "completion_tokens": 0, "total_tokens": 120},
    "words": {"prompt_tokens": "many", "completion_tokens": "few"},
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_usage_that_cannot_be_right_is_unknown_and_the_budget_pays_the_reserve(
    chat: Chat, name: str
) -> None:
    row = chat.say(streamed(MARKED, usage=UNKNOWN[name]))
    assert (row.state, row.answer.text) == ("answered", ANSWER)
    (call,) = chat.calls_of(row)
    assert (call.cost, call.prompt_tokens, call.price_source) == (None, None, "unknown")
    assert chat.lesson().cost is None
    assert chat.month().spent == call.reserved > 0
    assert chat.month().reserved == 0


AZURE = "/openai/deployments/x"


@pytest.mark.parametrize("whose", ["platform", "tenant"])
@pytest.mark.parametrize(
    ("written", "path"),
    [
        (f"{AZURE}?api-version=2024-10-21", f"{AZURE}/chat/completions?api-version=2024-10-21"),
        (f"{AZURE}/?api-version=2024-10-21", f"{AZURE}/chat/completions?api-version=2024-10-21"),
        ("/v1/", "/v1/chat/completions"),
        ("", "/v1/chat/completions"),
        ("/v1/chat/completions", "/v1/chat/completions"),
    ],
)
def test_every_way_to_write_an_address_is_called_rightly(
    chat: Chat, fresh_teacher: None, settings: Settings, whose: str, written: str, path: str
) -> None:
    host = chat.server.base_url.removesuffix("/v1")
    address = complete_address(f"{host}{written}")
    if whose == "platform":
        settings.TEACHER_BASE_URL = address
    else:
        settings.TEACHER_EXCEPTIONS = [f"127.0.0.1:{chat.server.port}"]
        sealed = seal("sk", tenant_id=chat.tenant.pk, purpose=key_purpose(address))
        OwnTeacher.objects.create(
            tenant=chat.tenant,
            base_url=address,
            model="own",
            sealed_key=sealed,
            tested_at=timezone.now(),
        )
        chat.tenant.input_price = chat.tenant.output_price = Decimal(1)
        chat.tenant.save()
    chat.gets_the_answer(streamed(MARKED))
    assert chat.asked[-1].path == path
