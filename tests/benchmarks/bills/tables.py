"""Bills as JSON, and as a table for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.benchmarks.bills.policies import Asked, Step
from tests.benchmarks.bills.totals import Bill, Ratio, late_coverage

POLICY_NAMES = {
    "product": "the product",
    "every_call": "teach on every call",
    "exact_cache": "exact cache of every reply",
    "anywhere": "taught phrases, anywhere in a message",
    "whole": "taught phrases, as a whole message",
    "silent": "the same, silent while the assistant awaits",
    "oracle": "an oracle without overhead",
}
SETTING_NAMES = {
    "short_x1": "short persona, replies as written",
    "short_x6": "short persona, replies six times as long",
    "long_x6": "long persona, replies six times as long",
}
# Policies that ask as the product does, or for nothing: the others' lessons were not counted.
BILLED = ("product", "every_call", "exact_cache", "oracle")
KIND_NAMES = {
    "answer": "answers with a mark",
    "declined": "asked for a lesson, in vain",
    "lesson": "lessons",
}


def as_json(bills: Mapping[str, Bill], played: Mapping[str, list[Step]]) -> dict[str, Any]:
    """Everything that was measured; `wrong` counts answers, `calls` the product's requests."""
    steps = played["product"]
    return {
        **{name: _setting(bill) for name, bill in bills.items()},
        "late_coverage": late_coverage(steps),
        "wrong": _wrong(steps),
        "messages": len(steps),
        "calls": sum(step.asked is not None for step in steps),
        "lessons_asked": sum(step.asked is Asked.TEACHING for step in steps),
        "lessons": sum(step.taught for step in steps),
        "policies": {
            name: {
                "late_coverage": late_coverage(each),
                "wrong": _wrong(each),
                "answered": sum(step.asked is None for step in each),
            }
            for name, each in played.items()
        },
    }


def as_text(bills: Mapping[str, Bill], played: Mapping[str, list[Step]]) -> str:
    return "\n".join(_lines(bills, played))


def _setting(bill: Bill) -> dict[str, Any]:
    return {
        **_ratios(bill, caching=False),
        "with_prefix_cache": _ratios(bill, caching=True),
        "kinds": {name: vars(kind) for name, kind in bill.kinds.items()},
    }


def _ratios(bill: Bill, *, caching: bool) -> dict[str, float]:
    found = dict(_pair("", bill.ratios[caching]["product"]))
    found.update(_pair("without_overhead_", bill.without_overhead[caching]))
    for name in BILLED[1:]:
        found.update(_pair(f"{name}_", bill.ratios[caching][name]))
    return found


def _pair(prefix: str, ratio: Ratio) -> Iterator[tuple[str, float]]:
    yield f"{prefix}whole", round(ratio.whole, 4)
    yield f"{prefix}second_half", round(ratio.second_half, 4)


def _wrong(steps: list[Step]) -> int:
    return sum(step.is_wrong for step in steps)


def _lines(bills: Mapping[str, Bill], played: Mapping[str, list[Step]]) -> Iterator[str]:
    for caching in (False, True):
        yield "with a provider's prefix cache" if caching else "model bill / plain bill"
        yield _row("", "whole", "2nd half")
        for name, bill in bills.items():
            yield f"  {SETTING_NAMES[name]}: {bill.plain[caching]:,.0f} input tokens' worth"
            yield _ratio_row("the product", bill.ratios[caching]["product"])
            yield _ratio_row("its answers without overhead", bill.without_overhead[caching])
            for policy in BILLED[1:]:
                yield _ratio_row(POLICY_NAMES[policy], bill.ratios[caching][policy])
        yield ""
    yield "the product's calls, parts of the plain bill without a prefix cache"
    yield _row("", "calls", "read", "written", "bill", "overhead")
    for name, bill in bills.items():
        yield f"  {SETTING_NAMES[name]}"
        for kind, each in bill.kinds.items():
            yield _row(
                KIND_NAMES[kind],
                f"{each.calls:,}",
                f"{each.read:,}",
                f"{each.written:,}",
                f"{each.cost:.2%}",
                f"{each.overhead:.2%}",
            )
    yield ""
    yield "small talk of the second half answered, and wrong answers of all messages"
    for name, steps in played.items():
        if name in POLICY_NAMES:
            wrong, coverage = _wrong(steps), late_coverage(steps) or 0.0
            share = f"{wrong / len(steps):.2%}"
            yield _row(POLICY_NAMES[name], f"{coverage:.1%}", f"{wrong:,}", share)


def _ratio_row(name: str, ratio: Ratio) -> str:
    return _row(name, f"{ratio.whole:.3f}", f"{ratio.second_half:.3f}")


def _row(name: str, *cells: str) -> str:
    return f"    {name:44}" + "".join(f"{cell:>12}" for cell in cells)
