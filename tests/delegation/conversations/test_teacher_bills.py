"""What calls of real endpoints cost, which of them are free, and at which address they are made."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.conversations.models import OwnTeacher
from delegation.conversations.services.teachers import key_purpose
from delegation.domain.teaching.marks import MARK
from delegation.domain.wire.addresses import complete_address
from tenants.sealing import seal
from tests.delegation.conversations.chatting import Chat, set_price
from tests.delegation.teacher.providers import ANSWER, Answered, Asked, error, refused, streamed

pytestmark = pytest.mark.django_db
MARKED = f"{ANSWER}{MARK}hi"
Body = dict[str, Any]


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
