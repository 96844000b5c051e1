"""Periodic work: a tenant whose data make it fail keeps no other tenant waiting."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from delegation.conversations.services import rechecks
from delegation.rules.models import PackChange, Rule, RuleState
from delegation.rules.services.lessons import weighing
from delegation.rules.services.publishing import schedule
from delegation.rules.services.watching import digests, fixed_answers
from delegation.rules.tasks import weigh_rules
from tenants.models import Tenant
from tenants.row_security import current_scope
from tenants.services import data
from tenants.services.every_tenant import for_every_tenant


class Broken(Exception):
    """What nobody foresaw about one tenant's data."""


@pytest.fixture
def breaks_for_the_first(
    monkeypatch: pytest.MonkeyPatch, tenant: Tenant, other_tenant: Tenant
) -> Callable[[object, str], list[int]]:
    """Make a function fail for the first tenant; the list holds those that it was called for."""

    def break_it(module: object, name: str) -> list[int]:
        called: list[int] = []

        def work(row: Tenant | Rule, *_: object, **__: object) -> int:
            tenant_id = row.pk if isinstance(row, Tenant) else row.tenant_id
            called.append(tenant_id)
            if tenant_id == tenant.pk:
                raise Broken
            return 1

        monkeypatch.setattr(module, name, work)
        return called

    return break_it


Break = Callable[[object, str], list[int]]


@pytest.fixture
def both(tenant: Tenant, other_tenant: Tenant) -> list[int]:
    """Each has a proposal, an old pack change, and an answer whose day has come."""
    for each in (tenant, other_tenant):
        rules = [("proposed", RuleState.PROPOSED), ("ended", RuleState.LIVE)]
        for phrase, state in rules:
            Rule.objects.create(
                tenant=each,
                phrase=phrase,
                act="answer",
                response="From nine to five.",
                state=state,
                expires_at=timezone.now() - timedelta(minutes=1),
                spent=Decimal(0),
            )
        PackChange.objects.create(tenant=each, reason="waits")
    return [tenant.pk, other_tenant.pk]


def test_each_is_worked_for_in_its_own_scope(tenant: Tenant, other_tenant: Tenant) -> None:
    seen = for_every_tenant(lambda each: (each.pk, current_scope().tenant_id))
    assert {(tenant.pk, tenant.pk), (other_tenant.pk, other_tenant.pk)} <= set(seen)


def test_weighing(breaks_for_the_first: Break, both: list[int]) -> None:
    called = breaks_for_the_first(weighing, "refresh_worth")
    for_every_tenant(weighing.refresh_worth)
    assert set(both) <= set(called)
    weigh_rules()  # the task itself runs to its end


def test_digests(breaks_for_the_first: Break, both: list[int]) -> None:
    called = breaks_for_the_first(digests, "send_digest")
    assert digests.send_digests(timezone.now()) >= 1
    assert set(both) <= set(called)


def test_erasing_old_texts(breaks_for_the_first: Break, both: list[int]) -> None:
    called = breaks_for_the_first(data, "erase_old_texts")
    assert data.erase_all_old_texts(timezone.now()) >= 1
    assert set(both) <= set(called)


def test_ending_fixed_answers(breaks_for_the_first: Break, both: list[int]) -> None:
    called = breaks_for_the_first(fixed_answers, "suspend_rule")
    assert fixed_answers.suspend_expired() >= 1
    assert set(both) <= set(called)


def test_asking_fixed_answers_again(
    breaks_for_the_first: Break, both: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    Rule.objects.filter(phrase="ended").update(expires_at=timezone.now() + timedelta(days=1))
    called = breaks_for_the_first(rechecks, "_ask")
    monkeypatch.setattr(rechecks, "record_recheck", lambda rule, response: None)
    assert rechecks.recheck_answers() >= 1
    assert set(both) <= set(called)


def test_publishing_what_time_changed(
    breaks_for_the_first: Break, both: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "_tenants_past", lambda moment: list(Tenant.objects.all()))
    called = breaks_for_the_first(schedule, "change_pack")
    schedule.publish_waiting()
    assert all(called.count(tenant_id) == 2 for tenant_id in both)
