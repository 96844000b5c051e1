"""Figures of savings: true within their own intervals, equal to a recomputation by hand, and not
known where nothing is known."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.ledger.claims import MOST_AN_HOUR
from delegation.domain.ledger.figures import Figures, figures
from delegation.domain.ledger.intervals import NOT_KNOWN, Estimate
from delegation.domain.ledger.sums import CallPurpose, SumName, Sums, call_sum
from tests.delegation.domain.packs.simulation import FORGED_MET, Ledger, Truth, report, simulate

EMPTY = Sums({})
ENOUGH = 93  # of 100 seeds
LONG_SEEDS, SHORT_SEEDS = 100, 12


def sums(**values: str | int) -> Sums:
    """`answers=3` is of rule 1; names with a dot are written with two underscores."""
    of_rules = {name.value for name in SumName} - {
        SumName.ESCALATIONS, SumName.SERVER_ANSWERS, SumName.FAILED, SumName.WAITS, SumName.WAIT
    }  # fmt: skip
    named = {name.replace("__", "."): Decimal(value) for name, value in values.items()}
    return Sums({(name, 1 if name in of_rules else 0): value for name, value in named.items()})


def misses(seeds: int) -> dict[str, list[int]]:
    """Of each figure, the seeds whose interval does not hold the truth."""
    found: dict[str, list[int]] = {"money": [], "share": [], "wrong": []}
    for seed in range(seeds):
        truth, ledger = simulate(seed)
        for name, held in _held(truth, report(ledger)).items():
            if not held:
                found[name].append(seed)
    return found


def _held(truth: Truth, found: Figures) -> dict[str, bool]:
    return {
        "money": found.saved.holds(truth.money),
        "share": found.share.holds(truth.share),
        "wrong": found.wrong_per_thousand.holds(truth.wrong_per_thousand),
    }


def test_the_truth_lies_within_the_intervals(request: pytest.FixtureRequest) -> None:
    seeds = LONG_SEEDS if request.config.getoption("--long") else SHORT_SEEDS
    found = misses(seeds)

    assert all(len(missed) <= seeds - ENOUGH * seeds // 100 for missed in found.values()), found


def test_forged_beacons_change_money_by_no_more_than_is_documented() -> None:
    _, honest = simulate(1, forge=False)
    _, attacked = simulate(1)

    before, after = report(honest).saved.value, report(attacked).saved.value
    dearest = max(cost for _, cost, _ in attacked.lessons)
    assert before is not None
    assert after is not None
    assert 0 <= after - before <= FORGED_MET * MOST_AN_HOUR * dearest
    assert report(attacked).set_aside.unmet == report(honest).set_aside.unmet + 40 * MOST_AN_HOUR


def by_hand(ledger: Ledger) -> Decimal:
    """Money from receipts, without any of the product's own steps."""
    per_visitor: dict[tuple[str, object], list[tuple[int, int]]] = defaultdict(list)
    for claim in ledger.claims:
        if claim.believable and claim.met:
            per_visitor[claim.visitor, claim.hour].append((claim.rule, claim.count))
    answers: dict[int, int] = defaultdict(int)
    for claimed in per_visitor.values():
        one_by_one = [rule for rule, count in sorted(claimed) for _ in range(count)]
        for rule in one_by_one[:MOST_AN_HOUR]:
            answers[rule] += 1
    money = Decimal(0)
    for rule, count in answers.items():
        paid = [cost for each, cost, _ in ledger.lessons if each == rule]
        money += count * sum(paid, Decimal(0)) / len(paid)
    return money


@pytest.mark.parametrize("seed", range(3))
def test_money_equals_a_recomputation_from_receipts_to_the_cent(seed: int) -> None:
    _, ledger = simulate(seed, visitors=800)

    found = report(ledger)

    assert found.saved.value is not None
    assert round(found.saved.value, 6) == round(by_hand(ledger), 6)
    lines = sum((line.saved.value or Decimal(0) for line in found.rules), Decimal(0))
    assert round(lines, 6) == round(found.saved.value, 6)  # by rule, and nothing twice


def test_a_tenant_without_messages_knows_nothing_and_saved_nothing() -> None:
    found = figures(EMPTY, EMPTY)

    assert found.messages == 0
    assert found.share == NOT_KNOWN
    assert found.wrong_per_thousand == NOT_KNOWN
    assert found.net.value == 0
    assert found.rules == []


def test_one_message_makes_a_share_and_no_interval_of_money() -> None:
    one = sums(answers=1, plain__known=1, plain__cost="0.002", plain__cost2="0.000004")

    found = figures(one, one)

    assert found.share.value == 1
    assert found.saved == Estimate(Decimal("0.002"))  # how much costs differ is not known yet


def test_an_unknown_cost_stays_unknown_and_is_listed() -> None:
    found = figures(sums(answers=5), sums(plain__unknown=2))

    assert found.saved == NOT_KNOWN
    assert found.net == NOT_KNOWN
    assert found.not_priced == 5
    assert found.rules[0].own_unknown == 2


def test_a_rule_whose_answers_were_all_set_aside_is_listed() -> None:
    found = figures(sums(excess=3), EMPTY)

    assert [line.rule for line in found.rules] == [1]
    assert found.set_aside.excess == 3


def test_a_rule_that_always_costs_the_same_is_as_sure_as_its_own_receipts() -> None:
    answers = Sums({("answers", 1): Decimal(1000), ("answers", 2): Decimal(1)})
    costs = {1: ("0.02", "0.00004"), 2: ("0.02", "0.00005")}  # of ten lessons each
    own = Sums(
        {
            (name, rule): Decimal(value)
            for rule, (cost, squares) in costs.items()
            for name, value in (("plain.known", 10), ("plain.cost", cost), ("plain.cost2", squares))
        }
    )

    saved = figures(answers, own).saved

    assert saved.low is not None
    assert saved.high is not None
    assert saved.high - saved.low < Decimal("0.01")


def paid(kind: CallPurpose, cost: str, *, calls: int = 1, **more: str | int) -> dict[str, Decimal]:
    """Sums of calls of one kind, by name."""
    amounts = {"calls": calls, "cost": cost, **more}
    return {call_sum(measure, kind): Decimal(amount) for measure, amount in amounts.items()}


def period_of(*paid_for: dict[str, Decimal], answers: int) -> Sums:
    named = {name: value for some in paid_for for name, value in some.items()}
    return Sums({(SumName.ANSWERS, 1): Decimal(answers), **{(n, 0): v for n, v in named.items()}})


OWN = sums(plain__known=2, plain__cost="2", plain__cost2="2")


def test_what_the_product_added_is_taken_off_and_plain_calls_are_not() -> None:
    period = period_of(
        paid(CallPurpose.EXAM, "0.3"),
        paid(CallPurpose.BATCH, "0.2"),
        paid(CallPurpose.AUDIT, "0.1"),
        paid(CallPurpose.ANSWER, "100", calls=50, overhead="1.5", overhead_known=50),
        paid(CallPurpose.LESSON, "10", calls=5, overhead="0.5", overhead_known=5),
        paid(CallPurpose.HOLDOUT, "100", calls=50, overhead="0", overhead_known=50),
        answers=10,
    )

    found = figures(period, OWN)

    assert found.saved.value == 10
    assert (found.learning, found.audits) == (Decimal("0.5"), Decimal("0.1"))
    assert found.overhead.value == Decimal("2.6")
    assert found.net == Estimate(*[Decimal("7.4")] * 3)
    assert found.plain_bill == 10 + Decimal("98.5") + Decimal("9.5") + 100
    assert {line.kind: line.cost.value for line in found.overhead_lines}[CallPurpose.ANSWER] == 1.5


def test_more_overhead_than_savings_is_a_loss() -> None:
    dear = paid(CallPurpose.ANSWER, "100", calls=50, overhead="30", overhead_known=50)

    found = figures(period_of(dear, answers=10), OWN)

    assert found.net == Estimate(*[Decimal(-20)] * 3)
    assert found.net_share.value == Decimal(-20) / Decimal(80)


def test_calls_of_unknown_overhead_widen_the_interval() -> None:
    some = paid(CallPurpose.ANSWER, "100", calls=50, overhead="4", overhead_known=40)

    found = figures(period_of(some, answers=10), OWN)

    assert found.overhead == Estimate(Decimal(5), Decimal(4), Decimal(6))
    assert found.net == Estimate(Decimal(5), Decimal(4), Decimal(6))
    assert [line.unknown for line in found.overhead_lines] == [10]


def test_a_saving_is_not_known_where_no_overhead_was_measured() -> None:
    before = paid(CallPurpose.ANSWER, "100", calls=50)

    found = figures(period_of(before, answers=10), OWN)

    assert found.saved.value == 10
    assert found.net == NOT_KNOWN
    assert found.plain_bill is None


def test_lessons_from_before_overhead_was_measured_have_no_plain_cost() -> None:
    old = Sums({("own.known", 1): Decimal(3), ("own.cost", 1): Decimal(3)})

    found = figures(sums(answers=5), old)

    assert found.saved == NOT_KNOWN
    assert found.not_priced == 5
    assert found.rules[0].own_unknown == 3


def test_a_rule_pays_for_its_own_lessons() -> None:
    period = Sums({(SumName.ANSWERS, 1): Decimal(10), (SumName.OWN_OVERHEAD, 1): Decimal(3)})

    (line,) = figures(period, OWN).rules

    assert line.overhead == 3
    assert line.saved.value == 10
    assert line.net.value == 7


def test_wrong_answers_are_weighted_by_how_often_rules_answer() -> None:
    """A rare rule that is audited much must not stand for the common one."""
    values: dict[tuple[str, int], Decimal] = {
        (SumName.ANSWERS, 1): Decimal(990), (SumName.JUDGED, 1): Decimal(10),
        (SumName.WRONG, 1): Decimal(0),
        (SumName.ANSWERS, 2): Decimal(10), (SumName.JUDGED, 2): Decimal(10),
        (SumName.WRONG, 2): Decimal(10),
    }  # fmt: skip

    found = figures(Sums(values), EMPTY).wrong_per_thousand

    assert found.value is not None
    assert round(found.value, 6) == 10


@given(
    answers=st.integers(0, 10**9),
    capped=st.integers(0, 10**6),
    unmet=st.integers(0, 10**9),
    escalations=st.integers(0, 10**9),
    known=st.integers(0, 50),
    each=st.decimals("0", "100", places=8),
)
def test_figures_never_leave_their_intervals(
    answers: int, capped: int, unmet: int, escalations: int, known: int, each: Decimal
) -> None:
    period = Sums(
        {
            (SumName.ANSWERS, 1): Decimal(answers),
            (SumName.CAPPED, 1): Decimal(min(capped, answers)),
            (SumName.UNMET, 1): Decimal(unmet),
            (SumName.ESCALATIONS, 0): Decimal(escalations),
        }
    )
    own = Sums(
        {
            (SumName.OWN_KNOWN, 1): Decimal(known),
            (SumName.OWN_COST, 1): known * each,
            (SumName.OWN_COST_SQUARES, 1): known * each * each,
        }
    )

    found = figures(period, own)

    for estimate in (found.local, found.share, found.saved, found.wrong_per_thousand):
        if estimate.value is not None and estimate.low is not None and estimate.high is not None:
            assert estimate.low <= estimate.value <= estimate.high
    assert (found.saved.value is None) == (answers > 0 and known == 0)
    assert found.local.high is not None
    assert found.local.high <= 2 * answers  # a forger cannot stretch it at will
