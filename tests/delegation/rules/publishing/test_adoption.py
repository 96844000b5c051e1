"""How the pack spreads: counted when browsers ask, shown beside the packs, and never in the way."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from delegation.rules.services.publishing import adoption as spreading
from delegation.rules.services.publishing.adoption import Share, Spread, shares_of
from delegation.valkey import cache_store
from tenants.models import SiteKey, Tenant, User
from tests.delegation.rules.publishing.making import approve, get_pack, newest

pytestmark = pytest.mark.django_db
LIST = "moderation:rules_pack_changelist"
NOON = datetime(2027, 3, 1, 12, 5, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """A clock that stands, and a process that writes every count at once."""
    monkeypatch.setattr(spreading, "WRITTEN_EVERY_SECONDS", 0.0)
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def shares(tenant: Tenant) -> list[Share]:
    return shares_of(tenant, at=datetime.now(UTC).timestamp())


def test_browsers_are_counted_by_the_version_they_were_given(
    client: Client,
    tenant: Tenant,
    site_key: SiteKey,
    moderator: User,
    other_tenant: Tenant,
    clock: time_machine.Traveller,
) -> None:
    approve(tenant, moderator, "hello")
    old = newest(tenant).version
    held = get_pack(client, site_key.key)["ETag"]
    approve(tenant, moderator, "thanks")
    for _ in range(2):
        held = get_pack(client, site_key.key, **{"if-none-match": held})["ETag"]
    assert get_pack(client, site_key.key, **{"if-none-match": held}).status_code == 304

    assert shares(tenant) == [Share(old + 1, 0.75, 0.75), Share(old, 0.25, 0.25)]
    assert shares(other_tenant) == []


def test_a_version_leaves_the_hour_and_then_the_day(
    client: Client, tenant: Tenant, site_key: SiteKey, clock: time_machine.Traveller
) -> None:
    version = json.loads(get_pack(client, site_key.key).content)["version"]
    clock.shift(timedelta(minutes=54))
    assert shares(tenant) == [Share(version, 1.0, 1.0)]
    clock.shift(timedelta(minutes=20))
    assert shares(tenant) == [Share(version, None, 1.0)]
    clock.shift(timedelta(hours=24))
    assert shares(tenant) == []


def test_the_page_of_packs_says_how_many_browsers_hold_each(
    client: Client, tenant: Tenant, moderator: User, clock: time_machine.Traveller
) -> None:
    counts = Spread()
    for version, times in ((7, 1), (8, 199)):
        for _ in range(times):
            counts.note(tenant.pk, version, at=NOON.timestamp())
    client.force_login(moderator)
    page = client.get(reverse(LIST)).content.decode()
    assert (
        "<dt>Version 8</dt><dd>over 99 % in the last hour, over 99 % in the last day</dd>" in page
    )
    assert (
        "<dt>Version 7</dt><dd>under 1 % in the last hour, under 1 % in the last day</dd>" in page
    )


def test_a_busy_process_writes_what_waits_together(tenant: Tenant) -> None:
    now = NOON.timestamp()
    counts = Spread()
    counts.note(tenant.pk, 1, at=now)
    counts.note(tenant.pk, 2, at=now + 1)
    assert shares_of(tenant, at=now) == [Share(1, 1.0, 1.0)]
    counts.note(tenant.pk, 2, at=now + 6)
    counted = [(share.version, round(share.day, 2)) for share in shares_of(tenant, at=now)]
    assert counted == [(2, 0.67), (1, 0.33)]


def test_without_valkey_browsers_get_the_pack_and_nobody_is_counted(
    client: Client,
    tenant: Tenant,
    site_key: SiteKey,
    moderator: User,
    clock: time_machine.Traveller,
    valkey_away: None,
) -> None:
    assert get_pack(client, site_key.key).status_code == 200
    client.force_login(moderator)
    assert "Browsers on each version" not in client.get(reverse(LIST)).content.decode()


def test_an_hour_and_a_day_are_counted_from_the_end_of_a_step(tenant: Tenant) -> None:
    now = NOON.timestamp()
    ends = now + 5 * 60  # the step of five past twelve takes ten minutes
    Spread().note(tenant.pk, 3, at=now)
    assert shares_of(tenant, at=ends + 3600 - 1) == [Share(3, 1.0, 1.0)]
    assert shares_of(tenant, at=ends + 3600) == [Share(3, None, 1.0)]
    assert shares_of(tenant, at=ends + 86_400 - 1) == [Share(3, None, 1.0)]
    assert shares_of(tenant, at=ends + 86_400) == []


def test_counts_of_one_step_add_up_and_expire_after_a_day_and_two_steps(tenant: Tenant) -> None:
    for process in (Spread(), Spread()):
        process.note(tenant.pk, 3, at=NOON.timestamp())
    (name,) = cache_store().keys(f"spread:{tenant.pk}:*")
    assert cache_store().hgetall(name) == {b"3": b"2"}
    kept_seconds = 86_400 + 2 * 600
    assert kept_seconds - 60 < cache_store().ttl(name) <= kept_seconds  # the test takes a while


@pytest.mark.parametrize(
    ("seconds", "written"), [(4.9, False), (5, True), (-4.9, False), (-5, True)]
)
def test_counts_are_written_after_five_seconds_even_if_the_clock_was_set_back(
    tenant: Tenant, seconds: float, written: bool
) -> None:
    now, counts = NOON.timestamp(), Spread()
    counts.note(tenant.pk, 1, at=now)
    counts.note(tenant.pk, 2, at=now + seconds)
    versions = [share.version for share in shares_of(tenant, at=now)]
    assert versions == ([2, 1] if written else [1])
