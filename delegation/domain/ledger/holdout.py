"""The few visitors who always go to the teacher, so that savings are a measured difference."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from delegation.domain.ledger.intervals import Cells, Estimate, mean, mean_difference, more_needed
from delegation.domain.ledger.sampling import is_in_share

GROUPS = 20  # of visitors in each arm; the bootstrap draws whole groups
ARMS = ("held", "others")
LEAST_CONVERSATIONS = 30  # in the holdout, before a difference is worth reading
SEED = 20_260_101  # the same receipts always show the same interval
MEASURES = ("calls", "tokens", "cost", "wait", "messages")


def is_held_out(visitor: str, *, tenant_id: int, share: Decimal) -> bool:
    """Whether a visitor is in the holdout; the same answer as long as the share is the same.

    `share` is 0 to 1. The hash is keyed by the tenant: no id is in every tenant's holdout.
    """
    return is_in_share(f"holdout:{tenant_id}:{visitor}", share)


def group_of(visitor: str) -> int:
    """The group, 0 to `GROUPS` - 1, in which a visitor's conversations are summed."""
    return hashlib.sha256(f"group:{visitor}".encode()).digest()[0] % GROUPS


def arm_sum(arm: str, measure: str) -> str:
    """The name of a sum over an arm's conversations; its part is the group."""
    return f"{arm}.{measure}"


@dataclass(frozen=True)
class Compared:
    """One measure per conversation. `difference` is holdout minus others: what was saved."""

    measure: str
    held: Decimal | None
    others: Decimal | None
    difference: Estimate


@dataclass(frozen=True)
class Comparison:
    """Both arms. `more_conversations` is about how many the holdout still lacks."""

    held_conversations: int
    other_conversations: int
    more_conversations: int
    measures: list[Compared]


def compare(values: Mapping[tuple[str, int], Decimal]) -> Comparison:
    """Sums by (name, group) -> the comparison."""
    units = {arm: _by_group(values, arm, "conversations") for arm in ARMS}
    held, others = (int(sum(units[arm].values(), Decimal(0))) for arm in ARMS)
    measures = [_compared(values, units, measure) for measure in MEASURES]
    calls = measures[0].difference
    more = more_needed(calls, held, least=LEAST_CONVERSATIONS)
    return Comparison(held, others, more, measures)


def _compared(
    values: Mapping[tuple[str, int], Decimal],
    units: Mapping[str, Mapping[int, Decimal]],
    measure: str,
) -> Compared:
    cells: dict[str, Cells] = {}
    for arm in ARMS:
        totals = _by_group(values, arm, measure)
        cells[arm] = [(n, totals.get(group, Decimal(0))) for group, n in units[arm].items()]
    means = {arm: mean(cells[arm]) for arm in ARMS}
    difference = mean_difference(cells["held"], cells["others"], seed=SEED)
    return Compared(measure, means["held"], means["others"], difference)


def _by_group(
    values: Mapping[tuple[str, int], Decimal], arm: str, measure: str
) -> dict[int, Decimal]:
    name = arm_sum(arm, measure)
    return {group: value for (each, group), value in sorted(values.items()) if each == name}
