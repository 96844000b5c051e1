"""The savings page: what was answered where, and what is not known stays not known."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from delegation.rules.models import Rule
from delegation.savings.periods import PERIODS, midnight, start_of
from delegation.savings.services import LocalAnswers, record_usage
from tenants.models import Tenant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(tenant: Tenant) -> Rule:
    return Rule.objects.create(tenant=tenant, phrase="thx", act="thanks", response="!")


def count(tenant: Tenant, rule: int, number: int, *, days_ago: int = 0) -> None:
    hour = (datetime.now(tz=UTC) - timedelta(days=days_ago)).replace(
        minute=0, second=0, microsecond=0
    )
    record_usage(
        tenant,
        batch=f"b{rule}-{days_ago}",
        visitor="v",
        counts=[LocalAnswers(rule, 1, hour, number)],
    )


def savings_of(client: Client, user: User, **query: str) -> str:
    client.force_login(user)
    return client.get(reverse("savings"), query).content.decode()


def test_it_counts_local_answers_by_rule(
    client: Client, viewer: User, tenant: Tenant, rule: Rule
) -> None:
    count(tenant, rule.pk, 1234)

    page = savings_of(client, viewer)

    assert "1,234" in page
    assert "100 % of all messages" in page
    assert reverse("moderation:rules_rule_change", args=[rule.pk]) in page


def test_a_saving_without_a_recorded_cost_is_not_known_yet(
    client: Client, owner: User, tenant: Tenant, rule: Rule
) -> None:
    count(tenant, rule.pk, 5)

    page = savings_of(client, owner)

    assert page.count("not known yet") == 3  # the figure, the row, and why
    assert page.count("$0.00") == 1  # no teacher call was made: nothing was spent


def test_the_period_can_be_chosen(client: Client, owner: User, tenant: Tenant, rule: Rule) -> None:
    count(tenant, rule.pk, 4321, days_ago=20)

    assert "4,321" in savings_of(client, owner)
    assert "4,321" not in savings_of(client, owner, days="7")
    assert "4,321" in savings_of(client, owner, days="nonsense")  # the default


def test_without_messages_it_says_what_to_do(client: Client, owner: User, tenant: Tenant) -> None:
    assert f'href="{reverse("install")}"' in savings_of(client, owner)


def test_it_shows_nothing_of_another_tenant(
    client: Client, outsider: User, other_tenant: Tenant, tenant: Tenant, rule: Rule
) -> None:
    count(tenant, rule.pk, 1234)

    page = savings_of(client, outsider)

    assert "1,234" not in page
    assert "thx" not in page


def test_a_count_of_somebody_elses_rule_shows_no_phrase(
    client: Client, outsider: User, other_tenant: Tenant, rule: Rule
) -> None:
    count(other_tenant, rule.pk, 7)

    assert "thx" not in savings_of(client, outsider)


def test_days_begin_at_midnight_of_the_tenant() -> None:
    tenant = Tenant(name="Books", time_zone="America/Sao_Paulo")
    now = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # still the first of March there

    assert midnight(tenant, now) == datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    assert start_of(PERIODS[1], tenant, now) == datetime(2026, 2, 23, 3, 0, tzinfo=UTC)
