"""Each count that a browser reports is stored once, with the number that calls vouch for."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from delegation.conversations.models import NetworkDay
from delegation.rules.models import Rule
from delegation.savings.models import UsageBatch, UsageCount
from delegation.savings.services.usage_batches import LocalAnswers, record_usage
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 34, tzinfo=UTC)
NOON = NOW.replace(minute=0)


def report(tenant: Tenant, *counts: LocalAnswers, batch: str = "one", network: str = "n") -> bool:
    with time_machine.travel(NOW, tick=False):
        return record_usage(tenant, batch=batch, visitor="v", network=network, counts=list(counts))


def rows(tenant: Tenant) -> list[tuple[int, int, datetime, int, int | None]]:
    """Return (rule, version, hour, count, vouched) of each stored row."""
    kept = UsageCount.objects.filter(tenant=tenant).order_by("pk")
    return list(kept.values_list("rule", "version", "hour", "count", "vouched"))


def calls(tenant: Tenant, network: str, number: int) -> None:
    """Record calls of this network; each call vouches for ten local answers."""
    NetworkDay.objects.create(tenant=tenant, network=network, day=NOW.date(), calls=number)


def test_a_batch_is_stored_once(tenant: Tenant, rule: Rule) -> None:
    answers = LocalAnswers(rule.pk, 1, NOON, 3)
    assert report(tenant, answers)
    assert not report(tenant, answers)
    assert rows(tenant) == [(rule.pk, 1, NOON, 3, 0)]
    batch = UsageBatch.objects.get(tenant=tenant)
    assert (batch.batch, batch.visitor) == ("one", "v")


def test_calls_of_a_network_vouch_for_its_answers_in_their_order(
    tenant: Tenant, ledger: Ledger, rule: Rule
) -> None:
    other = ledger.rule("bye", act="farewell")
    calls(tenant, "n", 1)
    calls(tenant, "another", 9)
    first, second = LocalAnswers(rule.pk, 1, NOON, 7), LocalAnswers(other.pk, 1, NOON, 7)
    report(tenant, first, second)
    assert [row[3:] for row in rows(tenant)] == [(7, 7), (7, 3)]
    assert NetworkDay.objects.get(network="n").local_answers == 10


def test_impossible_answers_use_up_no_call_and_share_one_row(
    tenant: Tenant, other_tenant: Tenant, rule: Rule
) -> None:
    theirs = Ledger(other_tenant).rule("thx")
    calls(tenant, "n", 1)
    report(
        tenant,
        LocalAnswers(rule.pk, 2, NOON, 1),
        LocalAnswers(theirs.pk, 1, NOON, 2),
        LocalAnswers(rule.pk, 1, NOON - timedelta(days=9), 4),
        LocalAnswers(rule.pk, 1, NOON, 10),
    )
    assert rows(tenant) == [(0, 0, NOON, 7, 0), (rule.pk, 1, NOON, 10, 10)]


def test_counts_of_the_same_version_and_hour_share_one_row(tenant: Tenant, rule: Rule) -> None:
    hour_before = NOON - timedelta(hours=1)
    report(
        tenant,
        LocalAnswers(rule.pk, 1, NOON, 1),
        LocalAnswers(rule.pk, 1, hour_before, 2),
        LocalAnswers(rule.pk, 1, NOON, 4),
    )
    assert [row[2:4] for row in rows(tenant)] == [(NOON, 5), (hour_before, 2)]
