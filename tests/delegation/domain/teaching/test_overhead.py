"""Tokens of a call that only the product caused."""

import pytest

from delegation.domain.teaching.marks import MARK_LINE
from delegation.domain.teaching.overhead import (
    Asked,
    OverheadPart,
    Written,
    cached_overhead,
    input_overhead,
    output_overhead,
)
from delegation.domain.teaching.ways import TEACHES_BY_MARK, note
from tests.benchmarks.bills.tokens import TokenCounter


def asked(characters: int = 1_000, **parts: int) -> Asked:
    return Asked(characters, {OverheadPart(name): size for name, size in parts.items()})


def test_what_was_calibrated_decides() -> None:
    found = input_overhead(asked(mark=62, teaching=120), 300, {OverheadPart.MARK: 17})

    assert found == {OverheadPart.MARK: 17, OverheadPart.TEACHING: 40, OverheadPart.ENVELOPE: 0}


def test_before_a_calibration_the_estimate_is_close_in_a_usual_vocabulary() -> None:
    with TokenCounter() as counter:
        texts = {
            OverheadPart.MARK: [f"\n\n{MARK_LINE}"],
            OverheadPart.TEACHING: list(map(note, TEACHES_BY_MARK)),
        }
        for part, lines in texts.items():
            for line in lines:
                found = input_overhead(asked(**{part: len(line)}), 2_000, {})[part]
                tokens = counter.count(f"Be brief.{line}") - counter.count("Be brief.")
                assert found == pytest.approx(tokens, rel=0.12)


def test_the_companys_language_does_not_change_the_estimate() -> None:
    english, chinese = asked(4_000, mark=62), asked(1_000, mark=62)

    assert input_overhead(english, 1_000, {}) == input_overhead(chinese, 1_000, {})


def test_unknown_usage_stays_unknown() -> None:
    assert input_overhead(asked(mark=62), None, {})[OverheadPart.MARK] is None
    assert set(output_overhead(Written(marks=1), None).values()) == {None}


@pytest.mark.parametrize(("cached", "tokens"), [(0, 0), (1_024, 15)])
def test_the_mark_is_read_from_the_cache_where_anything_is(cached: int, tokens: int) -> None:
    assert cached_overhead(cached, 15) == tokens
