"""What two packs differ in."""

from dataclasses import replace

import pytest

from delegation.domain.packs.compiling import PackRule, compile_pack
from delegation.domain.packs.diff import SECONDS, Difference, diff
from delegation.domain.packs.older_formats import in_format


def pack(*rules: tuple[int, str, str], enabled: bool = True) -> dict[str, object]:
    made = [PackRule(pk, 1, "thanks", ("nothing",), None, (p,), r, None) for pk, p, r in rules]
    return compile_pack(made, version=1, settings={"lifetime": 60, "enabled": enabled})


def between(old: dict[str, object], new: dict[str, object]) -> list[Difference]:
    found = diff(old, new, name_of=lambda pk: f"rule {pk}")
    return [replace(each, what=str(each.what)) for each in found]


def test_equal_packs_differ_in_nothing() -> None:
    assert between(pack((1, "thanks", "Yes")), pack((1, "thanks", "Yes"))) == []


def test_rules_come_go_and_change() -> None:
    old = pack((1, "dankon", "Yes"), (2, "multdankon", "Yes"))
    new = pack((2, "multdankon", "Sure"), (3, "dankegon", "Yes"))
    assert between(old, new) == [
        Difference("added", "rule 3", after="Yes"),
        Difference("removed", "rule 1", before="Yes"),
        Difference("changed", "rule 2: response", "Yes", "Sure"),
    ]


def test_the_switch_is_a_difference() -> None:
    (only,) = between(pack((1, "hi", "Hi")), pack((1, "hi", "Hi"), enabled=False))
    assert only.what == "answering in the browser is off"


def test_settings_of_an_older_format_are_compared_with_those_of_the_present_one() -> None:
    new = pack((1, "hi", "Hi"))
    old = {**in_format(2, new), "lifetime": 30}

    assert between(old, new) == [Difference("changed", SECONDS, "30", "60")]


@pytest.mark.parametrize("former", [2, 3])
def test_rules_of_an_older_format_are_compared_with_those_of_the_present_one(former: int) -> None:
    old = in_format(former, pack((1, "dankon", "Yes"), (2, "multdankon", "Yes")))
    new = pack((1, "dankon", "Yes"), (2, "multdankon", "Sure"))

    assert between(old, new) == [Difference("changed", "rule 2: response", "Yes", "Sure")]


def test_what_was_learned_is_a_difference() -> None:
    old = pack((1, "thanks", "Yes"))
    new = pack((1, "thanks", "Yes"), (2, "great stuff, thank you", "Yes"))
    assert Difference("added", "part “great stuff”") in between(old, new)


def test_how_a_word_is_read_is_said_in_words() -> None:
    old = {**pack((1, "dankon", "Yes")), "rewrites": {}}
    new = {**old, "rewrites": {"tre": "", "multan": "dankon"}}

    assert between(old, new) == [
        Difference("added", "word “multan” counts as “dankon”"),
        Difference("added", "word “tre” is ignored"),
    ]


def test_our_own_lists_of_a_language_are_one_difference() -> None:
    found = between(pack((1, "dankon", "Yes")), pack((1, "dankon", "Yes"), (2, "thank you", "Yes")))

    assert [each.what for each in found] == ["rule 2", "built-in lists of “en”"]


def test_a_pack_of_an_older_format_lacks_what_it_lacks() -> None:
    assert Difference("added", "rule 1", after="Hi") in between({}, pack((1, "hi", "Hi")))
