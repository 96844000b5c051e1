"""Packs: the same in any order, refused whole when anything is unknown."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.packs.compiling import PackRefused, compile_pack, learned_from, load_pack
from tests.delegation.domain.packs.vectors import make_rule

RULES = [
    make_rule(1, "thanks", "thanks", "thanks a lot", "thank you", "thank you a lot"),
    make_rule(2, "thanks", "many thanks really", "many thanks", "so nice", "so nice really"),
    make_rule(3, "farewell", "ok, bye", "great, bye"),
    make_rule(4, "acknowledgement", "no, that is all", states="more"),
]


def compiled(**options: Any) -> dict[str, Any]:
    return compile_pack(RULES, version=3, lifetime_seconds=60, **options)


@given(st.integers())
def test_rules_compile_the_same_in_any_order(seed: int) -> None:
    shuffled = RULES[:]
    random.Random(seed).shuffle(shuffled)

    again = compile_pack(shuffled, version=3, lifetime_seconds=60)

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
    rule = next(rule for rule in compiled()["rules"] if rule["id"] == 4)

    assert rule["states"] == ["more"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), 1),
        (("norm",), 99),
        (("surprise",), 1),
        (("version",), -1),
        (("lifetime",), "60"),
        (("enabled",), 1),
        (("rules",), {}),
        (("guards",), [1]),
        (("rewrites",), {"a": 1}),
        (("clauses",), {"elsewhere": ["ok"]}),
        (("rules", 0, "act"), "insult"),
        (("rules", 0, "states"), ["unknown"]),
        (("rules", 0, "id"), True),
        (("rules", 0, "expires"), "soon"),
        (("rules", 0, "phrases"), [None]),
        (("rules", 0, "surprise"), 1),
    ],
)
def test_it_refuses_a_pack_with_anything_unknown(path: tuple[Any, ...], value: object) -> None:
    data = json.loads(json.dumps(compiled()))
    assert load_pack(data).version == 3
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(PackRefused) as refused:
        load_pack(data)

    assert refused.value.reason


@pytest.mark.parametrize("data", [None, [], "pack", 1, {}])
def test_it_refuses_what_is_no_pack(data: object) -> None:
    with pytest.raises(PackRefused):
        load_pack(data)
