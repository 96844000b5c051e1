"""The bill of each policy as a part of the plain bill, and what the overhead is made of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.bills.dialogues import TRIVIAL
from tests.benchmarks.bills.policies import Asked, Step
from tests.benchmarks.bills.pricing import OUTPUT_PRICE, Call, Ledger, Setting
from tests.benchmarks.bills.tokens import TokenCounter


@dataclass(frozen=True)
class Ratio:
    """A bill divided by the plain bill of the same messages."""

    whole: float
    second_half: float


@dataclass(frozen=True)
class Kind:
    """The product's calls of one kind; tokens are sums, `cost` is a part of the plain bill."""

    calls: int = 0
    read: int = 0
    written: int = 0
    overhead_read: int = 0
    overhead_written: int = 0
    cost: float = 0.0
    overhead: float = 0.0


@dataclass(frozen=True)
class Bill:
    """The bill of one setting. `plain` is the plain chat's, in input tokens, by caching."""

    plain: dict[bool, float]
    ratios: dict[bool, dict[str, Ratio]]  # by caching, then by policy
    without_overhead: dict[bool, Ratio]  # the product's loop, asked as the plain chat is
    kinds: dict[str, Kind]


def bill_of(played: Mapping[str, list[Step]], setting: Setting, counter: TokenCounter) -> Bill:
    """Count every policy in one setting, with and without a provider's prefix cache."""
    ledger = Ledger(setting, counter)
    calls = {name: ledger.calls_of(steps) for name, steps in played.items()}
    bare = ledger.calls_of(played["product"], asked=Asked.PLAIN)
    plain = {caching: _costs(calls["plain"], caching=caching) for caching in (False, True)}
    return Bill(
        plain={caching: sum(costs) for caching, costs in plain.items()},
        ratios={
            caching: {
                name: _ratio(_costs(each, caching=caching), costs) for name, each in calls.items()
            }
            for caching, costs in plain.items()
        },
        without_overhead={
            caching: _ratio(_costs(bare, caching=caching), costs)
            for caching, costs in plain.items()
        },
        kinds=_kinds(played["product"], calls["product"], bare, sum(plain[False])),
    )


def late_coverage(steps: Sequence[Step]) -> float | None:
    """Small talk of the second half that was answered without the teacher, 0 to 1."""
    late = [step for step in steps[half(len(steps)) :] if step.exchange.gold == TRIVIAL]
    return sum(step.is_right for step in late) / len(late) if late else None


def half(turns: int) -> int:
    """Where the second half of so many turns begins."""
    return (turns + 1) // 2


def _costs(calls: Iterable[Call | None], *, caching: bool) -> list[float]:
    return [0.0 if call is None else call.cost(caching=caching) for call in calls]


def _ratio(costs: Sequence[float], plain: Sequence[float]) -> Ratio:
    start = half(len(plain))
    return Ratio(sum(costs) / sum(plain), sum(costs[start:]) / sum(plain[start:]))


def _kinds(
    steps: Sequence[Step], calls: Sequence[Call | None], bare: Sequence[Call | None], plain: float
) -> dict[str, Kind]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    for step, call, without in zip(steps, calls, bare, strict=True):
        if call is None or without is None:
            continue
        read, written = call.read - without.read, call.written - without.written
        for at, amount in enumerate((1, call.read, call.written, read, written)):
            sums[_kind(step)][at] += amount
    return {
        name: Kind(
            calls,
            read,
            written,
            overhead_read,
            overhead_written,
            cost=(read + OUTPUT_PRICE * written) / plain,
            overhead=(overhead_read + OUTPUT_PRICE * overhead_written) / plain,
        )
        for name, (calls, read, written, overhead_read, overhead_written) in sorted(sums.items())
    }


def _kind(step: Step) -> str:
    if step.asked is not Asked.TEACHING:
        return "answer"
    return "lesson" if step.taught else "declined"
