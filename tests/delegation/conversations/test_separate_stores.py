"""Queue, events and caches may have a server each, so that none can fill another's."""

from collections.abc import Iterator
from typing import cast

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from delegation.conversations.models import Escalation
from delegation.conversations.services import queue
from delegation.conversations.services.declined import remember
from delegation.conversations.services.queue import queue_length, wake_worker
from delegation.conversations.services.worker_health import SignOfLife, give_sign
from delegation.conversations.services.writing import event_writer
from delegation.domain.wire.events import Address
from delegation.embedded.valkey import Valkey
from delegation.valkey import connect, valkey
from tenants.models import SiteKey, User
from tests.attacks import Figure
from tests.conftest import PASSWORD
from tests.delegation.conversations.making import post_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def stores(second_valkey: Valkey, settings: Settings) -> Iterator[tuple[redis.Redis, redis.Redis]]:
    """Where events and caches are; the queue is on the run's own server."""
    addresses = [second_valkey.url().removesuffix("0") + number for number in ("1", "2")]
    settings.REDIS_EVENTS_URL, settings.REDIS_CACHE_URL = addresses
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": addresses[1]}}
    with connect(addresses[0]) as events, connect(addresses[1]) as caches:
        events.flushall()
        yield events, caches
        events.config_set("maxmemory", "512mb")
        events.flushall()


def names(store: redis.Redis) -> set[str]:
    return {key.decode() for key in cast("list[bytes]", store.keys("*"))}


def test_each_kind_of_thing_is_on_its_own_server(
    client: Client,
    site_key: SiteKey,
    owner: User,
    own_queue: None,
    stores: tuple[redis.Redis, redis.Redis],
) -> None:
    events, caches = stores
    before = names(valkey())
    assert post_message(client, site_key).status_code == 202
    made = Escalation.objects.get(tenant=site_key.tenant)
    event_writer(made).delta("Hello")
    wake_worker(made)
    client.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    cache.set("name", 1)
    remember(site_key.tenant_id, ["hello"], now=1_000_000.0)
    give_sign("worker-of-stores", SignOfLife(0, 1))

    assert names(events) == {Address(made.tenant_id, made.pk).key}
    kinds = {name.partition(":")[0].partition("/")[0] for name in names(caches)}
    assert kinds >= {"LIMITS", "declined"}
    assert any("name" in name for name in names(caches))
    queued = names(valkey()) - before
    assert "worker:worker-of-stores" in queued
    assert queue_length(queue.QUEUE) == 1
    assert not any(str(made.pk) in name or "LIMITS" in name for name in queued)


@pytest.mark.attack(
    "fill the events or the caches, so that no message can be queued",
    "a server for each, with a limit for itself",
)
def test_full_events_and_caches_turn_nobody_away(
    client: Client,
    site_key: SiteKey,
    own_queue: None,
    stores: tuple[redis.Redis, redis.Redis],
    figure: Figure,
) -> None:
    events, _ = stores
    events.config_set("maxmemory", "1")
    with pytest.raises(redis.exceptions.OutOfMemoryError):
        events.set("room", "none")
    answer = post_message(client, site_key)
    made = Escalation.objects.get(tenant=site_key.tenant)
    event_writer(made).delta("Hello")  # the row will tell
    wake_worker(made)
    figure(f"message {answer.status_code}, {queue_length(queue.QUEUE)} in the queue")
    assert answer.status_code == 202
    assert queue_length(queue.QUEUE) == 1
