"""A client that was just refused is refused again at next to no cost."""

import json
import logging
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from delegation import counters
from delegation.conversations.models import Escalation
from delegation.errors import TooManyRequests
from delegation.logs import RefusalsAreCounted
from tenants import limits, refusals
from tenants.models import SiteKey
from tests.conftest import SHOP

pytestmark = pytest.mark.django_db

OFFICE, HOME = "192.0.2.7", "198.51.100.7"


def send(client: Client, key: SiteKey, *, address: str = OFFICE) -> Any:
    name = secrets.token_hex(8)
    body = {"key": key.key, "visitor": name, "conversation": name, "id": name, "message": "Hi?"}
    return client.post(
        "/api/v1/escalations",
        json.dumps(body),
        content_type="text/plain",
        headers={"Origin": SHOP},
        REMOTE_ADDR=address,
    )


@pytest.fixture
def one_a_minute(settings: Settings) -> Any:
    """One message of each network, and two of the whole tenant, in a minute."""
    settings.LIMITS = settings.LIMITS | {"network": "1/minute", "key": "2/minute"}
    limits._limits.cache_clear()
    yield
    limits._limits.cache_clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still, so that a slow machine forgets no refusal."""
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        yield clock


@pytest.mark.usefixtures("one_a_minute", "clock")
def test_a_network_that_was_refused_asks_nothing_of_the_database(
    client: Client, site_key: SiteKey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    accepted, refused = (send(client, site_key) for _ in range(2))
    assert (accepted.status_code, refused.status_code) == (202, 429)
    with django_assert_num_queries(0):
        again: HttpResponse = send(client, site_key)
    assert again.status_code == 429
    assert 1 < int(again["Retry-After"]) == int(refused["Retry-After"])
    assert send(client, site_key, address=HOME).status_code == 202


@pytest.mark.usefixtures("one_a_minute")
def test_the_limit_itself_is_asked_again_after_a_second(
    client: Client, site_key: SiteKey, settings: Settings, clock: time_machine.Traveller
) -> None:
    assert [send(client, site_key).status_code for _ in range(2)] == [202, 429]
    settings.LIMITS = settings.LIMITS | {"network": "9/minute", "key": "9/minute"}
    limits._limits.cache_clear()
    assert send(client, site_key).status_code == 429
    clock.shift(refusals.SECONDS)
    assert send(client, site_key).status_code == 202


@pytest.mark.usefixtures("clock")
def test_a_tenant_whose_queue_is_full_is_refused_without_a_look_at_it(
    client: Client,
    site_key: SiteKey,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.LONGEST_QUEUE_OF_A_TENANT = 0
    assert send(client, site_key).status_code == 503
    with django_assert_num_queries(0):
        assert send(client, site_key, address=HOME).status_code == 503
    assert Escalation.objects.count() == 0


@pytest.mark.usefixtures("one_a_minute")
def test_a_refusal_is_counted_and_not_logged(
    client: Client, site_key: SiteKey, caplog: pytest.LogCaptureFixture
) -> None:
    counted = counters.REFUSED.labels("too_many_requests")._value
    before = counted.get()
    assert [send(client, site_key).status_code for _ in range(3)] == [202, 429, 429]
    assert counted.get() == before + 2
    assert client.get("/api/v1/nothing").status_code == 404
    assert [record.status_code for record in caplog.records if hasattr(record, "status_code")] == [
        404
    ]


@pytest.mark.parametrize("path", ["/accounts/login/", "/readyz"])
def test_refusals_that_nothing_counts_are_logged(path: str) -> None:
    request = RequestFactory().get(path)
    record = logging.makeLogRecord({"status_code": 503, "request": request})
    assert RefusalsAreCounted().filter(record)


def test_a_full_memory_is_emptied() -> None:
    error = TooManyRequests(retry_after_seconds=9)
    for number in range(refusals.MOST + 5):
        refusals.note(limits.MESSAGES, f"pk_{number}", refusals.ALL, error)
    with pytest.raises(TooManyRequests):
        refusals.recall(limits.MESSAGES, f"pk_{refusals.MOST + 4}", "")
    assert len(refusals._until) <= refusals.MOST
