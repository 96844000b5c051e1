"""One request to a model leaves a receipt, a charge to the budget, and metrics."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from delegation.conversations.models import (
    BudgetMonth,
    CallKind,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.conversations.services.call_ledger import (
    Receipts,
    calls_for,
    note_overhead,
    note_usage,
    overhead_cost,
)
from delegation.conversations.services.pricing import Prices
from delegation.domain.teaching.overhead import Asked, OverheadPart, Written
from delegation.teacher import EndedCall, Endpoint
from delegation.teacher.prices import OwnPrices
from delegation.teacher.usage import TokenUsage
from tenants.models import Tenant
from tests.delegation.conversations.making import message_of, sample

pytestmark = pytest.mark.django_db

# USD of a million tokens: read, written, and read from the provider's cache.
KNOWN = OwnPrices(Decimal(10), Decimal(100), Decimal(1))
UNKNOWN = OwnPrices(Decimal(1000), Decimal(2000))
USED = TokenUsage(
    50, 10, cached=20, cache_written=3, input_audio=0, reasoning=4, output_audio=2,
    other={"images": 7, "none": 0},
)  # fmt: skip
COST = Decimal("0.00132")  # 30 read, 20 cached, 10 written


@pytest.fixture
def escalation(tenant: Tenant) -> Escalation:
    """A message from a second ago that a worker has claimed."""
    return message_of(tenant, age=1, state=EscalationState.RUNNING, fence=1)


def prices(
    tenant: Tenant, own: OwnPrices | None = KNOWN, *, guarded: bool = False, host: str = "models"
) -> Prices:
    endpoint = Endpoint(tenant.pk, f"https://{host}.example/v1", "m", guarded=guarded)
    return Prices(endpoint, own, UNKNOWN, "platform")


def receipts(
    tenant: Tenant,
    escalation: Escalation | None = None,
    *,
    own: OwnPrices | None = KNOWN,
    **more: Any,
) -> Receipts:
    return Receipts(tenant, prices(tenant, own), (100, 20), escalation, **more)


def call_of(ledger: Receipts, **ended: Any) -> TeacherCall:
    """Make one request that ends with these values, and return its row."""
    before = set(TeacherCall.objects.values_list("pk", flat=True))
    ledger.open_one()
    ledger.close_one(EndedCall(**({"outcome": "ok"} | ended)))
    return TeacherCall.objects.exclude(pk__in=before).get()


def spent(tenant: Tenant) -> Decimal:
    month = BudgetMonth.objects.get(tenant=tenant)
    assert month.reserved == 0
    return month.spent


def test_before_a_request_the_worst_case_is_reserved(
    tenant: Tenant, escalation: Escalation
) -> None:
    receipts(tenant, escalation).open_one()
    call = TeacherCall.objects.get()
    assert call.reserved == Decimal("0.003")  # 100 read at 10, 20 written at 100
    assert (call.tenant, call.escalation, call.model) == (tenant, escalation, "m")
    assert (call.kind, call.settled, call.fence) == (CallKind.ANSWER, False, 1)
    assert call.platform_day == timezone.now().date()
    assert BudgetMonth.objects.get().reserved == Decimal("0.003")


def test_a_call_on_the_workspaces_own_key_counts_for_no_ceiling(
    tenant: Tenant, escalation: Escalation
) -> None:
    for of in (escalation, None):
        Receipts(tenant, prices(tenant, guarded=True), (100, 20), of).open_one()
    assert {call.platform_day for call in TeacherCall.objects.all()} == {None}


def test_every_request_after_the_first_is_a_retry(tenant: Tenant) -> None:
    ledger = receipts(tenant, kind=CallKind.EXAM)
    kinds = [call_of(ledger).kind for _ in range(3)]
    assert kinds == [CallKind.EXAM, CallKind.RETRY, CallKind.RETRY]
    assert TeacherCall.objects.filter(escalation=None).count() == 3


def test_the_hooks_of_an_exam_open_and_close_a_receipt(tenant: Tenant) -> None:
    hooks = receipts(tenant, kind=CallKind.EXAM).hooks()
    hooks.before_call()
    hooks.after_call(EndedCall("ok", usage=USED))
    call = TeacherCall.objects.get()
    assert (call.kind, call.settled, call.cost) == (CallKind.EXAM, True, COST)


def test_a_receipt_has_the_tokens_by_kind_and_the_price_with_its_book(
    tenant: Tenant, escalation: Escalation
) -> None:
    call = call_of(receipts(tenant, escalation), usage=USED, seconds=1.2346)
    assert (call.prompt_tokens, call.completion_tokens) == (50, 10)
    assert (call.cached_tokens, call.reasoning_tokens) == (20, 4)
    assert call.other_tokens == {"cache_written": 3, "output_audio": 2, "images": 7}
    assert (call.cost, call.settled, call.outcome) == (COST, True, "complete")
    assert (call.price_source, call.price_book) == ("platform", str(KNOWN))
    assert call.total_ms == 1235
    assert spent(tenant) == COST


def test_a_call_without_usage_has_no_tokens_and_no_price(
    tenant: Tenant, escalation: Escalation
) -> None:
    call = call_of(receipts(tenant, escalation), outcome="teacher_timeout")
    assert (call.prompt_tokens, call.other_tokens, call.cost) == (None, {}, None)
    assert (call.price_source, call.price_book) == ("unknown", "")
    assert call.outcome == "teacher_timeout"
    assert spent(tenant) == Decimal("0.003"), "the whole reservation"


def test_a_model_without_a_price_is_charged_at_the_most_it_can_cost(
    tenant: Tenant, escalation: Escalation
) -> None:
    call = call_of(receipts(tenant, escalation, own=None), usage=USED)
    assert (call.cost, call.price_source) == (None, "unknown")
    assert spent(tenant) == Decimal("0.07")  # 50 read at 1000, 10 written at 2000


def test_a_stopped_call_is_charged_for_what_can_have_been_written(
    tenant: Tenant, escalation: Escalation
) -> None:
    call_of(receipts(tenant, escalation), outcome="teacher_stopped", written_bytes=10)
    assert spent(tenant) == Decimal("0.001")  # 50 read at 10, 5 written at 100


def test_a_stopped_call_whose_usage_came_is_charged_for_that(
    tenant: Tenant, escalation: Escalation
) -> None:
    call_of(receipts(tenant, escalation, own=None), outcome="teacher_stopped", usage=USED)
    assert spent(tenant) == Decimal("0.07")


@pytest.mark.parametrize(
    "ended", [{"outcome": "x", "refused": True}, {"outcome": "teacher_rate_limited"}]
)
def test_a_call_that_was_refused_before_a_model_ran_is_free(
    tenant: Tenant, escalation: Escalation, ended: dict[str, Any]
) -> None:
    call = call_of(receipts(tenant, escalation), **ended)
    assert (call.cost, call.price_source, call.price_book) == (Decimal(0), "free", "")
    assert spent(tenant) == 0


def test_a_refusal_with_usage_is_billed_all_the_same(
    tenant: Tenant, escalation: Escalation
) -> None:
    call = call_of(receipts(tenant, escalation), outcome="x", refused=True, usage=USED)
    assert (call.cost, call.price_source, call.price_book) == (COST, "platform", str(KNOWN))


def test_a_call_is_closed_once_and_only_if_it_was_opened(
    tenant: Tenant, escalation: Escalation
) -> None:
    ledger = receipts(tenant, escalation)
    ledger.close_one(EndedCall("ok", usage=USED))
    assert not TeacherCall.objects.exists()
    call = call_of(ledger, usage=USED)
    ledger.close_one(EndedCall("x", usage=replace(USED, input=9_999)))
    call.refresh_from_db()
    assert (call.outcome, call.prompt_tokens, spent(tenant)) == ("complete", 50, COST)


def test_the_first_words_that_the_visitor_sees_are_noted_once(
    tenant: Tenant, escalation: Escalation
) -> None:
    ledger = receipts(tenant, escalation)
    ledger.note_text("before any call")
    ledger.open_one()
    ledger.note_text("Hel")
    escalation.created_at -= timedelta(hours=1)
    ledger.note_text("lo")
    ledger.close_one(EndedCall("ok", usage=USED))
    first = TeacherCall.objects.get().first_piece_ms
    assert first is not None
    assert 1_000 <= first < 60_000, "after the first words, not after the second"


def test_a_wait_is_not_negative_where_the_workers_clock_is_behind(
    tenant: Tenant, escalation: Escalation
) -> None:
    escalation.created_at = timezone.now() + timedelta(hours=1)
    ledger = receipts(tenant, escalation)
    ledger.open_one()
    ledger.note_text("Hello")
    ledger.close_one(EndedCall("ok"))
    assert TeacherCall.objects.get().first_piece_ms == 0


def test_the_first_words_of_an_exam_are_not_noted(tenant: Tenant) -> None:
    ledger = receipts(tenant, kind=CallKind.EXAM)
    ledger.open_one()
    ledger.note_text("Hello")
    ledger.close_one(EndedCall("ok"))
    assert TeacherCall.objects.get().first_piece_ms is None


@pytest.mark.parametrize(
    ("guarded", "host", "payer"),
    [(False, "https://counted.example", "platform"), (True, "own", "own")],
)
def test_operators_see_who_answers_how_fast_and_who_pays(
    tenant: Tenant, guarded: bool, host: str, payer: str
) -> None:
    def counted() -> list[float]:
        of_calls = {"host": host, "outcome": "complete"}
        return [
            sample("delegation_teacher_call_seconds_count", **of_calls),
            sample("delegation_teacher_call_seconds_sum", **of_calls),
            sample("delegation_teacher_cost_usd_total", payer=payer),
        ]

    before = counted()
    ledger = Receipts(tenant, prices(tenant, guarded=guarded, host="counted"), (100, 20))
    call_of(ledger, usage=USED, seconds=1.5)
    call_of(ledger, seconds=0)  # without usage, so its cost is unknown
    added = [now - then for now, then in zip(counted(), before, strict=True)]
    assert added == pytest.approx([2, 1.5, float(COST)])


def test_a_receipt_stays_as_it_is_where_no_usage_was_reported() -> None:
    call = TeacherCall(prompt_tokens=5, other_tokens={"a": 1})
    note_usage(call, None)
    assert (call.prompt_tokens, call.other_tokens) == (5, {"a": 1})


def measured(**tokens: int) -> TeacherCall:
    """Return a receipt of 50 read and 10 written tokens; `tokens` are all of its overhead."""
    parts = {f"{part}_{way}_tokens": 0 for part in OverheadPart for way in ("input", "output")}
    call = TeacherCall(
        prompt_tokens=50, completion_tokens=10, cached_tokens=20, reasoning_tokens=0, cost=COST,
        **(parts | tokens),
    )  # fmt: skip
    call.created_at = timezone.now()
    return call


@pytest.mark.parametrize(
    ("tokens", "usd"),
    [
        ({}, "0"),
        ({"teaching_input_tokens": 6}, "0.00006"),
        ({"envelope_input_tokens": 6, "teaching_input_tokens": 1}, "0.00007"),
        ({"mark_output_tokens": 1, "teaching_output_tokens": 2}, "0.0003"),
        ({"envelope_output_tokens": 3}, "0.0003"),
        ({"mark_input_tokens": 5}, "0.000005"),  # all of them cached
        ({"mark_input_tokens": 25}, "0.00007"),  # 20 of them cached
    ],
)
def test_the_overhead_is_the_price_of_what_the_product_added(
    tenant: Tenant, tokens: dict[str, int], usd: str
) -> None:
    assert overhead_cost(measured(**tokens), prices(tenant)) == Decimal(usd)


@pytest.mark.parametrize(
    "unknown",
    [{"cost": None}, {"prompt_tokens": None}, {"mark_input_tokens": None},
     {"envelope_output_tokens": None}],
)  # fmt: skip
def test_the_overhead_is_unknown_where_a_part_of_it_is(
    tenant: Tenant, unknown: dict[str, Any]
) -> None:
    call = measured()
    for name, value in unknown.items():
        setattr(call, name, value)
    assert overhead_cost(call, prices(tenant)) is None


def test_the_overhead_has_no_price_where_the_model_has_none(tenant: Tenant) -> None:
    assert overhead_cost(measured(), prices(tenant, None)) is None


class PricedUsage:
    """Prices that note the usages that they are asked for."""

    def __init__(self) -> None:
        self.asked: list[TokenUsage] = []

    def cost(self, usage: TokenUsage, _at: object) -> Decimal:
        self.asked.append(usage)
        return Decimal(0)


def test_each_kind_of_tokens_of_the_plain_call_is_at_most_all_of_them() -> None:
    """A provider reports each kind for the whole call, which includes the overhead."""
    call = measured(teaching_input_tokens=30, teaching_output_tokens=6)
    call.cached_tokens, call.reasoning_tokens = 40, 8
    call.other_tokens = {"cache_written": 41, "input_audio": 42, "output_audio": 9}
    prices = PricedUsage()
    overhead_cost(call, prices)  # type: ignore[arg-type]
    assert prices.asked == [
        TokenUsage(20, 4, cached=20, cache_written=20, input_audio=20, reasoning=4, output_audio=4)
    ]


def test_the_receipt_says_how_many_tokens_each_part_of_the_product_took(tenant: Tenant) -> None:
    asked = Asked(400, {OverheadPart.MARK: 44, OverheadPart.ENVELOPE: 36})
    ended = EndedCall(
        "ok", 90, 20, asked=asked, written=Written(2, 3, characters=100, shown_characters=60)
    )
    call = TeacherCall()
    note_overhead(call, ended, lambda: {OverheadPart.ENVELOPE: 13})
    counts = {
        f"{part}_{way}": getattr(call, f"{part}_{way}_tokens")
        for part in OverheadPart
        for way in ("input", "output")
    }
    assert counts == {
        "mark_input": 10, "mark_output": 2, "teaching_input": 0, "teaching_output": 3,
        "envelope_input": 13, "envelope_output": 8,
    }  # fmt: skip


def test_the_calibration_is_looked_up_only_for_requests_with_overhead() -> None:
    def looked_up() -> Mapping[OverheadPart, int]:
        raise AssertionError("this request has no overhead")

    call = TeacherCall()
    note_overhead(call, EndedCall("ok", 9, 9, asked=Asked(10, {}), written=Written()), looked_up)
    assert (call.mark_input_tokens, call.mark_output_tokens) == (0, 0)


@pytest.mark.parametrize("known", [{"asked": Asked(10, {})}, {"written": Written()}])
def test_the_overhead_of_a_call_that_ended_early_is_unknown(known: dict[str, Any]) -> None:
    call = TeacherCall()
    note_overhead(call, EndedCall("x", 9, 9, **known), dict)
    assert call.mark_input_tokens is None
    assert call.envelope_output_tokens is None


def test_a_message_says_how_many_calls_it_took_and_what_they_cost(
    tenant: Tenant, escalation: Escalation
) -> None:
    assert calls_for(escalation) == (0, None)
    ledger = receipts(tenant, escalation)
    call_of(receipts(tenant), usage=USED)  # of an exam
    for _ in range(2):
        call_of(ledger, usage=USED)
    assert calls_for(escalation) == (2, 2 * COST)
    call_of(ledger, outcome="teacher_timeout")
    assert calls_for(escalation) == (3, None)
