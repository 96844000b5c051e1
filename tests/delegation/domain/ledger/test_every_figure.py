"""Every figure of one period equals a calculation by hand, and every interval a second one."""

import math
import statistics
from decimal import Decimal

import pytest

from delegation.domain.ledger.figures import (
    AnswerCounts,
    CallLine,
    Figures,
    RuleLine,
    Sample,
    SetAside,
    figures,
    spent_on,
    weighted_total,
)
from delegation.domain.ledger.intervals import NOT_KNOWN, Estimate, student_t, wilson
from delegation.domain.ledger.overhead import OverheadLine, total_overhead
from delegation.domain.ledger.sums import CallPurpose, SumName, Sums, call_sum

# Rules 1 and 2 answered, and rule 3 did not. Only lessons of rule 1 have a known cost.
PERIOD: dict[tuple[str, int], str] = {
    (SumName.ANSWERS, 1): "30", (SumName.CAPPED, 1): "6", (SumName.UNMET, 1): "4",
    (SumName.REJECTS, 1): "2", (SumName.JUDGED, 1): "10", (SumName.WRONG, 1): "1",
    (SumName.OWN_OVERHEAD, 1): "0.05",
    (SumName.ANSWERS, 2): "10", (SumName.UNMET, 2): "20", (SumName.EXCESS, 2): "3",
    (SumName.JUDGED, 2): "5",
    (SumName.REFUSED, 2): "1", (SumName.REFUSED, 3): "5",
    (SumName.ESCALATIONS, 0): "60", (SumName.SERVER_ANSWERS, 0): "7", (SumName.FAILED, 0): "3",
    (SumName.FIRST_WORDS, 0): "4", (SumName.FIRST_WORDS_WAIT, 0): "6",
    ("calls.answer", 0): "50", ("unpriced.answer", 0): "10", ("cost.answer", 0): "1.2",
    ("tokens.answer", 0): "500", ("read.answer", 0): "400", ("cached.answer", 0): "300",
    ("written.answer", 0): "100", ("reasoning.answer", 0): "20",
    ("overhead.answer", 0): "0.1", ("overhead_known.answer", 0): "50",
    ("calls.exam", 0): "4", ("cost.exam", 0): "0.2",
    ("calls.audit", 0): "2", ("unpriced.audit", 0): "2",
}  # fmt: skip
OWN: dict[tuple[str, int], str] = {
    (SumName.OWN_KNOWN, 1): "2", (SumName.OWN_COST, 1): "0.04",
    (SumName.OWN_COST_SQUARES, 1): "0.0008",
    (SumName.OWN_WAITS, 1): "2", (SumName.OWN_WAIT, 1): "4", (SumName.OWN_WAIT_SQUARES, 1): "8",
    (SumName.OWN_UNKNOWN, 2): "3", (SumName.OLD_KNOWN, 2): "1", (SumName.OLD_UNKNOWN, 2): "2",
}  # fmt: skip


def sums_of(values: dict[tuple[str, int], str]) -> Sums:
    return Sums({name: Decimal(value) for name, value in values.items()})


@pytest.fixture
def found() -> Figures:
    return figures(sums_of(PERIOD), sums_of(OWN))


def estimate(*parts: str | float) -> Estimate:
    return Estimate(*(Decimal(str(part)) for part in parts))


def near(one: Decimal | None, other: float) -> bool:
    return one is not None and math.isclose(float(one), other, rel_tol=1e-9)


def test_messages_are_counted_once(found: Figures) -> None:
    assert (found.messages, found.escalations) == (100, 60)
    assert (found.server_answers, found.failed, found.rejects) == (7, 3, 2)
    assert found.first_words == Decimal("1.5")


def test_local_answers_are_surely_less_and_possibly_more(found: Figures) -> None:
    """The low end leaves out capped answers; the high end adds unmet ones, up to those counted."""
    assert found.local == estimate(40, 34, 54)
    assert found.share.value == Decimal(40) / 100
    assert found.share.low == Decimal(34) / 94
    assert found.share.high == Decimal(54) / 114


def test_only_rules_whose_lessons_have_a_cost_save_money(found: Figures) -> None:
    assert found.saved == estimate("0.6", "0.48", "0.68")
    assert found.waited == estimate(60, 48, 68)
    assert found.not_priced == 10
    assert (found.learning, found.audits) == (Decimal("0.2"), Decimal(0))


def test_claims_that_are_not_counted_are_set_aside_by_reason(found: Figures) -> None:
    assert found.set_aside == SetAside(excess=3, unmet=24, refused=6, capped=6)
    assert found.aside == 33


def test_wrong_answers_are_weighted_by_the_answers_of_their_rule(found: Figures) -> None:
    """Three quarters of the answers are wrong one time in ten, the others never."""
    assert (found.judged, found.wrong) == (15, 1)
    inverse = Decimal("0.75") ** 2 / 10 + Decimal("0.25") ** 2 / 5
    assert near(found.wrong_per_thousand.value, 75)
    expected = wilson(Decimal("0.075") / inverse, 1 / inverse)
    assert expected.low is not None
    assert expected.high is not None
    assert found.wrong_per_thousand.low == expected.low * 1000
    assert found.wrong_per_thousand.high == expected.high * 1000


def test_calls_are_listed_by_kind_with_their_tokens(found: Figures) -> None:
    assert found.calls == [
        CallLine("answer", 50, 10, Decimal("1.2"), 500, 400, 300, 100, 20),
        CallLine("exam", 4, 0, Decimal("0.2"), 0),
        CallLine("audit", 2, 2, None, 0),
    ]
    assert found.spent == Decimal("1.4")
    assert spent_on(found.calls[2:]) is None


def test_overhead_is_not_known_while_one_kind_of_call_has_no_price(found: Figures) -> None:
    """The audits have no price, so the net saving is not known either."""
    assert found.overhead_lines == [
        OverheadLine("answer", 50, 0, estimate("0.1", "0.1", "0.1")),
        OverheadLine("exam", 4, 0, estimate("0.2", "0.2", "0.2")),
        OverheadLine("audit", 2, 2, NOT_KNOWN),
    ]
    assert found.overhead == found.net == NOT_KNOWN
    assert found.plain_bill == Decimal("0.6") + Decimal("1.2") - Decimal("0.1")
    assert found.net_share == NOT_KNOWN


def test_each_rule_has_a_line_and_the_busiest_is_first(found: Figures) -> None:
    first, second = found.rules
    assert first == RuleLine(
        rule=1, answers=30, cost_each=Decimal("0.02"), own_known=2, own_unknown=0,
        saved=estimate("0.6", "0.48", "0.68"), waited=estimate(60, 48, 68), judged=10, wrong=1,
        wrong_rate=wilson(Decimal(1), Decimal(10)), rejects=2, set_aside=4,
        overhead=Decimal("0.05"), net=estimate("0.55", "0.43", "0.63"),
    )  # fmt: skip
    assert second == RuleLine(
        rule=2, answers=10, cost_each=None, own_known=0, own_unknown=6, saved=NOT_KNOWN,
        waited=NOT_KNOWN, judged=5, wrong=0, wrong_rate=wilson(Decimal(0), Decimal(5)), rejects=0,
        set_aside=24, overhead=Decimal(0), net=NOT_KNOWN,
    )  # fmt: skip


@pytest.mark.parametrize(
    "name", ["ANSWERS", "UNMET", "EXCESS", "REJECTS", "JUDGED", "OWN_OVERHEAD"]
)
def test_a_rule_with_any_figure_has_a_line(name: str) -> None:
    found = figures(Sums({(SumName[name], 9): Decimal(1)}), Sums({}))
    assert [line.rule for line in found.rules] == [9]


def test_rules_that_answered_equally_often_are_in_order_of_their_ids() -> None:
    period = Sums({(SumName.ANSWERS, rule): Decimal(3) for rule in (8, 2, 5)})
    assert [line.rule for line in figures(period, Sums({})).rules] == [2, 5, 8]


def test_the_share_is_of_local_answers_among_all_messages() -> None:
    only_local = figures(Sums({(SumName.ANSWERS, 1): Decimal(3)}), Sums({}))
    only_escalated = figures(Sums({(SumName.ESCALATIONS, 0): Decimal(3)}), Sums({}))
    assert only_local.share == estimate(1, 1, 1)
    assert only_escalated.share == estimate(0, 0, 0)
    both = Sums({(SumName.ANSWERS, 1): Decimal(3), (SumName.ESCALATIONS, 0): Decimal(3)})
    assert figures(both, Sums({})).share.value == Decimal("0.5")
    assert (only_local.first_words, only_local.spent) == (None, None)
    assert only_escalated.saved == estimate(0, 0, 0)


# --- overhead


def overhead_of(kind: CallPurpose, **measures: str) -> OverheadLine:
    period = Sums({(call_sum(name, kind), 0): Decimal(v) for name, v in measures.items()})
    (line,) = figures(period, Sums({})).overhead_lines
    return line


FOR_VISITORS = [
    CallPurpose.ANSWER,
    CallPurpose.LESSON,
    CallPurpose.RETRY,
    CallPurpose.HOLDOUT,
    CallPurpose.ABANDONED,
]


@pytest.mark.parametrize("kind", [kind for kind in CallPurpose if kind not in FOR_VISITORS])
def test_calls_that_the_product_makes_are_overhead_as_a_whole(kind: CallPurpose) -> None:
    """The call without a price counts as the mean of the others, or as nothing, or as twice it."""
    line = overhead_of(kind, calls="4", unpriced="1", cost="0.3", overhead="9", overhead_known="9")
    assert line == OverheadLine(kind, 4, 1, estimate("0.4", "0.3", "0.5"))


@pytest.mark.parametrize("kind", FOR_VISITORS)
def test_only_what_was_added_to_a_call_for_a_visitor_is_overhead(kind: CallPurpose) -> None:
    line = overhead_of(kind, calls="5", unpriced="5", cost="90", overhead="0.4", overhead_known="4")
    assert line == OverheadLine(kind, 5, 1, estimate("0.5", "0.4", "0.6"))


def test_overhead_adds_up_and_has_no_interval_if_one_part_has_none() -> None:
    lines = [
        OverheadLine("a", 1, 0, estimate(1, 2, 3)),
        OverheadLine("b", 1, 0, estimate(10, 20, 30)),
    ]
    assert total_overhead(lines) == estimate(11, 22, 33)
    assert total_overhead([*lines, OverheadLine("c", 1, 1, estimate(5))]) == estimate(16)
    assert total_overhead([]) == estimate(0, 0, 0)


# --- intervals of sums, recomputed from the amounts themselves


def sample_of(amounts: list[int]) -> Sample:
    return Sample(
        Decimal(len(amounts)), Decimal(sum(amounts)), Decimal(sum(each**2 for each in amounts))
    )


def exactly(count: int) -> AnswerCounts:
    return AnswerCounts(Decimal(count), Decimal(count), Decimal(count))


def test_a_sample_has_a_mean_and_an_unbiased_variance() -> None:
    amounts = [3, 5, 10, 2]
    assert sample_of(amounts).mean == 5
    assert near(sample_of(amounts).variance, statistics.variance(amounts))
    assert (sample_of([7]).variance, sample_of([]).mean) == (None, None)
    rounded = Sample(Decimal(2), Decimal("0.2"), Decimal("0.0199"))
    assert rounded.variance == 0, "squares that were rounded make no negative spread"


def test_a_rule_with_five_samples_has_its_own_variance_and_one_with_fewer_that_of_all() -> None:
    often, rarely = [1, 2, 3, 4, 5], [2, 4, 9, 1]
    answers = {1: exactly(40), 2: exactly(7)}
    found = weighted_total(answers, {1: sample_of(often), 2: sample_of(rarely)})

    own, of_all = statistics.variance(often), statistics.variance(often + rarely)
    parts = (40**2 * own / 5, 7**2 * of_all / 4)
    variance = sum(parts) + 40 * own + 7 * of_all
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / 4 + parts[1] ** 2 / 8)
    half = float(student_t(Decimal(freedom))) * math.sqrt(variance)

    value = 40 * 3 + 7 * 4
    assert near(found.value, value)
    assert near(found.low, value - half)
    assert near(found.high, value + half)


def test_the_interval_reaches_from_the_sure_answers_to_the_possible_ones() -> None:
    amounts = [1, 2, 3, 4, 5]
    counts = AnswerCounts(Decimal(40), Decimal(35), Decimal(50))
    found = weighted_total({1: counts}, {1: sample_of(amounts)})
    exact = weighted_total({1: exactly(40)}, {1: sample_of(amounts)})
    assert found.low is not None
    assert found.high is not None
    assert exact.low is not None
    assert exact.high is not None
    assert found.value == 120
    assert exact.low - found.low == 5 * 3
    assert found.high - exact.high == 10 * 3


def test_an_interval_of_money_does_not_begin_below_zero() -> None:
    found = weighted_total({1: exactly(1)}, {1: sample_of([0, 100])})
    assert found.low == 0
    assert found.high is not None
    assert found.high > 100


def test_a_rule_without_a_sample_adds_nothing_to_the_total() -> None:
    samples = {1: sample_of([2, 2]), 2: sample_of([])}
    assert weighted_total({1: exactly(3), 2: exactly(9)}, samples) == estimate(6, 6, 6)
    assert weighted_total({2: exactly(9)}, samples) == NOT_KNOWN
    assert weighted_total({2: exactly(0)}, samples) == estimate(0, 0, 0)
    assert weighted_total({1: exactly(3)}, {1: sample_of([2])}) == Estimate(Decimal(6))
