"""The dashboard's parts: what needs attention, this month's saving, and the top proposals."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import BudgetMonth, TeacherCall
from delegation.rules.models import Rule, RuleState
from delegation.savings.services.rollup import roll_up_news
from tenants.models import Tenant, User
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import answered, days_ago

NOW = datetime.now(tz=UTC)


@pytest.fixture
def ledger(tenant: Tenant) -> Ledger:
    return Ledger(tenant)


def dashboard(client: Client) -> str:
    return " ".join(client.get(reverse("dashboard")).content.decode().split())


def test_a_new_workspace_shows_no_empty_parts(as_owner: Client) -> None:
    page = dashboard(as_owner)
    assert "Needs your attention" not in page
    assert "Saved this month" not in page
    assert "Waiting for your decision" not in page


def test_suspended_rules_and_ending_answers_need_attention(
    as_owner: Client, tenant: Tenant
) -> None:
    suspended = Rule.objects.create(
        tenant=tenant, phrase="fine", act="acknowledgement", response="!",
        state=RuleState.SUSPENDED, decision_reason="3 complaints about version 1",
    )  # fmt: skip
    for phrase, days in (("when are you open", 3), ("where are you", 30)):
        Rule.objects.create(
            tenant=tenant, phrase=phrase, act="answer", response="!", state=RuleState.LIVE,
            expires_at=NOW + timedelta(days=days),
        )  # fmt: skip
    page = dashboard(as_owner)
    assert "The rule “fine” is suspended: 3 complaints about version 1." in page
    assert reverse("moderation:rules_rule_change", args=[suspended.pk]) in page
    assert f"“when are you open” ends on {NOW + timedelta(days=3):%-d %B %Y}." in page
    assert "where are you" not in page


@pytest.mark.parametrize(
    ("spent", "says"),
    [
        (Decimal(10), None),
        (Decimal(17), "Only $3.00 is left of this month’s budget of $20.00."),
        (Decimal(20), "This month’s budget is spent. Browsers answer what they know;"),
    ],
)
def test_a_budget_that_runs_out_needs_attention(
    as_owner: Client, tenant: Tenant, spent: Decimal, says: str | None
) -> None:
    month = NOW.date().replace(day=1)
    BudgetMonth.objects.create(tenant=tenant, month=month, spent=spent)
    page = dashboard(as_owner)
    assert (says or "Dashboard") in page
    assert ("Needs your attention" in page) == (says is not None)


def test_a_teacher_that_fails_needs_attention(as_owner: Client, tenant: Tenant) -> None:
    for outcome in ("complete", "teacher_timeout"):
        TeacherCall.objects.create(
            tenant=tenant, model="m", month=NOW.date().replace(day=1), reserved=0, settled=True,
            outcome=outcome,
        )  # fmt: skip
    assert "The teacher answered 1 of 2 calls in the last hour." in dashboard(as_owner)


def test_the_month_shows_what_it_saved_and_the_share(as_owner: Client, ledger: Ledger) -> None:
    rule = ledger.rule("thx")
    for days in (3, 2, 1):
        ledger.lesson(rule, days_ago(days), "0.002")
        answered(ledger, rule, 10 * (4 - days), days=days)
    roll_up_news(ledger.tenant)
    page = dashboard(as_owner)
    assert "Saved this month" in page
    assert "Did it pay?" in page
    assert 'role="img" aria-label="The share of messages that browsers answered' in page
    assert "The last seven days" in page


def test_the_top_three_proposals_can_be_approved(
    client: Client, tenant: Tenant, moderator: User, viewer: User
) -> None:
    for number in range(4):
        Rule.objects.create(
            tenant=tenant, phrase=f"phrase {number}", act="thanks", response="You're welcome!",
            state=RuleState.PROPOSED, worth=Decimal(10 - number), problems=["number"],
        )  # fmt: skip
    client.force_login(moderator)
    page = dashboard(client)
    assert "4 proposals, the largest saving first." in page
    assert "Check first: number." in page
    assert "phrase 2" in page
    assert "phrase 3" not in page
    first = Rule.objects.get(phrase="phrase 0")
    form = {"action": "approve", "_selected_action": first.pk, "index": 0}
    client.post(reverse("moderation:rules_rule_changelist"), form)
    first.refresh_from_db()
    assert first.state == RuleState.LIVE
    client.force_login(viewer)
    assert "Waiting for your decision" not in dashboard(client)
