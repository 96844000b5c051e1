"""A receipt for every request to a teacher: reserved before it, settled after it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from delegation import counters
from delegation.conversations.models import CallKind, Escalation, TeacherCall
from delegation.conversations.services import budget, lifecycle
from delegation.conversations.services.pricing import Prices, usage_of
from delegation.conversations.services.teachers import host_of
from delegation.db_retry import patiently, release_connection
from delegation.domain.teaching.overhead import (
    OverheadPart,
    cached_overhead,
    input_overhead,
    output_overhead,
)
from delegation.teacher import UNBILLED, EndedCall, Hooks
from delegation.teacher.usage import TokenUsage
from tenants.models import Tenant
from tenants.row_security import acting_for

STOPPED = "teacher_stopped"
# A stopped call has no usage. Models write a token of four bytes, seldom of fewer than two; one
# that thinks in secret writes at most so many a second.
LEAST_BYTES_PER_TOKEN = 2
MOST_TOKENS_PER_SECOND = 60


@dataclass
class Receipts:
    """Keeps the receipts of one claim or exam case. `open_one` and `close_one` are hooks."""

    tenant: Tenant
    prices: Prices
    most_tokens: tuple[int, int]
    escalation: Escalation | None = None
    kind: CallKind = CallKind.ANSWER  # of the first call; those after it are retries
    # Tokens of the request's parts, by the calibration; looked up when the reply is there.
    measured: Callable[[], Mapping[OverheadPart, int]] = dict
    _open: TeacherCall | None = field(default=None, repr=False)
    _count: int = 0

    def hooks(self) -> Hooks:
        """Return the hooks of a call without a visitor, which only keep its receipt."""
        return Hooks(before_call=self.open_one, after_call=self.close_one)

    def open_one(self) -> None:
        """Reserve the worst case before a request. Raises `BudgetExhausted`, `Overtaken`.

        A worker that was overtaken begins no call: nothing would settle it if that worker died.
        """
        worst = self.prices.bound(TokenUsage(*self.most_tokens), timezone.now())
        kind = CallKind.RETRY if self._count else self.kind
        self._count += 1
        # An exam's threads begin without a scope.
        with acting_for(self.tenant.pk):
            self._open = self._reserve(worst, kind)
        release_connection()

    def _reserve(self, worst: Decimal, kind: CallKind) -> TeacherCall:
        model, on_platform = self.prices.endpoint.model, not self.prices.endpoint.guarded
        if self.escalation is not None:
            call = budget.reserve_for_visitor(
                self.tenant, worst, self.escalation, model=model, kind=kind, on_platform=on_platform
            )
            if call is not None:
                return call
        with transaction.atomic():
            if self.escalation is not None:
                lifecycle.hold(self.escalation)
            return budget.reserve(
                self.tenant,
                worst,
                model=model,
                kind=kind,
                escalation=self.escalation,
                on_platform=on_platform,
            )

    def note_text(self, _piece: str) -> None:
        """Note when the visitor of this claim sees the first words of a call's reply."""
        receipt = self._open
        if receipt is None or self.escalation is None or receipt.first_piece_ms is not None:
            return
        # The message's moment is the database's, whose clock may be ahead of this worker's.
        waited = max(timezone.now() - self.escalation.created_at, timedelta(0))
        receipt.first_piece_ms = round(waited.total_seconds() * 1000)
        counters.FIRST_PIECE.observe(waited.total_seconds())

    def close_one(self, call: EndedCall) -> None:
        """Settle a request after its end, however it ended."""
        receipt, self._open = self._open, None
        if receipt is None:
            return
        unbilled = call.refused or call.outcome in UNBILLED
        cost = self.prices.cost(call.usage, receipt.created_at)
        if unbilled := unbilled and call.usage is None:
            cost = Decimal(0)
        note_usage(receipt, call.usage)
        note_overhead(receipt, call, self.measured)
        receipt.cost = cost
        receipt.price_source = "free" if unbilled else self.prices.source(cost)
        receipt.price_book = "" if unbilled else self.prices.book(cost)
        receipt.overhead_cost = overhead_cost(receipt, self.prices)
        receipt.outcome = "complete" if call.outcome == "ok" else call.outcome
        receipt.total_ms = round(call.seconds * 1000)
        self._count_call(receipt)
        charged = self._charged(receipt, call)
        with acting_for(self.tenant.pk):
            patiently(lambda: budget.settle(receipt, charged))
        if self.escalation is None:
            release_connection()  # an exam's thread ends with its calls, and would keep it for ever

    def _count_call(self, receipt: TeacherCall) -> None:
        endpoint = self.prices.endpoint
        host = counters.OWN_HOST if endpoint.guarded else host_of(endpoint.base_url)
        seconds = (receipt.total_ms or 0) / 1000
        counters.TEACHER_CALL.labels(host, receipt.outcome).observe(seconds)
        payer = counters.OWN_HOST if endpoint.guarded else "platform"
        counters.TEACHER_COST.labels(payer).inc(float(receipt.cost or 0))

    def _charged(self, receipt: TeacherCall, call: EndedCall) -> Decimal:
        """Return the price, or a bound for the known usage, or else the whole reservation.

        A call that a visitor stopped is charged for what the model can have written by then.
        """
        if receipt.cost is not None:
            return receipt.cost
        usage = call.usage
        if usage is None and call.outcome == STOPPED:
            usage = most_until_stopped(call, self.most_tokens)
        return self.prices.bound(usage, receipt.created_at) if usage else receipt.reserved


def most_until_stopped(call: EndedCall, most_tokens: tuple[int, int]) -> TokenUsage:
    """Return the most tokens that a stopped call can have used. `most_tokens`: of a whole call.

    Its bound of the input counts every byte as a token.
    """
    read, written = most_tokens
    streamed = max(
        call.written_bytes / LEAST_BYTES_PER_TOKEN, call.seconds * MOST_TOKENS_PER_SECOND
    )
    return TokenUsage(
        math.ceil(read / LEAST_BYTES_PER_TOKEN), min(written, max(1, math.ceil(streamed)))
    )


def note_usage(receipt: TeacherCall, usage: TokenUsage | None) -> None:
    """Store the tokens of a call by kind."""
    if usage is None:
        return
    receipt.prompt_tokens, receipt.completion_tokens = usage.input, usage.output
    receipt.cached_tokens, receipt.reasoning_tokens = usage.cached, usage.reasoning
    kinds = {
        "cache_written": usage.cache_written,
        "input_audio": usage.input_audio,
        "output_audio": usage.output_audio,
        **usage.other,
    }
    receipt.other_tokens = {name: tokens for name, tokens in kinds.items() if tokens}


def overhead_cost(receipt: TeacherCall, prices: Prices) -> Decimal | None:
    """Return the price of the call less the price of the same call without the overhead."""
    read, written = (_overhead_tokens(receipt, way) for way in ("input", "output"))
    usage = usage_of(receipt)
    if receipt.cost is None or usage is None or read is None or written is None:
        return None
    prompt, completion = usage.input - read, usage.output - written
    cached = usage.cached - cached_overhead(usage.cached, receipt.mark_input_tokens or 0)
    plain = prices.cost(
        replace(
            usage,
            input=prompt,
            output=completion,
            cached=min(cached, prompt),
            cache_written=min(usage.cache_written, prompt),
            input_audio=min(usage.input_audio, prompt),
            reasoning=min(usage.reasoning, completion),
            output_audio=min(usage.output_audio, completion),
        ),
        receipt.created_at,
    )
    return None if plain is None else receipt.cost - plain


def note_overhead(
    receipt: TeacherCall, call: EndedCall, measured: Callable[[], Mapping[OverheadPart, int]]
) -> None:
    """Store how many of the call's tokens exist only because of the product."""
    if call.asked is None or call.written is None:
        return
    read = input_overhead(call.asked, call.input_tokens, measured() if call.asked.parts else {})
    written = output_overhead(call.written, call.output_tokens)
    receipt.mark_input_tokens, receipt.mark_output_tokens = (
        read[OverheadPart.MARK],
        written[OverheadPart.MARK],
    )
    receipt.teaching_input_tokens = read[OverheadPart.TEACHING]
    receipt.teaching_output_tokens = written[OverheadPart.TEACHING]
    receipt.envelope_input_tokens = read[OverheadPart.ENVELOPE]
    receipt.envelope_output_tokens = written[OverheadPart.ENVELOPE]


def _overhead_tokens(receipt: TeacherCall, way: str) -> int | None:
    """Return the tokens of all parts, or None if one is unknown; `way` is input or output."""
    parts = [getattr(receipt, f"{part}_{way}_tokens") for part in OverheadPart]
    return None if None in parts else sum(parts)


def calls_for(escalation: Escalation) -> tuple[int, Decimal | None]:
    """Return how many calls a message took, and their cost in USD; None if one is unknown."""
    calls = TeacherCall.objects.filter(tenant_id=escalation.tenant_id, escalation=escalation)
    costs = list(calls.values_list("cost", flat=True))
    known = [cost for cost in costs if cost is not None]
    return len(costs), sum(known, Decimal(0)) if costs and len(known) == len(costs) else None
