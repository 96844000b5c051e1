"""A receipt for every request to a teacher: reserved before it, settled after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from delegation.conversations.models import CallKind, Escalation
from delegation.conversations.models import TeacherCall as Receipt
from delegation.conversations.services import budget, lifecycle
from delegation.conversations.services.db_retry import patiently, release_connection
from delegation.conversations.services.pricing import FREE_OUTCOMES, Prices
from delegation.domain.teaching.overhead import Part, input_overhead, output_overhead
from delegation.teacher import Hooks, TeacherCall
from tenants.models import Tenant
from tenants.row_security import acting_for


@dataclass
class Receipts:
    """The calls of one claim, or of one exam case. `open_one` and `close_one` are hooks."""

    tenant: Tenant
    prices: Prices
    most_tokens: tuple[int, int]
    escalation: Escalation | None = None
    kind: CallKind = CallKind.ANSWER  # of the first call; those after it are retries
    # Tokens of the request's parts, by the calibration; looked up when the reply is there.
    measured: Callable[[], Mapping[Part, int]] = dict
    _open: Receipt | None = field(default=None, repr=False)
    _count: int = 0

    def hooks(self) -> Hooks:
        """For a call that nobody watches: paid for, and nothing else."""
        return Hooks(before_call=self.open_one, after_call=self.close_one)

    def open_one(self) -> None:
        """Reserve the worst case before a request. Raises `BudgetExhausted`, `Overtaken`.

        A worker that was overtaken begins no call: nothing would settle it if that worker died.
        """
        worst = self.prices.bound(*self.most_tokens, timezone.now())
        kind = CallKind.RETRY if self._count else self.kind
        self._count += 1
        # An exam's threads begin without a scope.
        with acting_for(self.tenant.pk), transaction.atomic():
            if self.escalation is not None:
                lifecycle.hold(self.escalation)
            self._open = budget.reserve(
                self.tenant,
                worst,
                model=self.prices.endpoint.model,
                kind=kind,
                escalation=self.escalation,
                on_platform=not self.prices.endpoint.guarded,
            )
        release_connection()

    def close_one(self, call: TeacherCall) -> None:
        """After a request, whatever became of it."""
        receipt, self._open = self._open, None
        if receipt is None:
            return
        cost = self.prices.cost(call.input_tokens, call.output_tokens, receipt.created_at)
        note_usage(receipt, call)
        note_overhead(receipt, call, self.measured)
        receipt.cost, receipt.price_source = cost, self.prices.source(cost)
        receipt.overhead_cost = self._overhead_cost(receipt)
        receipt.price_book = self.prices.book(cost)
        receipt.outcome = "complete" if call.outcome == "ok" else call.outcome
        receipt.total_ms = round(call.seconds * 1000)
        charged = self._charged(receipt, cost)
        with acting_for(self.tenant.pk):
            patiently(lambda: budget.settle(receipt, charged))

    def _overhead_cost(self, receipt: Receipt) -> Decimal | None:
        """The price of the call less the price of the same call without the overhead."""
        read, written = (_overhead_tokens(receipt, way) for way in ("input", "output"))
        prompt, completion = receipt.prompt_tokens, receipt.completion_tokens
        if receipt.cost is None or prompt is None or completion is None:
            return None
        if read is None or written is None:
            return None
        plain = self.prices.cost(prompt - read, completion - written, receipt.created_at)
        return None if plain is None else receipt.cost - plain

    def _charged(self, receipt: Receipt, cost: Decimal | None) -> Decimal:
        """The price; where it is unknown, a bound for the known usage, else the whole reserve."""
        if cost is not None:
            return cost
        if receipt.outcome in FREE_OUTCOMES:
            return Decimal(0)
        if receipt.prompt_tokens is None or receipt.completion_tokens is None:
            return receipt.reserved
        return self.prices.bound(
            receipt.prompt_tokens, receipt.completion_tokens, receipt.created_at
        )


def note_usage(receipt: Receipt, call: TeacherCall) -> None:
    """Write down the tokens as the provider counted them."""
    receipt.prompt_tokens, receipt.completion_tokens = call.input_tokens, call.output_tokens
    if call.usage is not None:
        receipt.cached_tokens, receipt.reasoning_tokens = call.usage.cached, call.usage.reasoning


def note_overhead(
    receipt: Receipt, call: TeacherCall, measured: Callable[[], Mapping[Part, int]]
) -> None:
    """Write down which of the call's tokens exist only because of the product."""
    if call.asked is None or call.written is None:
        return
    read = input_overhead(call.asked, call.input_tokens, measured() if call.asked.parts else {})
    written = output_overhead(call.written, call.output_tokens)
    receipt.mark_input_tokens, receipt.mark_output_tokens = read[Part.MARK], written[Part.MARK]
    receipt.teaching_input_tokens = read[Part.TEACHING]
    receipt.teaching_output_tokens = written[Part.TEACHING]
    receipt.envelope_input_tokens = read[Part.ENVELOPE]
    receipt.envelope_output_tokens = written[Part.ENVELOPE]


def _overhead_tokens(receipt: Receipt, way: str) -> int | None:
    """Tokens of all parts; `way` is input or output. None where one part is unknown."""
    parts = [getattr(receipt, f"{part}_{way}_tokens") for part in Part]
    return None if None in parts else sum(parts)


def calls_for(escalation: Escalation) -> tuple[int, Decimal | None]:
    """How many calls a message took, and what they cost together in USD; None if one is unknown."""
    calls = Receipt.objects.filter(tenant_id=escalation.tenant_id, escalation=escalation)
    costs = list(calls.values_list("cost", flat=True))
    known = [cost for cost in costs if cost is not None]
    return len(costs), sum(known, Decimal(0)) if costs and len(known) == len(costs) else None
