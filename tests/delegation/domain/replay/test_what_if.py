"""What one more rule would have answered, counted by messages."""

from itertools import product

import pytest

from delegation.domain.packs.compiling import LoadedPack, PackRule, compile_pack, load_pack
from delegation.domain.packs.matching import decide
from delegation.domain.replay.what_if import compare, touched_words


def pack(*phrases: str, states: tuple[str, ...] = ("nothing",)) -> LoadedPack:
    rules = [
        PackRule(number, 1, "thanks", states, None, (phrase,), "Welcome!", None)
        for number, phrase in enumerate(phrases, 1)
    ]
    return load_pack(compile_pack(rules, version=1))


ASKED = [
    ("thanks", "nothing", 3),
    ("hello", "nothing", 20),
    ("thanks hello", "nothing", 2),
    ("thanks", "confirm", 5),
    ("i want thanks", "nothing", 7),
]


def test_it_counts_what_only_the_tried_pack_answers() -> None:
    report = compare(pack("hello"), pack("hello", "thanks"), ASKED, now=0, most=10)
    assert (report.answered, report.awaited) == (5, 0)
    assert [(each.message, each.times) for each in report.samples] == [
        ("thanks", 3),
        ("thanks hello", 2),
    ]
    assert "approved phrases" in report.samples[1].explanation


def test_answers_while_something_is_awaited_come_first() -> None:
    tried = pack("hello", "thanks", states=("nothing", "confirm"))
    report = compare(pack("hello"), tried, ASKED, now=0, most=1)
    assert (report.answered, report.awaited) == (10, 5)
    assert [(each.message, each.awaiting) for each in report.samples] == [("thanks", "confirm")]


def test_a_pack_beside_itself_changes_nothing() -> None:
    assert compare(pack("thanks"), pack("thanks"), ASKED, now=0, most=10).answered == 0


WORDS = ("hi", "hello", "thanks", "thx", "dear", "so", "much", "ok", "great", "stuff")
LIVE = ("hi", "hi dear", "hello so much", "thanks", "ok thanks")
TRIED = ("hello", "hello dear", "great stuff, thanks", "thanks so much", "thx")


@pytest.mark.parametrize("number", range(len(TRIED)))
def test_what_only_the_tried_pack_answers_holds_a_touched_word(number: int) -> None:
    now_live, tried = pack(*LIVE), pack(*LIVE, TRIED[number])
    touched = touched_words(now_live, tried, now=0)
    messages = [" ".join(words) for n in (1, 2, 3) for words in product(WORDS, repeat=n)]
    new = [
        message
        for message in messages
        if decide(tried, message, "nothing", now=0).rule is not None
        and decide(now_live, message, "nothing", now=0).rule is None
    ]
    assert new != []
    assert [message for message in new if not touched & set(message.split(" "))] == []
