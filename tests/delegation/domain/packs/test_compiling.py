"""Packs: the same in any order; read tolerantly where they are unknown, strictly where known."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.packs.compiling import PackRefused, compile_pack, learned_from, load_pack
from delegation.domain.packs.format import named_rules
from delegation.domain.packs.matching import decide
from delegation.domain.packs.older_formats import FORMAT_2_ACTS, FORMAT_2_PARTS, in_format
from tests.delegation.domain.packs.vectors import make_rule, pack_of_tomorrow

RULES = [
    make_rule(1, "thanks", "thanks", "thanks a lot", "thank you", "thank you a lot"),
    make_rule(2, "thanks", "many thanks really", "many thanks", "so nice", "so nice really"),
    make_rule(3, "farewell", "ok, bye", "great, bye"),
    make_rule(4, "acknowledgement", "no, that is all", states="more"),
]


def compiled(**options: Any) -> dict[str, Any]:
    return compile_pack(RULES, version=3, **options)


@given(st.integers())
def test_rules_compile_the_same_in_any_order(seed: int) -> None:
    shuffled = RULES[:]
    random.Random(seed).shuffle(shuffled)

    again = compile_pack(shuffled, version=3)

    assert json.dumps(again) == json.dumps(compiled())


def test_a_word_that_phrases_do_without_is_optional_until_it_is_struck() -> None:
    assert compiled()["rewrites"]["really"] == ""
    assert "really" not in compiled(struck_words=frozenset({"really"}))["rewrites"]


def test_a_word_of_polarity_is_never_optional() -> None:
    rules = [make_rule(1, "thanks", "nice", "not nice", "so good", "not so good")]

    assert "not" not in learned_from(rules).rewrites


def test_a_struck_part_is_not_in_the_pack() -> None:
    assert "a lot" in compiled()["closers"]["nothing"]
    assert "a lot" not in compiled(struck_parts=frozenset({"a lot"}))["closers"].get("nothing", [])


def test_what_was_taught_after_anything_else_does_not_answer_at_rest() -> None:
    rule = next(rule for rule in named_rules(compiled()) if rule["id"] == 4)

    assert rule["states"] == ["more"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 1),
        (("norm",), 99),
        (("version",), -1),
        (("settings",), None),
        (("settings",), {"enabled": True}),
        (("settings", "lifetime"), "60"),
        (("settings", "enabled"), 1),
        (("rules",), {}),
        (("guards",), [1]),
        (("rewrites",), {"a": 1}),
        (("clauses",), {"nothing": [1]}),
        (("closers",), ["ok"]),
        (("languages",), [1]),
        (("rules", 0, 0), True),
        (("rules", 0, 1), -1),
        (("rules", 0, 2), None),
        (("rules", 0, 3), "unknown"),
        (("rules", 0, 3), ["nothing"]),
        (("rules", 0, 4), 1),
        (("rules", 0, 5), "soon"),
        (("rules", 0, 6), None),
        (("rules", 0, 7), None),
        (("rules", 0), [1, 1, "thanks", "nothing", None, None]),
    ],
)
def test_it_refuses_a_pack_with_a_malformed_part(path: tuple[Any, ...], value: object) -> None:
    data = json.loads(json.dumps(compiled()))
    assert load_pack(data).version == 3
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(PackRefused) as refused:
        load_pack(data)

    assert refused.value.reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": "three"}, "version"),
        ({"rules": [{"id": 1}]}, "rule"),
        ({"rules": [[1, 1, "thanks"]]}, "rule"),
        ({"rules": [[1, 1, "thanks", "nothing", None, None, "Yes", {"mood": "sad"}]]}, "phrases"),
        ({"rules": ["thanks"]}, "rule"),
    ],
)
def test_a_refusal_of_a_pack_names_the_part_that_is_wrong(
    changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(PackRefused) as refused:
        load_pack({**compiled(), **changes})

    assert refused.value.reason == reason


def test_it_reads_the_packs_of_later_years() -> None:
    pack = load_pack(pack_of_tomorrow(compiled()))

    assert [rule.id for rule in pack.rules] == [row[0] for row in compiled()["rules"]]
    assert decide(pack, "thanks", "nothing", now=0).rule == 1
    assert decide(pack, "what a shame", "nothing", now=0).rule is None


def test_readers_of_format_2_get_the_parts_and_acts_that_they_know() -> None:
    older = in_format(2, pack_of_tomorrow(compiled()))

    assert older["format"] == 2
    assert set(older) == {"format", *FORMAT_2_PARTS, "lifetime", "enabled"}
    assert {rule["act"] for rule in older["rules"]} <= FORMAT_2_ACTS


def test_readers_of_format_3_get_rules_with_named_parts() -> None:
    pack = compiled()
    older = in_format(3, pack)

    assert older == {**pack, "format": 3, "rules": older["rules"]}
    assert older["rules"][-1] == {
        "id": 4, "version": 1, "act": "acknowledgement", "states": ["more"], "language": None,
        "expires": None, "response": "reply 4", "phrases": ["no that is all"],
    }  # fmt: skip


@pytest.mark.parametrize("asked", [2, 3])
def test_a_pack_that_a_former_release_wrote_is_sent_to_readers_of_its_time(asked: int) -> None:
    written = in_format(asked, compiled())

    assert in_format(asked, written) == written
    assert in_format(3, in_format(2, compiled()))["format"] == 2
    assert in_format(2, in_format(3, compiled())) == in_format(2, compiled())


@pytest.mark.parametrize("data", [None, [], "pack", 1, {}])
def test_it_refuses_what_is_no_pack(data: object) -> None:
    with pytest.raises(PackRefused):
        load_pack(data)
