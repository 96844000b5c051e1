"""The beacon over HTTP: what a browser claims is stored once, within bounds."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from limits import parse
from prometheus_client import REGISTRY

from delegation.rules.models import Rule, RuleVersion
from delegation.savings.models import UsageCount
from tenants import limits
from tenants.models import SiteKey
from tests.conftest import SHOP

COUNT = {"rule": 1, "version": 1, "hour": "2026-03-10T12:00:00Z", "count": 3}


def post(client: Client, site_key: SiteKey, **changes: Any) -> Any:
    body = {"key": site_key.key, "visitor": "visitor-0001", "batch": "batch-0001"}
    return client.post(
        "/api/v1/usage",
        json.dumps(body | {"counts": [COUNT | changes]}),
        content_type="text/plain",
        headers={"origin": SHOP},
    )


def test_a_batch_is_stored_once(client: Client, site_key: SiteKey) -> None:
    assert [post(client, site_key).status_code for _ in range(2)] == [204, 204]
    assert UsageCount.objects.get(tenant=site_key.tenant).count == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": 2**63}, "counts.0.rule"),
        ({"rule": 0}, "counts.0.rule"),
        ({"version": 2**31}, "counts.0.version"),
        ({"count": 10_001}, "counts.0.count"),
        ({"hour": "0000-01-01T00:00:00Z"}, "counts.0.hour"),
        ({"hour": "9999-12-31T23:59:00-12:00"}, "counts.0.hour"),
    ],
)
def test_a_number_that_no_column_holds_is_named(
    client: Client, site_key: SiteKey, change: dict[str, Any], field: str
) -> None:
    response = post(client, site_key, **change)

    assert (response.status_code, response.json()["code"]) == (400, "invalid_body")
    assert field in response.json()["fields"]


def send(client: Client, site_key: SiteKey, counts: list[dict[str, Any]], batch: str) -> int:
    body = {"key": site_key.key, "visitor": f"visitor-{batch}", "batch": batch, "counts": counts}
    response = client.post(
        "/api/v1/usage",
        json.dumps(body),
        content_type="text/plain",
        headers={"origin": SHOP},
    )
    return response.status_code


@pytest.mark.attack(
    "fill the one count of beacons that all visitors share, and the table",
    "rows an hour, by network and tenant",
)
def test_a_network_that_stores_too_many_rows_is_refused_and_another_is_not(
    client: Client, site_key: SiteKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ROWS_OF_A_NETWORK", parse("100/hour"))
    many = [COUNT | {"rule": number} for number in range(1, 61)]
    statuses = [send(client, site_key, many, f"batch-1{number:03}") for number in range(3)]
    assert statuses == [204, 429, 429]
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert send(elsewhere, site_key, many, "batch-2000") == 204


def test_the_counter_of_local_answers_believes_no_more_than_the_report(
    client: Client, site_key: SiteKey
) -> None:
    """An answer of a real rule, from a network for which no call to the model was made."""
    rule = Rule.objects.create(
        tenant=site_key.tenant, phrase="hi", act="greeting", response="Hello!"
    )
    RuleVersion.objects.create(tenant=site_key.tenant, rule=rule, number=1, **rule.content())
    hour = timezone.now().replace(minute=0, second=0, microsecond=0).isoformat()
    before = REGISTRY.get_sample_value("delegation_local_answers_total")
    assert post(client, site_key, rule=rule.pk, hour=hour).status_code == 204
    assert UsageCount.objects.get(rule=rule.pk).vouched == 0
    assert REGISTRY.get_sample_value("delegation_local_answers_total") == before
