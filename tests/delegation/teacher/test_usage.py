"""Forty shapes of usage that providers really send, and what each call costs to the last digit."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from genai_prices import Usage, calc_price

from delegation.teacher import price_of
from delegation.teacher.prices import OwnPrices, most_price_of
from delegation.teacher.usage import TokenUsage, read_chat_usage

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
OPENAI, XAI = "https://api.openai.com/v1", "https://api.x.ai/v1"
GOOGLE, GROQ = (
    "https://generativelanguage.googleapis.com/v1beta/openai",
    "https://api.groq.com/openai/v1",
)
DEEPSEEK, MISTRAL = "https://api.deepseek.com/v1", "https://api.mistral.ai/v1"


def usage(prompt: Any, completion: Any, total: Any = None, **more: Any) -> dict[str, Any]:
    found = {"prompt_tokens": prompt, "completion_tokens": completion}
    return found | ({} if total is None else {"total_tokens": total}) | more


def cached(count: Any) -> dict[str, Any]:
    return {"prompt_tokens_details": {"cached_tokens": count}}


def reasoned(count: Any) -> dict[str, Any]:
    return {"completion_tokens_details": {"reasoning_tokens": count}}


MINI, NANO, FOUR = (OPENAI, "gpt-5-mini"), (OPENAI, "gpt-5-nano"), (OPENAI, "gpt-4o-mini")
GROK, GEMINI, SEEK = (XAI, "grok-4"), (GOOGLE, "gemini-2.5-flash"), (DEEPSEEK, "deepseek-chat")
AUDIO, SMALL = (OPENAI, "gpt-4o-audio-preview"), (MISTRAL, "mistral-small-latest")

# Provider and model, usage as sent, the kinds of tokens that are paid.
SHAPES: list[tuple[tuple[str, str], dict[str, Any], dict[str, int]]] = [
    (
        MINI,
        usage(2746, 197, 2943, **cached(2208)),
        {"input_tokens": 2746, "cache_read_tokens": 2208, "output_tokens": 197},
    ),
    (MINI, usage(300, 20, 320), {"input_tokens": 300, "output_tokens": 20}),
    (MINI, usage(300, 20), {"input_tokens": 300, "output_tokens": 20}),
    (MINI, usage(300, 84, 384, **reasoned(64)), {"input_tokens": 300, "output_tokens": 84}),
    (MINI, usage(300, 20, 320, **cached(None)), {"input_tokens": 300, "output_tokens": 20}),
    (
        MINI,
        usage(300, 20, 320, **cached(0), **reasoned(0)),
        {"input_tokens": 300, "output_tokens": 20},
    ),
    (
        MINI,
        usage(300, 20, 320, prompt_tokens_details=None, completion_tokens_details=None),
        {"input_tokens": 300, "output_tokens": 20},
    ),
    (
        MINI,
        usage(300, 20, 320, prompt_tokens_details="none"),
        {"input_tokens": 300, "output_tokens": 20},
    ),
    (MINI, usage(300.0, 20.0, 320.0), {"input_tokens": 300, "output_tokens": 20}),
    (MINI, usage(300, 20, 0), {"input_tokens": 300, "output_tokens": 20}),
    (MINI, usage(300, 20, 310), {"input_tokens": 300, "output_tokens": 20}),
    (MINI, usage(300, 20, "320"), {"input_tokens": 300, "output_tokens": 20}),
    (
        MINI,
        usage(2746, 197, 2943, cached_tokens=2208),
        {"input_tokens": 2746, "cache_read_tokens": 2208, "output_tokens": 197},
    ),
    (
        MINI,
        {"input_tokens": 300, "output_tokens": 20, "total_tokens": 320},
        {"input_tokens": 300, "output_tokens": 20},
    ),
    (
        MINI,
        {
            "input_tokens": 2000,
            "output_tokens": 20,
            "input_tokens_details": {"cached_tokens": 1024},
            "output_tokens_details": {"reasoning_tokens": 10},
        },
        {"input_tokens": 2000, "cache_read_tokens": 1024, "output_tokens": 20},
    ),
    (
        MINI,
        usage(1024, 9, 1033, **cached(1024)),
        {"input_tokens": 1024, "cache_read_tokens": 1024, "output_tokens": 9},
    ),
    (
        NANO,
        usage(5000, 1, 5001, **cached(4864)),
        {"input_tokens": 5000, "cache_read_tokens": 4864, "output_tokens": 1},
    ),
    (NANO, usage(1, 1500, 1501, **reasoned(1490)), {"input_tokens": 1, "output_tokens": 1500}),
    (
        FOUR,
        usage(1500, 30, 1530, **cached(1280)),
        {"input_tokens": 1500, "cache_read_tokens": 1280, "output_tokens": 30},
    ),
    (FOUR, usage(12, 3, 15, service_tier="default"), {"input_tokens": 12, "output_tokens": 3}),
    (GROK, usage(279, 6, 374, **reasoned(89)), {"input_tokens": 279, "output_tokens": 95}),
    (GROK, usage(279, 6, **reasoned(89)), {"input_tokens": 279, "output_tokens": 95}),
    (GROK, usage(279, 6, 374, reasoning_tokens=89), {"input_tokens": 279, "output_tokens": 95}),
    (GROK, usage(279, 95, 374, **reasoned(89)), {"input_tokens": 279, "output_tokens": 95}),
    (
        GROK,
        usage(1279, 6, 1374, **cached(1024), **reasoned(89)),
        {"input_tokens": 1279, "cache_read_tokens": 1024, "output_tokens": 95},
    ),
    (GEMINI, usage(1200, 60, 2460), {"input_tokens": 1200, "output_tokens": 1260}),
    (GEMINI, usage(1200, 0, 1260), {"input_tokens": 1200, "output_tokens": 60}),
    (GEMINI, usage(1200, 60, 1260), {"input_tokens": 1200, "output_tokens": 60}),
    (
        GEMINI,
        usage(2200, 60, 2260, **cached(2000)),
        {"input_tokens": 2200, "cache_read_tokens": 2000, "output_tokens": 60},
    ),
    (
        SEEK,
        usage(1500, 40, 1540, prompt_cache_hit_tokens=1408, prompt_cache_miss_tokens=92),
        {"input_tokens": 1500, "cache_read_tokens": 1408, "output_tokens": 40},
    ),
    (
        SEEK,
        usage(1500, 40, 1540, prompt_cache_hit_tokens=0, prompt_cache_miss_tokens=1500),
        {"input_tokens": 1500, "output_tokens": 40},
    ),
    (SMALL, usage(700, 33, 733), {"input_tokens": 700, "output_tokens": 33}),
    (
        SMALL,
        usage(700, 33, 733, prompt_audio_seconds=None),
        {"input_tokens": 700, "output_tokens": 33},
    ),
    (
        (GROQ, "llama-3.3-70b-versatile"),
        usage(80, 9, 89, queue_time=0.01, total_time=0.4),
        {"input_tokens": 80, "output_tokens": 9},
    ),
    (
        (GROQ, "llama-3.1-8b-instant"),
        usage(80, 9, 89, prompt_time=0.001),
        {"input_tokens": 80, "output_tokens": 9},
    ),
    (
        AUDIO,
        usage(500, 50, 550, prompt_tokens_details={"audio_tokens": 200, "text_tokens": 300}),
        {"input_tokens": 500, "input_audio_tokens": 200, "output_tokens": 50},
    ),
    (
        AUDIO,
        usage(500, 50, 550, completion_tokens_details={"audio_tokens": 40}),
        {"input_tokens": 500, "output_tokens": 50, "output_audio_tokens": 40},
    ),
    (
        MINI,
        usage(
            300,
            20,
            320,
            completion_tokens_details={
                "reasoning_tokens": 0,
                "accepted_prediction_tokens": 4,
                "rejected_prediction_tokens": 2,
            },
        ),
        {"input_tokens": 300, "output_tokens": 20},
    ),
    (
        MINI,
        usage(300, 20, 320, cost=0.1, cost_details={"upstream": None}),
        {"input_tokens": 300, "output_tokens": 20},
    ),
    (
        (OPENAI, "gpt-5"),
        usage(300_000, 20, 300_020, **cached(299_008)),
        {"input_tokens": 300_000, "cache_read_tokens": 299_008, "output_tokens": 20},
    ),
]


def test_there_are_forty() -> None:
    assert len(SHAPES) == 40


@pytest.mark.parametrize(("where", "sent", "paid"), SHAPES)
def test_every_shape_costs_what_the_public_list_says(
    where: tuple[str, str], sent: dict[str, Any], paid: dict[str, int]
) -> None:
    base_url, model = where
    right = calc_price(
        Usage(**paid), model, provider_api_url=base_url, genai_request_timestamp=NOON
    ).total_price
    found = read_chat_usage(sent)
    assert found is not None
    assert price_of(base_url, model, usage=found, at=NOON) == right > 0


@pytest.mark.parametrize(("where", "sent", "paid"), SHAPES)
@pytest.mark.parametrize("own", [None, OwnPrices(Decimal(2), Decimal(8), Decimal(3))])
def test_what_is_reserved_covers_every_shape(
    where: tuple[str, str], sent: dict[str, Any], paid: dict[str, int], own: OwnPrices | None
) -> None:
    found = read_chat_usage(sent)
    assert found is not None
    cost = price_of(*where, usage=found, at=NOON, own=own)
    most = most_price_of(*where, TokenUsage(found.input, found.output), at=NOON, own=own)
    assert cost is not None
    assert most is not None
    assert cost <= most


def test_the_three_bills_that_were_found_wrong() -> None:
    bills = [
        (MINI, usage(2746, 197, 2943, **cached(2208)), "0.0005837"),
        (GROK, usage(279, 6, 374, **reasoned(89)), "0.002262"),
    ]
    for where, sent, price in bills:
        assert price_of(*where, usage=read_chat_usage(sent), at=NOON) == Decimal(price)
    hidden = read_chat_usage(usage(1200, 60, 2460))
    assert hidden is not None
    assert (hidden.output, hidden.reasoning) == (1260, 1200)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        [],
        "free",
        usage(0, 0, 0),
        usage(0, 9, 9),
        usage(120, 0, 120),
        usage(None, 9),
        usage(120, None),
        usage(-1, 9),
        usage(True, True),
        usage(float("nan"), 9),
        usage("120", "9"),
    ],
)
def test_what_cannot_be_right_is_unknown(sent: Any) -> None:
    assert read_chat_usage(sent) is None


def test_an_empty_answer_may_have_no_output_tokens() -> None:
    assert read_chat_usage(usage(120, 0, 120), wrote=False) == TokenUsage(120, 0)


def test_details_without_a_price_are_kept() -> None:
    found = read_chat_usage(
        usage(300, 20, completion_tokens_details={"rejected_prediction_tokens": 2, "x": None})
    )
    assert found is not None
    assert found.other == {"output_rejected_prediction_tokens": 2}
