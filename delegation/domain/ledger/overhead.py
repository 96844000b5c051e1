"""What the product added to the model bill: parts of the visitors' calls, and extra calls.

The mark and the question for a lesson ride on calls that the plain chat would have made too; exams,
audits and the like are calls that only the product makes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from delegation.domain.ledger.intervals import NOT_KNOWN, Estimate
from delegation.domain.ledger.sums import FOR_VISITORS, LEARNING, ZERO, CallPurpose, Sums, call_sum


@dataclass(frozen=True)
class OverheadLine:
    """The overhead of one kind of calls. `unknown` of its calls have none that is known."""

    kind: str
    calls: int
    unknown: int
    cost: Estimate


def overhead_lines(period: Sums) -> list[OverheadLine]:
    """The overhead of a period, by the kind of call; kinds without calls are left out."""
    kinds = (*FOR_VISITORS, *LEARNING, CallPurpose.AUDIT)
    lines = (_line(period, kind) for kind in kinds)
    return [line for line in lines if line.calls]


def total_overhead(lines: Iterable[OverheadLine]) -> Estimate:
    """Their sum; not known while no call of one kind has a known overhead."""
    costs = [line.cost for line in lines]
    return Estimate(
        _sum(cost.value for cost in costs),
        _sum(cost.low for cost in costs),
        _sum(cost.high for cost in costs),
    )


def _line(period: Sums, kind: CallPurpose) -> OverheadLine:
    calls = period.of(call_sum("calls", kind))
    if kind in FOR_VISITORS:
        known = period.of(call_sum("overhead_known", kind))
        cost = period.of(call_sum("overhead", kind))
    else:
        known = calls - period.of(call_sum("unpriced", kind))
        cost = period.of(call_sum("cost", kind))
    return OverheadLine(kind, int(calls), int(calls - known), _estimate(cost, known, calls - known))


def _estimate(cost: Decimal, known: Decimal, unknown: Decimal) -> Estimate:
    """Assume the mean overhead for calls without a known one.

    The interval goes from nothing to twice the mean for each of them.
    """
    if not unknown:
        return Estimate(cost, cost, cost)
    if not known:
        return NOT_KNOWN
    more = cost / known * unknown
    return Estimate(cost + more, cost, cost + 2 * more)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
