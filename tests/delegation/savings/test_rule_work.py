"""The desk says what a live rule did: answers, saving, wrong answers, complaints, last use."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from delegation.rules.models import ComplaintKind, Rule, RuleState
from delegation.rules.services.desk.rule_work import RuleWork
from delegation.rules.services.watching.complaints import complain
from delegation.savings.models import AnswerAudit
from delegation.savings.services.rollup import roll_up_news
from delegation.savings.services.rule_work import counted_work
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import answered, day_sum, days_ago


@pytest.fixture
def ledger(tenant: Tenant) -> Ledger:
    return Ledger(tenant)


@pytest.fixture
def rule(tenant: Tenant, ledger: Ledger) -> Rule:
    """A live rule that answered twelve times; one of two checks found a wrong answer."""
    rule = ledger.rule("thx")
    ledger.lesson(rule, days_ago(3), "0.002")
    answered(ledger, rule, 12, days=1)
    for turn in range(2):
        escalation = ledger.escalation(ledger.met(f"a{turn}", days_ago(1)), days_ago(1))
        AnswerAudit.objects.create(
            tenant=tenant, escalation=escalation, turn=0, rule=rule.pk, version=1,
            hour=days_ago(1), would_do=turn == 0, judged_at=days_ago(1),
        )  # fmt: skip
    complain(rule, 1, ComplaintKind.ASKED_ANEW, source="n1")
    roll_up_news(tenant)
    return rule


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_page_of_a_live_rule_says_what_it_did(as_owner: Client, rule: Rule) -> None:
    page = text_of(as_owner, reverse("moderation:rules_rule_change", args=[rule.pk]))
    assert "<dt>Answered by browsers</dt><dd>12 <small>times, last on" in page
    assert f"{days_ago(1):%-d %B %Y}" in page
    assert "<dt>Plain calls avoided</dt><dd>$0.02" in page
    assert "<dt>Checked by the teacher</dt><dd>2 <small>1 wrong answer</small>" in page
    assert "<dt>Complaints</dt><dd>1 <small>about version 1</small>" in page
    assert "Would save" not in page


def test_the_list_of_live_rules_says_it_too(as_owner: Client, rule: Rule) -> None:
    page = text_of(as_owner, f"{reverse('moderation:rules_rule_changelist')}?state=live")
    assert f"12 times, last on {days_ago(1):%-d %B %Y}" in page
    assert "1 of 2; 1 complaint" in page


def test_a_proposal_still_says_what_it_would_save(as_owner: Client, ledger: Ledger) -> None:
    waiting = ledger.rule("bye", state=RuleState.PROPOSED)
    Rule.objects.filter(pk=waiting.pk).update(version=0)
    page = text_of(as_owner, reverse("moderation:rules_rule_change", args=[waiting.pk]))
    assert "Would save" in page
    assert "Answered by browsers" not in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("from=2026-05-02&to=2026-05-01", "The first day is after the last one."),
        ("from=2024-01-01&to=2026-05-01", "A report covers at most 366 days."),
        ("from=yesterday&to=2026-05-01", "Choose both days, from 2000 to 2100."),
        ("to=2026-05-01", "Choose both days, from 2000 to 2100."),
    ],
)
def test_days_that_cannot_be_shown_are_explained(as_owner: Client, query: str, says: str) -> None:
    page = text_of(as_owner, f"{reverse('savings')}?{query}")
    assert f"{says} The last 30 days are shown instead." in page


def test_a_saving_that_is_not_known_leads_to_the_prices(as_owner: Client, ledger: Ledger) -> None:
    rule = ledger.rule("thx")
    page = text_of(as_owner, reverse("moderation:rules_rule_change", args=[rule.pk]))
    assert f'<a href="{reverse("prices")}">not known yet</a>' in page


def test_the_list_offers_phrases_that_were_seen(as_owner: Client, ledger: Ledger) -> None:
    page = text_of(as_owner, reverse("moderation:rules_rule_changelist"))
    assert ">Seen</a>" in page
    assert "Observed" not in page


def test_a_list_that_does_not_exist_is_explained(as_owner: Client, ledger: Ledger) -> None:
    address = f"{reverse('moderation:rules_rule_changelist')}?state=<b>gone"
    page = text_of(as_owner, address)
    assert "No list is called “&lt;b&gt;gone”. You see the proposals instead." in page


def test_the_work_of_a_rule_is_the_sum_of_all_its_days(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    for part in (1, 2):
        for day in (1, 2):
            day_sum(tenant, "answers", "5", part=part, day=day)
        day_sum(tenant, "plain.known", "1", part=part)
        day_sum(tenant, "plain.cost", f"0.0{part}", part=part)
        day_sum(tenant, "plain.cost2", "0.0001", part=part)
    day_sum(tenant, "audit.judged", "4", part=2)
    day_sum(tenant, "audit.wrong", "3", part=2)
    day_sum(tenant, "answers", "0", part=2, day=9)
    day_sum(other_tenant, "answers", "99", day=3)
    second = date(2026, 3, 2)
    assert counted_work(tenant, [1, 2, 3]) == {
        1: RuleWork(10, Decimal("0.1"), 0, 0, second),
        2: RuleWork(10, Decimal("0.2"), 4, 3, second),
    }
    assert set(counted_work(tenant, [1])) == {1}
    assert set(counted_work(other_tenant, [1])) == {1}


def test_a_rule_whose_cost_is_not_known_has_saved_an_unknown_amount(tenant: Tenant) -> None:
    day_sum(tenant, "answers", "5")
    assert counted_work(tenant, [1])[1].saved is None


def test_a_rule_that_was_only_checked_has_no_last_use(tenant: Tenant) -> None:
    day_sum(tenant, "audit.judged", "1")
    day_sum(tenant, "unmet", "1", part=2)
    day_sum(tenant, "own.overhead", "1", part=3)
    assert counted_work(tenant, [1, 2, 3]) == {1: RuleWork(0, Decimal(0), 1, 0, None)}


def test_the_desk_reads_only_the_sums_of_its_rules(
    tenant: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A busy workspace has sums of thousands of rules, and the desk shows twenty."""
    day_sum(tenant, "answers", "5")
    with django_assert_num_queries(2) as queries:
        counted_work(tenant, [1])
    assert all('"part" IN (1)' in query["sql"] for query in queries.captured_queries)
