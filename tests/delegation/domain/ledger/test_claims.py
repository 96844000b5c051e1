"""What of a beacon's claims is counted: never more than one visitor reads, in any order."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.ledger.claims import MOST_AN_HOUR, Claim, admit, is_hour_believable

HOUR = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLAIM = Claim("v", HOUR, rule=1, version=1, count=5, met=True, believable=True)

claims = st.lists(
    st.builds(
        Claim,
        visitor=st.sampled_from("abc"),
        hour=st.sampled_from([HOUR, HOUR + timedelta(hours=1)]),
        rule=st.integers(1, 3),
        version=st.integers(1, 2),
        count=st.integers(1, 10_000),
        met=st.just(True),
        believable=st.booleans(),
    ),
    max_size=20,
)


def test_a_met_visitors_answers_are_counted() -> None:
    found = admit([CLAIM, replace(CLAIM, count=2)])[HOUR, 1, 1]

    assert (found.answers, found.excess, found.unmet, found.capped) == (7, 0, 0, 0)


def test_more_than_a_visitor_reads_is_set_aside_and_marks_the_rest() -> None:
    found = admit([replace(CLAIM, count=500)])[HOUR, 1, 1]

    assert (found.answers, found.excess, found.capped) == (MOST_AN_HOUR, 440, MOST_AN_HOUR)


def test_a_visitor_nobody_met_counts_for_nothing() -> None:
    found = admit([replace(CLAIM, met=False)])[HOUR, 1, 1]

    assert (found.answers, found.unmet) == (0, 5)


def test_what_cannot_be_is_refused() -> None:
    assert admit([replace(CLAIM, believable=False)])[HOUR, 1, 1].refused == 5


@given(claims, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(some: list[Claim], shuffle: random.Random) -> None:
    other = list(some)
    shuffle.shuffle(other)

    assert admit(other) == admit(some)


@given(claims)
def test_every_claim_is_either_counted_or_shown_under_its_reason(some: list[Claim]) -> None:
    found = admit(some).values()

    assert sum(claim.count for claim in some) == sum(
        each.answers + each.excess + each.unmet + each.refused for each in found
    )
    visitor_hours = {(claim.visitor, claim.hour) for claim in some}
    assert sum(each.answers for each in found) <= MOST_AN_HOUR * len(visitor_hours)


def test_hours_are_whole_and_near_their_beacon() -> None:
    assert is_hour_believable(HOUR, HOUR + timedelta(days=7))
    assert is_hour_believable(HOUR, HOUR - timedelta(minutes=50))  # clocks differ
    assert not is_hour_believable(HOUR, HOUR + timedelta(days=9))
    assert not is_hour_believable(HOUR, HOUR - timedelta(hours=2))
    assert not is_hour_believable(HOUR + timedelta(minutes=30), HOUR + timedelta(hours=1))
