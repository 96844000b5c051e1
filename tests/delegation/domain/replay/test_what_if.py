"""What one more rule would have answered, counted by messages.

The phrases are in Esperanto, of which there are no built-in lists: what is not approved is unknown.
"""

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
    ("dankon", "nothing", 3),
    ("saluton", "nothing", 20),
    ("dankon saluton", "nothing", 2),
    ("dankon", "confirm", 5),
    ("mi volas dankon", "nothing", 7),
]


def test_it_counts_what_only_the_tried_pack_answers() -> None:
    report = compare(pack("saluton"), pack("saluton", "dankon"), ASKED, now=0, most=10)
    assert (report.answered, report.awaited) == (5, 0)
    assert [(each.message, each.times) for each in report.samples] == [
        ("dankon", 3),
        ("dankon saluton", 2),
    ]
    assert "approved phrases" in report.samples[1].explanation


def test_answers_while_something_is_awaited_come_first() -> None:
    tried = pack("saluton", "dankon", states=("nothing", "confirm"))
    report = compare(pack("saluton"), tried, ASKED, now=0, most=1)
    assert (report.answered, report.awaited) == (10, 5)
    assert [(each.message, each.awaiting) for each in report.samples] == [("dankon", "confirm")]


def test_a_pack_beside_itself_changes_nothing() -> None:
    assert compare(pack("dankon"), pack("dankon"), ASKED, now=0, most=10).answered == 0


WORDS = ("sal", "saluton", "dankon", "dx", "kara", "tiel", "multe", "bone", "bonega", "ajxo")
LIVE = ("sal", "sal kara", "saluton tiel multe", "dankon", "bone dankon")
TRIED = ("saluton", "saluton kara", "bonega ajxo, dankon", "dankon tiel multe", "dx")


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
