"""What one more rule would have answered, counted by messages."""

from delegation.domain.packs import Pack, PackRule, compile_pack, load_pack
from delegation.domain.whatif import compare


def pack(*phrases: str, states: tuple[str, ...] = ("nothing",)) -> Pack:
    rules = [
        PackRule(number, 1, "thanks", states, None, (phrase,), "Welcome!", None)
        for number, phrase in enumerate(phrases, 1)
    ]
    return load_pack(compile_pack(rules, version=1, lifetime_seconds=60))


ASKED = [
    ("thanks", "nothing", 3),
    ("hello", "nothing", 20),
    ("thanks hello", "nothing", 2),
    ("thanks", "confirm", 5),
    ("i want thanks", "nothing", 7),
]


def test_it_counts_what_only_the_tried_pack_answers() -> None:
    report = compare(pack("hello"), pack("hello", "thanks"), ASKED, now=0, most=10)
    assert (report.messages, report.answered, report.awaited) == (37, 5, 0)
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
