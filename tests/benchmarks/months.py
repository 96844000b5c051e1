"""`python -m tests.benchmarks.months`: what the report says of simulated months, and the truth.

Each month is played twice: as the plain chat, whose bill is the truth to compare with, and with the
product. The product's own arithmetic sees only what it would see: the calls' usage and prices, and
the counts that browsers report. Marks are missing on 5 % of the replies that ask nothing, and 1 %
of the lessons are wrong; personas, prefix caches, calibrations and the share of small talk
alternate.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from delegation.domain.ledger.figures import Figures, figures
from delegation.domain.ledger.sums import CallPurpose, SumName, Sums, call_sum
from delegation.domain.phrases import canonical
from delegation.domain.teaching.overhead import (
    OverheadPart,
    Written,
    cached_overhead,
    input_overhead,
    output_overhead,
)
from tests.benchmarks.bill import SETTINGS
from tests.benchmarks.bills.making import make_dialogues
from tests.benchmarks.bills.policies import CODE, Asked, Errors, Step, plain_chat, product
from tests.benchmarks.bills.pricing import Call, Ledger, Setting
from tests.benchmarks.bills.request_texts import built_for
from tests.benchmarks.bills.tokens import TokenCounter

DIALOGUES = 300
ERRORS = Errors(missing_marks=0.05, lessons=0.01)
SMALL_TALK = (1.0, 0.3, 0.05)  # from a chatty company to one whose bill cannot fall
TOKEN_PRICE = Decimal("0.0000004")  # USD of one input token
LEAST_SAVING = Decimal("0.02")  # of the plain bill; below it the sign may be wrong


@dataclass(frozen=True)
class Month:
    """What was saved, and what the report says was; USD."""

    seed: int
    plain: Decimal
    truth: Decimal
    report: Figures

    @property
    def is_held(self) -> bool:
        return self.report.net.holds(self.truth)

    @property
    def sign_is_right(self) -> bool:
        value = self.report.net.value
        small = abs(self.truth) <= LEAST_SAVING * self.plain
        return small or (value is not None and (value > 0) == (self.truth > 0))


def simulate(seed: int, counter: TokenCounter, *, dialogues: int = DIALOGUES) -> Month:
    """Play one month."""
    setting = list(SETTINGS.values())[seed % len(SETTINGS)]
    caching, calibrated = seed // 3 % 2 == 0, seed // 6 % 2 == 0
    made = make_dialogues(dialogues, seed=seed, small_talk=SMALL_TALK[seed // 12 % 3])
    ledger = Ledger(setting, counter)
    plain = _bill(ledger.calls_of(plain_chat(made)), caching=caching)
    steps = product(made, errors=ERRORS, seed=seed)
    calls = ledger.calls_of(steps)
    measured = _calibration(ledger, steps) if calibrated else {}
    values: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    rules: dict[str, int] = {}
    for step, call in zip(steps, calls, strict=True):
        if call is None:
            values[SumName.ANSWERS, _rule_of(step, rules)] += 1
        else:
            values[SumName.ESCALATIONS, 0] += 1
            overhead = _overhead(setting, step, call, measured, caching=caching)
            _receive(values, rules, step, _price(call, caching=caching), overhead)
    sums = Sums(values)
    return Month(seed, plain, plain - _bill(calls, caching=caching), figures(sums, sums))


def _calibration(ledger: Ledger, steps: Sequence[Step]) -> dict[OverheadPart, int]:
    """The parts' tokens, as differences of the usage of one request asked in three ways."""
    (step,) = [next(each for each in steps if each.asked is not None)]
    plain, marked, taught = (
        call.read
        for asked in (Asked.PLAIN, Asked.MARK, Asked.TEACHING)
        for call in ledger.calls_of([replace(step, asked=asked)])
        if call is not None
    )
    return {OverheadPart.MARK: marked - plain, OverheadPart.TEACHING: taught - marked}


def _overhead(
    setting: Setting, step: Step, call: Call, measured: dict[OverheadPart, int], *, caching: bool
) -> Decimal:
    """USD of the call that the product takes for its own."""
    if step.asked is None:
        raise AssertionError("what was not asked costs nothing")
    asked = built_for(setting.persona, step.turns, step.exchange.text, step.asked).asked
    read = {
        part: tokens or 0 for part, tokens in input_overhead(asked, call.read, measured).items()
    }
    marks = Written(marks=int(bool(step.written)), codes=int(CODE in step.written))
    written = output_overhead(marks, call.written)
    cached = call.cached if caching else 0
    plain = Call(
        read=call.read - sum(read.values()),
        cached=cached - cached_overhead(cached, read[OverheadPart.MARK]),
        written=call.written - sum(tokens or 0 for tokens in written.values()),
    )
    return _price(call, caching=caching) - _price(plain, caching=caching)


def _receive(
    values: dict[tuple[str, int], Decimal],
    rules: dict[str, int],
    step: Step,
    cost: Decimal,
    overhead: Decimal,
) -> None:
    """Sum one call's receipt as the roll-up does."""
    kind, one = CallPurpose.LESSON if step.taught else CallPurpose.ANSWER, Decimal(1)
    for measure, amount in (
        ("calls", one), ("cost", cost), ("overhead", overhead), ("overhead_known", one)
    ):  # fmt: skip
        values[call_sum(measure, kind), 0] += amount
    if step.taught:
        rule = rules.setdefault(canonical(step.exchange.text) or "", len(rules) + 1)
        plain = cost - overhead
        for name, amount in (
            (SumName.OWN_KNOWN, Decimal(1)), (SumName.OWN_COST, plain),
            (SumName.OWN_COST_SQUARES, plain**2),
            (SumName.OWN_OVERHEAD, overhead),
        ):  # fmt: skip
            values[name, rule] += amount


def _rule_of(step: Step, rules: dict[str, int]) -> int:
    """The taught phrase that shares most words with the message: its rule gave the answer."""
    words = set((canonical(step.exchange.text) or "").split(" "))
    return rules[max(rules, key=lambda phrase: (len(words & set(phrase.split(" "))), phrase))]


def _bill(calls: Sequence[Call | None], *, caching: bool) -> Decimal:
    return sum((_price(call, caching=caching) for call in calls if call is not None), Decimal(0))


def _price(call: Call, *, caching: bool) -> Decimal:
    return TOKEN_PRICE * Decimal(str(call.cost(caching=caching)))


def simulate_all(months: int, *, dialogues: int = DIALOGUES) -> Iterator[Month]:
    """Play so many months, one after the other."""
    with TokenCounter() as counter:
        for seed in range(months):
            yield simulate(seed, counter, dialogues=dialogues)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=100)
    parser.add_argument("--dialogues", type=int, default=DIALOGUES)
    options = parser.parse_args()
    played = []
    for month in simulate_all(options.months, dialogues=options.dialogues):
        played.append(month)
        net = month.report.net
        parts = [month.truth, net.value, net.low, net.high]
        shares = " ".join("?" if part is None else f"{part / month.plain:8.2%}" for part in parts)
        print(f"{month.seed:3} {shares} {'' if month.is_held else 'missed'}", flush=True)
    held, right = sum(month.is_held for month in played), sum(m.sign_is_right for m in played)
    print(f"true saving in the interval: {held} of {len(played)}; sign right: {right}")


if __name__ == "__main__":
    main()
