"""The dashboard's figures of today: what was answered, asked and spent on that day."""

from datetime import timedelta
from decimal import Decimal

import pytest

from delegation.conversations.models import CallKind
from delegation.rules.models import Rule
from delegation.savings.services.rollup import roll_up_news
from delegation.savings.services.today import figures_of_today
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import answered, days_ago

pytestmark = pytest.mark.django_db


def test_only_the_days_own_messages_and_money_count(
    tenant: Tenant, ledger: Ledger, rule: Rule
) -> None:
    at, before = days_ago(1), days_ago(2)
    for moment, cost in ((at, "0.25"), (before, "9")):
        ledger.call(moment, cost, escalation=ledger.escalation(ledger.met("v", moment), moment))
    answered(ledger, rule, 3, days=1)
    roll_up_news(tenant)

    today = figures_of_today(tenant, at.date())

    assert (today.local, today.escalations, today.calls) == (3, 1, 1)
    assert (today.messages, today.share, today.spent) == (4, 0.75, Decimal("0.25"))


def test_a_day_without_messages_has_no_share(tenant: Tenant) -> None:
    assert figures_of_today(tenant, days_ago(0).date() - timedelta(days=9)).share is None


def test_a_day_adds_up_all_rules_and_calls_of_its_workspace(
    tenant: Tenant, other_tenant: Tenant, ledger: Ledger, rule: Rule
) -> None:
    other, at = ledger.rule("bye", act="farewell"), days_ago(1)
    for each, count in ((rule, 2), (other, 3)):
        answered(ledger, each, count, days=1)
    ledger.call(at, "0.5", kind=CallKind.EXAM)
    ledger.call(at, "0.25", kind=CallKind.AUDIT)
    theirs = Ledger(other_tenant)
    theirs.call(at, "9", kind=CallKind.EXAM)
    for workspace in (tenant, other_tenant):
        roll_up_news(workspace)
    today = figures_of_today(tenant, at.date())
    assert (today.local, today.escalations, today.calls) == (5, 0, 2)
    assert (today.share, today.spent) == (1, Decimal("0.75"))


def test_a_day_whose_calls_have_no_price_spent_an_unknown_amount(
    tenant: Tenant, ledger: Ledger
) -> None:
    ledger.call(days_ago(1), None)
    roll_up_news(tenant)
    today = figures_of_today(tenant, days_ago(1).date())
    assert (today.calls, today.spent) == (1, None)
