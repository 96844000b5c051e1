"""What may go live without a human: each wall by itself."""

from dataclasses import replace
from typing import Any

import pytest

from delegation.domain.approval.auto_approval import (
    WALLS_IN_WORDS,
    ApprovalPolicy,
    Proposal,
    Wall,
    is_credible,
    speaks,
    walls_before,
)
from delegation.domain.approval.evidence import Sighting, independent
from delegation.domain.approval.small_talk import CLOSED_ACTS

HOUR = 3600.0
SEEN = tuple(Sighting(f"network-{number}", number * HOUR) for number in range(3))
OPEN = ApprovalPolicy(at_once=frozenset(CLOSED_ACTS), visitors=3, seconds_apart=HOUR)
THANKS = Proposal("thanks", "thanks", "en", SEEN, 3, 0, {"en": "You're welcome!"})


def test_small_talk_that_enough_visitors_agree_on_goes_live() -> None:
    assert walls_before(THANKS, OPEN) == []


@pytest.mark.parametrize(
    ("changes", "wall"),
    [
        ({"decided": True}, Wall.DECIDED),
        ({"act": "answer"}, Wall.ACT),
        ({"phrase": "thanks acme"}, Wall.UNKNOWN_WORDS),
        ({"phrase": "thanks?"}, Wall.PROBLEM),
        ({"rivals": 1}, Wall.DISAGREEMENT),
        ({"visitors": 0}, Wall.DISAGREEMENT),
        ({"sightings": SEEN[:2]}, Wall.FEW_VISITORS),
        ({"sightings": (Sighting("one", 0), Sighting("one", HOUR * 9))}, Wall.FEW_VISITORS),
        ({"sightings": tuple(Sighting(s.address_prefix, 0) for s in SEEN)}, Wall.FEW_VISITORS),
        ({"replies": {}}, Wall.NO_REPLY),
        ({"replies": {"fr": "De rien !"}}, Wall.NO_REPLY),
        ({"act": "farewell"}, Wall.UNKNOWN_WORDS),
    ],
)
def test_each_wall_stops_by_itself(changes: dict[str, Any], wall: Wall) -> None:
    assert wall in walls_before(replace(THANKS, **changes), OPEN)


def test_a_class_that_the_tenant_does_not_let_through_waits() -> None:
    assert walls_before(THANKS, replace(OPEN, at_once=frozenset())) == [Wall.POLICY]


def test_a_word_of_the_tenants_own_stops_known_small_talk() -> None:
    hello = replace(THANKS, phrase="hello", act="greeting")
    assert walls_before(hello, OPEN) == []
    assert walls_before(hello, replace(OPEN, own_words=("Hello",))) == [Wall.PROBLEM]


def test_another_known_language_is_answered_in_that_language() -> None:
    merci = replace(THANKS, phrase="merci", replies={"en": "You're welcome!", "fr": "De rien !"})
    assert speaks(merci) == "fr"
    assert walls_before(merci, OPEN) == []
    assert walls_before(replace(merci, replies={"en": "You're welcome!"}), OPEN) == [Wall.NO_REPLY]


def test_an_approved_reply_in_another_script_waits() -> None:
    wrong = replace(THANKS, phrase="thank you", replies={"en": "Пожалуйста"})
    assert walls_before(wrong, OPEN) == [Wall.PROBLEM]


def test_where_no_reply_is_approved_nothing_is_wrong_with_the_reply() -> None:
    spasibo = replace(THANKS, phrase="спасибо")
    assert speaks(spasibo) is None
    assert walls_before(spasibo, OPEN) == [Wall.NO_REPLY]


@pytest.mark.parametrize(
    ("response", "credible"),
    [
        ("You're welcome!", True),
        ("You're welcome, Maria!", True),  # said to one visitor; never published
        ("See shop.example.com", False),
        ("<b>You're welcome</b>", False),
        ("Call +1 650 253 0000", False),
        ("Your order is on its way", False),
        ("You're wel\u200bcome", False),
    ],
)
def test_a_lesson_that_looks_like_an_attack_is_no_evidence(response: str, credible: bool) -> None:
    assert is_credible("thanks", response) is credible


def test_strangers_with_many_addresses_count_slowly() -> None:
    burst = [Sighting(f"n{number}", number) for number in range(1000)]
    assert independent(burst, seconds_apart=HOUR) == 1
    assert independent(burst, seconds_apart=0) == 1000


@pytest.mark.parametrize("wall", Wall)
def test_every_wall_is_said_in_words(wall: Wall) -> None:
    assert WALLS_IN_WORDS[wall].endswith(".")
