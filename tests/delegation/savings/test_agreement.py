"""Whether the measured and the calculated saving agree, in a sentence for those who pay."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from delegation.domain.ledger.intervals import Estimate
from delegation.savings.services.agreement import agreement_of
from tests.delegation.savings.making import estimate


def report_of(net: Estimate, measured: Estimate, *, others: int = 10) -> Any:
    cost = SimpleNamespace(measure="cost", difference=measured)
    comparison = SimpleNamespace(other_conversations=others, measures=[cost])
    return SimpleNamespace(comparison=comparison, figures=SimpleNamespace(net=net))


CALCULATED = estimate("20", "10", "30")  # of ten conversations: 1 to 3 each


@pytest.mark.parametrize(
    ("net", "measured", "said"),
    [
        (CALCULATED, estimate("2", "1.5", "2.5"), "They agree"),
        (CALCULATED, estimate("3.5", "3", "4"), "They agree"),
        (CALCULATED, estimate("0.5", "0.1", "0.9"), "less was measured than calculated"),
        (CALCULATED, estimate("4", "3.1", "5"), "more was measured than calculated"),
        (estimate("20", None, None), estimate("2", "1", "3"), "range is not known yet"),
    ],
)
def test_owners_read_whether_the_two_ranges_meet(
    net: Estimate, measured: Estimate, said: str
) -> None:
    found = agreement_of(report_of(net, measured))

    assert found is not None
    assert said in found.sentence
    assert found.measured == measured
    assert found.calculated == net.times(Decimal("0.1"))


def test_while_one_of_the_two_is_not_known_nothing_is_compared() -> None:
    known = estimate("2", "1", "3")
    assert agreement_of(report_of(CALCULATED, estimate("2", None, None))) is None
    assert agreement_of(report_of(CALCULATED, estimate("2", "1", None))) is None
    assert agreement_of(report_of(Estimate(), known)) is None
    assert agreement_of(report_of(CALCULATED, known, others=0)) is None


@pytest.mark.parametrize(
    ("net", "measured", "said"),
    [
        (CALCULATED, estimate("0.5", "0.1", "1"), "They agree: the two ranges overlap."),
        (CALCULATED, estimate("4", "3", "5"), "They agree: the two ranges overlap."),
        (estimate("20", "10", None), estimate("2", "1", "3"), "The calculated range is not known"),
        (estimate("20", None, "30"), estimate("2", "1", "3"), "The calculated range is not known"),
        (estimate("-20", "-30", "-10"), estimate("-5", "-6", "-4"), "They disagree: less"),
        (estimate("-20", "-30", "0"), estimate("1", "0.5", "2"), "They disagree: more"),
    ],
)
def test_ranges_that_touch_agree_and_losses_are_compared_too(
    net: Estimate, measured: Estimate, said: str
) -> None:
    found = agreement_of(report_of(net, measured))
    assert found is not None
    assert found.sentence.startswith(said)


def test_a_disagreement_comes_with_advice() -> None:
    less = agreement_of(report_of(CALCULATED, estimate("0.5", "0.1", "0.9")))
    more = agreement_of(report_of(CALCULATED, estimate("4", "3.1", "5")))
    assert less is not None
    assert more is not None
    assert less.sentence == (
        "They disagree: less was measured than calculated. Trust the measured figure, and look "
        "for local answers after which visitors wrote again."
    )
    assert more.sentence == (
        "They disagree: more was measured than calculated. Visitors outside the holdout may "
        "write less for other reasons; the calculated figure is the careful one."
    )


def test_the_measured_saving_is_the_difference_in_cost() -> None:
    report = report_of(CALCULATED, estimate("2", "1", "3"))
    waits = SimpleNamespace(measure="wait", difference=estimate("90", "80", "99"))
    report.comparison.measures.insert(0, waits)
    found = agreement_of(report)
    assert found is not None
    assert found.measured.value == 2
    report.comparison.measures.pop()
    assert agreement_of(report) is None


def test_one_conversation_is_enough_to_compare() -> None:
    found = agreement_of(report_of(CALCULATED, estimate("20", "10", "30"), others=1))
    assert found is not None
    assert found.calculated == CALCULATED
