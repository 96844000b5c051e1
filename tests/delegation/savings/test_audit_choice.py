"""Which local answers are queued for an audit: those that the pack would really have given."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from delegation.conversations.models import Answer, Conversation, Escalation
from delegation.domain.ledger.days import hour_of
from delegation.rules.models import Rule
from delegation.rules.services.publishing.publishing import publish_pack
from delegation.savings.models import AnswerAudit
from delegation.savings.services import audit_sample
from delegation.savings.services.audit_sample import queue_audits
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

NOW = datetime.now(tz=UTC)


@pytest.fixture
def thanks(tenant: Tenant) -> Rule:
    """A live rule that answers “thanks”; every local answer is in the sample."""
    tenant.audit_share = Decimal(1)
    tenant.save()
    rule = Ledger(tenant).rule("thanks")
    publish_pack(tenant, reason="test", by=None)
    return rule


def turn(rule: Rule, **claimed: Any) -> dict[str, Any]:
    return {"message": "thanks", "response": "!", "rule": rule.pk, "version": 1} | claimed


def told(
    tenant: Tenant,
    *turns: dict[str, Any],
    talk: Conversation | None = None,
    hours: float = 1,
    awaiting: str = "nothing",
) -> Escalation:
    """A message before which browsers gave these answers; what its own answer awaits."""
    ledger, at = Ledger(tenant), NOW - timedelta(hours=hours)
    made = ledger.escalation(talk or ledger.met("v", at), at)
    Escalation.objects.filter(pk=made.pk).update(local_turns=list(turns))
    Answer.objects.filter(escalation=made).update(awaiting=awaiting)
    return made


def queued(tenant: Tenant) -> list[tuple[Any, int]]:
    rows = AnswerAudit.objects.filter(tenant=tenant).order_by("pk")
    return list(rows.values_list("escalation_id", "turn"))


def test_an_audit_says_which_answer_of_which_rule_it_is_about(tenant: Tenant, thanks: Rule) -> None:
    made = told(tenant, turn(thanks), turn(thanks))
    made.refresh_from_db()
    assert queue_audits(tenant, now=NOW) == 2
    assert queue_audits(tenant, now=NOW) == 0
    for number, audit in enumerate(AnswerAudit.objects.order_by("pk")):
        assert (audit.escalation, audit.turn) == (made, number)
        assert (audit.rule, audit.version) == (thanks.pk, 1)
        assert audit.hour == hour_of(made.created_at)


@pytest.mark.parametrize(("awaiting", "count"), [("nothing", 1), ("confirm", 0)])
def test_an_answer_counts_in_the_state_that_the_conversation_was_in(
    tenant: Tenant, thanks: Rule, awaiting: str, count: int
) -> None:
    before = told(tenant, hours=3, awaiting=awaiting)
    told(tenant, hours=4, awaiting="confirm", talk=before.conversation)
    told(tenant, hours=3, awaiting="confirm")  # of another visitor
    told(tenant, turn(thanks), talk=before.conversation, hours=2)
    told(tenant, hours=1, awaiting="confirm", talk=before.conversation)
    assert queue_audits(tenant, now=NOW) == count


def test_after_a_local_answer_nothing_is_awaited(tenant: Tenant, thanks: Rule) -> None:
    before = told(tenant, hours=3, awaiting="confirm")
    made = told(tenant, turn(thanks), turn(thanks), talk=before.conversation)
    queue_audits(tenant, now=NOW)
    assert queued(tenant) == [(made.pk, 1)]


@pytest.mark.parametrize("claimed", [{"message": "bye"}, {"response": "?"}, {"version": 2}])
def test_what_the_pack_would_not_have_answered_is_not_queued_in_any_place(
    tenant: Tenant, thanks: Rule, claimed: dict[str, Any]
) -> None:
    told(tenant, turn(thanks, **claimed), turn(thanks, **claimed))
    assert queue_audits(tenant, now=NOW) == 0


def test_only_what_is_not_queued_yet_is_queued(tenant: Tenant, thanks: Rule) -> None:
    made = told(tenant, turn(thanks), turn(thanks))
    AnswerAudit.objects.create(
        tenant=tenant, escalation=made, turn=0, rule=thanks.pk, version=1, hour=hour_of(NOW)
    )
    assert queue_audits(tenant, now=NOW) == 1
    assert queued(tenant) == [(made.pk, 0), (made.pk, 1)]


def test_a_small_share_still_looks_at_five_answers_of_each_version(
    tenant: Tenant, thanks: Rule
) -> None:
    tenant.audit_share = Decimal("0.00001")
    for hours in range(1, 9):
        told(tenant, turn(thanks), hours=hours)
    assert queue_audits(tenant, now=NOW) == 5
    assert queue_audits(tenant, now=NOW) == 0
    tenant.audit_share = Decimal(0)
    AnswerAudit.objects.all().delete()
    assert queue_audits(tenant, now=NOW) == 0


def test_audits_of_another_version_count_for_that_one(tenant: Tenant, thanks: Rule) -> None:
    tenant.audit_share = Decimal("0.00001")
    old = told(tenant, hours=30)
    for number in range(7):
        AnswerAudit.objects.create(
            tenant=tenant, escalation=old, turn=number, rule=thanks.pk,
            version=1 if number < 3 else 9, hour=hour_of(NOW - timedelta(hours=30)),
        )  # fmt: skip
    for hours in range(1, 5):
        told(tenant, turn(thanks), hours=hours)
    assert queue_audits(tenant, now=NOW) == 2


def test_answers_of_the_last_day_are_queued_oldest_first_and_a_few_at_once(
    tenant: Tenant, other_tenant: Tenant, thanks: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_sample, "MOST_AT_ONCE", 2)
    told(tenant, turn(thanks), hours=24.01)
    rows = [told(tenant, turn(thanks), hours=hours) for hours in (1, 24, 12)]
    told(other_tenant, turn(thanks))
    assert [queue_audits(tenant, now=NOW) for _ in range(3)] == [2, 1, 0]
    assert queued(tenant) == [(rows[at].pk, 0) for at in (1, 2, 0)]
    assert not AnswerAudit.objects.filter(tenant=other_tenant).exists()
