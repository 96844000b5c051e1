"""Audits, judged by the demo teacher over HTTP and paid from the tenant's own budget."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from delegation.conversations.models import Answer, CallKind, Escalation, TeacherCall
from delegation.rules.models import Complaint, Rule
from delegation.rules.services.publishing.publishing import publish_pack
from delegation.savings.models import AnswerAudit
from delegation.savings.services import audits
from delegation.savings.services.audit_sample import queue_audits
from delegation.savings.services.audits import audit_tenant
from tenants.models import Tenant
from tenants.services.data import erase_old_texts
from tests.delegation.savings.ledger import Ledger
from tests.product import Company


@pytest.fixture
def shop(company: Company, settings: Settings) -> Tenant:
    """A tenant whose every local answer is in the sample."""
    settings.TEACHER_BASE_URL = f"{company.product.teacher_url}/v1"
    settings.TEACHER_API_KEY, settings.TEACHER_MODEL = "demo", "demo"
    company.tenant.audit_share = Decimal(1)
    company.tenant.save()
    return company.tenant


def live(tenant: Tenant, phrase: str) -> Rule:
    rule = Ledger(tenant).rule(phrase)
    publish_pack(tenant, reason="test", by=None)
    return rule


def told(
    tenant: Tenant, rule: Rule, message: str, claimed: dict[str, Any] | None = None
) -> Escalation:
    """A message to the teacher, after a local answer that the browser claims to have given."""
    ledger, now = Ledger(tenant), datetime.now(tz=UTC)
    escalation = ledger.escalation(ledger.met("v", now), now)
    turn = {"message": message, "response": "!", "rule": rule.pk, "version": 1} | (claimed or {})
    escalation.local_turns = [turn]
    escalation.save(update_fields=["local_turns"])
    return escalation


def test_a_good_answer_passes_and_its_call_is_an_audit(shop: Tenant) -> None:
    told(shop, live(shop, "thanks"), "Thanks!")

    assert audit_tenant(shop) == 1

    audit = AnswerAudit.objects.get(tenant=shop)
    assert (audit.would_do, audit.reason) == (True, "")
    call = TeacherCall.objects.get(tenant=shop)
    assert (call.kind, call.outcome, call.settled) == (CallKind.AUDIT, "complete", True)
    assert not Complaint.objects.filter(tenant=shop).exists()


def test_a_wrong_answer_speaks_against_its_rule(shop: Tenant) -> None:
    rule = live(shop, "cancel my order")
    told(shop, rule, "Cancel my order")

    audit_tenant(shop)

    audit = AnswerAudit.objects.get(tenant=shop)
    assert audit.would_do is False
    assert audit.reason == "this was not small talk alone"
    assert Complaint.objects.get(tenant=shop, rule=rule).kind == "failed_audit"


@pytest.mark.parametrize(
    "claimed",
    [{"message": "cancel my order"}, {"response": "Get lost."}, {"version": 7}, {"rule": 10**9}],
)
def test_what_the_pack_would_not_have_answered_so_is_not_audited(
    shop: Tenant, claimed: dict[str, Any]
) -> None:
    """Or a stranger could have a good rule suspended by claiming things under its name."""
    told(shop, live(shop, "thanks"), "thanks", claimed)

    assert queue_audits(shop) == 0


def test_claims_that_no_pack_supports_cost_no_question_each(
    shop: Tenant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rule = live(shop, "thanks")
    for number in range(10):
        told(shop, rule, "thanks", {"version": 2 + number})
    queue_audits(shop)

    with django_assert_max_num_queries(6):
        assert queue_audits(shop) == 0


def test_an_answer_is_audited_only_in_the_state_that_the_server_knows(shop: Tenant) -> None:
    first = told(shop, live(shop, "thanks"), "thanks")
    second = told(shop, shop.rules.get(phrase="thanks"), "thanks")
    Answer.objects.filter(escalation=first).update(awaiting="confirm")
    Escalation.objects.filter(pk=second.pk).update(conversation=first.conversation)

    assert queue_audits(shop) == 1
    assert AnswerAudit.objects.get(tenant=shop).escalation_id == first.pk


def test_an_answer_is_audited_once(shop: Tenant) -> None:
    told(shop, live(shop, "thanks"), "thanks")

    assert [audit_tenant(shop), audit_tenant(shop)] == [1, 0]
    assert TeacherCall.objects.filter(tenant=shop).count() == 1


def test_a_small_share_still_audits_every_rule_a_few_times(shop: Tenant) -> None:
    shop.audit_share = Decimal("0.001")
    rule = live(shop, "thanks")
    for _ in range(12):
        told(shop, rule, "thanks")

    assert 5 <= queue_audits(shop) <= 6


def test_nothing_is_audited_where_the_tenant_wants_none(shop: Tenant) -> None:
    shop.audit_share = Decimal(0)
    told(shop, live(shop, "thanks"), "thanks")

    assert audit_tenant(shop) == 0


def test_without_budget_audits_wait(shop: Tenant) -> None:
    told(shop, live(shop, "thanks"), "thanks")
    shop.monthly_budget = Decimal(0)
    shop.save()

    assert audit_tenant(shop) == 0
    assert AnswerAudit.objects.get(tenant=shop).judged_at is None
    assert not TeacherCall.objects.filter(tenant=shop).exists()


def test_audits_that_waited_for_budget_are_judged_once_there_is_some(shop: Tenant) -> None:
    told(shop, live(shop, "thanks"), "thanks")
    shop.monthly_budget = Decimal(0)
    shop.save()
    assert [audit_tenant(shop) for _ in range(4)] == [0] * 4

    shop.monthly_budget = Decimal(10)
    shop.save()

    assert audit_tenant(shop) == 1


def test_erased_texts_do_not_keep_others_from_being_judged(
    shop: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audits, "JUDGED_AT_ONCE", 1)
    rule = live(shop, "thanks")
    erased = told(shop, rule, "thanks")
    queue_audits(shop)
    Escalation.objects.filter(pk=erased.pk).update(local_turns=[])
    told(shop, rule, "thanks")

    assert audit_tenant(shop) == 1


def test_an_erased_text_is_not_judged_and_a_reason_is_erased_with_it(shop: Tenant) -> None:
    erased = told(shop, live(shop, "thanks"), "thanks")
    queue_audits(shop)
    Escalation.objects.filter(pk=erased.pk).update(local_turns=[])

    assert audit_tenant(shop) == 0

    AnswerAudit.objects.filter(tenant=shop).update(reason="wanted a refund")
    shop.retention_days = 1
    erase_old_texts(shop, datetime.now(tz=UTC) + timedelta(days=2))
    assert AnswerAudit.objects.get(tenant=shop).reason == ""
