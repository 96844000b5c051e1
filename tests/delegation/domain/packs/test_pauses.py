"""Where visitors pause in a phrase, and nothing else of what they wrote."""

import pytest

from delegation.domain.packs.learning import clauses_of
from delegation.domain.packs.pauses import MOST_WORDINGS, with_pauses, wordings_of
from delegation.domain.phrases import canonical


@pytest.mark.parametrize(
    "text", ["Ok!! Thanks, bye", "how are you? bye", "好的，谢谢", "ok - thanks", "Já é. Valeu!"]
)
def test_a_wording_is_cut_where_the_visitor_paused(text: str) -> None:
    wording = with_pauses(text)
    assert clauses_of(wording) == clauses_of(text)
    assert canonical(wording) == canonical(text)


def test_it_keeps_the_wordings_of_these_phrases_only() -> None:
    written = [("OK, thanks!", 1), ("ok thanks", 2), ("hello, Maria", 3)]
    assert wordings_of(written, ["ok thanks"]) == ["ok, thanks"]


def test_a_wording_counts_its_sources_not_its_lessons() -> None:
    written = [("ok, thanks", "one"), ("ok. thanks", "one"), ("Ok, Thanks", "other")]
    assert wordings_of(written, ["ok thanks"], least=2) == ["ok, thanks"]
    assert wordings_of(written[:2], ["ok thanks"], least=2) == []


def test_of_many_ways_to_pause_the_most_common_are_kept() -> None:
    ways = ["a, b c d", "a b, c d", "a b c, d", "a, b, c, d"]
    written = [(way, source) for rank, way in enumerate(ways) for source in range(rank + 1)]
    kept = wordings_of(written, ["a b c d"])
    assert kept == ways[:0:-1]
    assert len(kept) == MOST_WORDINGS
