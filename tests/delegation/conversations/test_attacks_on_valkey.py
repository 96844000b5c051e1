"""Strangers cannot fill Valkey; a full one refuses messages in words and lets people sign in."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import uuid4

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from limits import parse
from pytest_django.fixtures import Settings

from delegation.conversations.events import KEEP_ENDED_SECONDS, EventWriter
from delegation.conversations.models import Conversation, Escalation
from delegation.conversations.services import lifecycle
from delegation.domain.wire.events import Address
from delegation.embedded.valkey import Valkey
from delegation.valkey import connect, valkey
from tenants import limits
from tenants.models import SiteKey, Tenant, User
from tenants.services.data import erase_visitor
from tests.attacks import Figure
from tests.conftest import PASSWORD, SHOP
from tests.delegation.conversations.making import post_message

pytestmark = pytest.mark.django_db
ANSWERS_AN_HOUR = 120_000
MEGABYTE = 1_048_576


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "wake_worker", lambda escalation: None)


@pytest.fixture
def store(second_valkey: Valkey) -> Iterator[redis.Redis]:
    with connect(second_valkey.url()) as client:
        yield client


@pytest.fixture
def full_valkey(
    second_valkey: Valkey, store: redis.Redis, settings: Settings
) -> Iterator[redis.Redis]:
    """A Valkey that takes no byte more, with nothing in it that could make room."""
    settings.REDIS_URL = second_valkey.url()
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": settings.REDIS_URL}}
    store.config_set("maxmemory", "1")
    yield store
    store.config_set("maxmemory", "512mb")


def keys_like(pattern: str) -> int:
    found = cast("Iterator[bytes]", valkey().scan_iter(match=pattern, count=1_000))
    return sum(1 for _ in found)


@pytest.mark.attack(
    "requests with unknown keys and made-up origins fill Valkey with a key each",
    "only origins that a workspace lists are noted",
)
def test_made_up_origins_leave_no_keys(
    client: Client, tenant: Tenant, settings: Settings, figure: Figure
) -> None:
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    for number in range(200):
        client.get(
            "/api/v1/pack",
            {"key": f"pk_{uuid4().hex}"},
            headers={"origin": f"https://made-up-{number}.example"},
        )
    made_up = keys_like(f"{prefix}:*sightings:origin:*")
    figure(f"200 requests, {made_up} keys")
    assert made_up == 0
    client.get("/api/v1/pack", {"key": "pk_unknown"}, headers={"origin": SHOP})
    assert keys_like(f"{prefix}:*sightings:origin:*") == 1  # its owner reads this


@pytest.mark.attack(
    "made-up visitors fill Valkey with a count each",
    "the network's limit, which is checked first",
)
def test_made_up_visitors_become_keys_only_within_their_networks_limit(
    client: Client,
    site_key: SiteKey,
    monkeypatch: pytest.MonkeyPatch,
    figure: Figure,
) -> None:
    rates = {"network": parse("20/minute"), "key": parse("6000/minute")}
    monkeypatch.setattr(limits, "_limits", lambda: {**rates, "visitor": parse("30/minute")})
    statuses = [post_message(client, site_key).status_code for _ in range(100)]
    made_up = keys_like(f"*visitor/{site_key.tenant_id}/*")
    figure(f"100 visitors, {made_up} counts")
    assert statuses.count(202) <= 40  # two windows, where a minute ends in between
    assert made_up <= 2 * statuses.count(202)


@pytest.mark.attack(
    "answers of which events are kept for an hour fill Valkey at 120,000 answers an hour",
    "a minute after the end; later the row answers",
)
def test_events_of_an_answer_go_soon_after_its_end(store: redis.Redis, figure: Figure) -> None:
    address = Address(7, uuid4())
    writer = EventWriter(store, address.tenant_id, address.escalation_id)
    writer.delta("Your parcel is on its way. " * 20)
    writer.answer({"userResponse": "Your parcel is on its way. " * 20, "awaiting": "more"})
    seconds = int(cast("Any", store.ttl(address.key)))
    size = int(cast("Any", store.memory_usage(address.key)))
    held = size * ANSWERS_AN_HOUR / 3_600 * seconds / MEGABYTE
    figure(f"{held:.0f} MB at 120,000 answers an hour")
    assert 0 < seconds <= KEEP_ENDED_SECONDS
    assert held < 20


@pytest.mark.attack(
    "read an erased visitor's answer for another hour",
    "its events are deleted with it",
)
def test_an_erased_visitors_answer_is_not_served_any_longer(
    tenant: Tenant, site_key: SiteKey, owner: User, client: Client
) -> None:
    post_message(client, site_key, visitor="visitor-to-erase")
    made = Escalation.objects.get(tenant=tenant)
    address = Address(tenant.pk, made.pk)
    EventWriter(valkey(), tenant.pk, made.pk).answer({"userResponse": "secret"})
    assert valkey().exists(address.key)
    assert erase_visitor(tenant, "visitor-to-erase", by=owner)
    assert not valkey().exists(address.key)
    assert not Conversation.objects.filter(tenant=tenant, visitor="visitor-to-erase").exists()


@pytest.mark.attack(
    "a full Valkey takes messages that nobody will answer, and nobody can sign in",
    "a refusal with a time to try again; pages do without the cache",
)
def test_a_full_valkey_refuses_messages_and_lets_people_in(
    client: Client, site_key: SiteKey, owner: User, full_valkey: redis.Redis, figure: Figure
) -> None:
    with pytest.raises(redis.exceptions.OutOfMemoryError):
        full_valkey.set("room", "none")
    refused = post_message(client, site_key)
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert int(refused.headers["Retry-After"]) > 0
    assert not Escalation.objects.filter(tenant=site_key.tenant).exists()

    entered = client.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    figure(f"message {refused.status_code}, sign-in {entered.status_code}")
    assert entered.status_code == 302
    assert client.get(reverse("dashboard")).status_code == 200


def test_the_queue_is_never_what_makes_room(store: redis.Redis) -> None:
    store.rpush("a-queue", *(f"message {number}" for number in range(100)))
    used = cast("Any", store.info("memory"))["used_memory"]
    store.config_set("maxmemory", used + MEGABYTE)
    try:
        for number in range(3_000):
            store.set(f"count {number}", "x" * 1_000, ex=600)
        assert cast("Any", store.info("stats"))["evicted_keys"] > 0
        assert store.llen("a-queue") == 100
    finally:
        store.config_set("maxmemory", "512mb")
        store.flushall()


def test_a_cache_that_is_away_knows_nothing(valkey_away: None, settings: Settings) -> None:
    away = settings.CACHES["default"] | {"LOCATION": settings.REDIS_URL}
    settings.CACHES = {"default": away}
    cache.set("name", 1)
    assert cache.get("name", "default") == "default"
    assert cache.get_many(["name"]) == {}
    assert cache.add("name", 1)  # a lock that cannot be kept is no lock to wait for
    assert not cache.delete("name")
