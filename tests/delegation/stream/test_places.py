"""No network and no tenant takes the places of the others."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import pytest

from delegation.stream import application, errors
from delegation.stream.places import LEAST, Places
from tests.attacks import Figure
from tests.delegation.stream.serving import TENANT, StreamProcess

PLACES = 2_000
ATTACKER, VISITOR = "198.51.100.7", "203.0.113.9"


@contextmanager
def held(places: Places, count: int, *, network: str, tenant_id: int = 1) -> Iterator[int]:
    """As many as are granted; how many those were."""
    with ExitStack() as stack:
        granted = 0
        for _ in range(count):
            try:
                stack.enter_context(
                    places.take(network=network, tenant_id=tenant_id, places=PLACES)
                )
            except errors.Refusal:
                continue
            granted += 1
        yield granted


def test_an_office_of_two_hundred_is_served_whole() -> None:
    with held(Places(), 250, network="office") as granted:
        assert granted == 250


@pytest.mark.attack(
    "2,016 idle streams from one address close everybody's",
    "a network's share of the places: a quarter of what is free",
)
def test_one_network_gets_a_part_of_what_is_free(figure: Figure) -> None:
    places = Places()
    with held(places, 2_016, network="the attacker's") as granted:
        figure(f"{granted} of 2,016 granted, {PLACES - granted:,} places are left")
        assert granted == PLACES // 5
        with held(places, 300, network="another's", tenant_id=2) as others:
            assert others == 300


def test_more_networks_get_less_each() -> None:
    places = Places()
    with ExitStack() as stack:
        granted = [
            stack.enter_context(held(places, PLACES, network=f"net {number}", tenant_id=number))
            for number in range(10)
        ]
        assert granted == sorted(granted, reverse=True)
        with held(places, 20, network="a visitor's", tenant_id=99) as others:
            assert others == 20


def test_one_tenant_gets_half_and_again_after_its_visitors_left() -> None:
    places = Places()
    for _ in range(2):
        with ExitStack() as stack:
            granted = sum(
                stack.enter_context(held(places, 100, network=f"net {number}"))
                for number in range(40)
            )
            assert granted == PLACES // 2
        with held(places, 100, network="net 0", tenant_id=2) as others:
            assert others >= LEAST


def test_places_are_free_again_after_a_stream() -> None:
    places = Places()
    for _ in range(3):
        with held(places, PLACES, network="one") as granted:
            assert granted == PLACES // 5


def test_a_network_with_too_many_streams_is_told_and_others_are_served(
    stream: StreamProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "STREAMS_PER_PROCESS", 40)
    behind, other = {"X-Forwarded-For": f"1.1.1.1, {ATTACKER}"}, {"X-Forwarded-For": VISITOR}
    with ExitStack() as stack:
        for _ in range(LEAST):
            stack.enter_context(stream.open(uuid4(), headers=behind))
        refused = stream.get(stream.path(uuid4()), **behind)
        assert (refused.status, refused.json["code"]) == (429, "too_many_streams_of_network")
        assert int(refused.headers["retry-after"]) > 0
        assert stream.get(stream.path(uuid4(), kind=""), **other).status == 202


def test_a_tenant_with_too_many_streams_is_told_and_others_are_served(
    stream: StreamProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "STREAMS_PER_PROCESS", 20)
    with ExitStack() as stack:
        for number in range(10):
            network = {"X-Forwarded-For": f"198.51.{number}.7"}
            stack.enter_context(stream.open(uuid4(), headers=network))
        away = {"X-Forwarded-For": VISITOR}
        refused = stream.get(stream.path(uuid4()), **away)
        assert (refused.status, refused.json["code"]) == (503, "too_many_streams_of_workspace")
        allowed = stream.get(stream.path(uuid4(), tenant=TENANT + 1, kind=""), **away)
        assert allowed.status == 404  # not refused: this tenant has no such row
