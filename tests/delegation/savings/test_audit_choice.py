"""An audit is queued only for a local answer that the pack would really have given."""

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
from tests.delegation.savings.making import audit_of, message_after

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


def message(
    tenant: Tenant,
    *turns: dict[str, Any],
    talk: Conversation | None = None,
    hours: float = 1,
    awaiting: str = "nothing",
) -> Escalation:
    """Write a message after these local answers, with an answer that awaits this."""
    at = NOW - timedelta(hours=hours)
    made = message_after(Ledger(tenant), *turns, at=at, talk=talk)
    Answer.objects.filter(escalation=made).update(awaiting=awaiting)
    return made


def queued(tenant: Tenant) -> list[tuple[Any, int]]:
    rows = AnswerAudit.objects.filter(tenant=tenant).order_by("pk")
    return list(rows.values_list("escalation_id", "turn"))


def test_an_audit_names_its_answer_and_the_version_that_gave_it(
    tenant: Tenant, thanks: Rule
) -> None:
    made = message(tenant, turn(thanks), turn(thanks))
    assert queue_audits(tenant, now=NOW) == 2
    assert queue_audits(tenant, now=NOW) == 0
    for number, audit in enumerate(AnswerAudit.objects.order_by("pk")):
        assert (audit.escalation, audit.turn) == (made, number)
        assert (audit.rule, audit.version) == (thanks.pk, 1)
        assert audit.hour == hour_of(made.created_at)


@pytest.mark.parametrize(("awaiting", "count"), [("nothing", 1), ("confirm", 0)])
def test_an_answer_is_queued_only_if_the_rule_fits_the_state_of_its_conversation(
    tenant: Tenant, thanks: Rule, awaiting: str, count: int
) -> None:
    before = message(tenant, hours=3, awaiting=awaiting)
    message(tenant, hours=4, awaiting="confirm", talk=before.conversation)
    message(tenant, hours=3, awaiting="confirm")  # of another visitor
    message(tenant, turn(thanks), talk=before.conversation, hours=2)
    message(tenant, hours=1, awaiting="confirm", talk=before.conversation)
    assert queue_audits(tenant, now=NOW) == count


def test_after_a_local_answer_nothing_is_awaited(tenant: Tenant, thanks: Rule) -> None:
    before = message(tenant, hours=3, awaiting="confirm")
    made = message(tenant, turn(thanks), turn(thanks), talk=before.conversation)
    queue_audits(tenant, now=NOW)
    assert queued(tenant) == [(made.pk, 1)]


@pytest.mark.parametrize("claimed", [{"message": "bye"}, {"response": "?"}, {"version": 2}])
def test_answers_that_the_pack_would_not_have_given_are_not_queued(
    tenant: Tenant, thanks: Rule, claimed: dict[str, Any]
) -> None:
    message(tenant, turn(thanks, **claimed), turn(thanks, **claimed))
    assert queue_audits(tenant, now=NOW) == 0


def test_an_answer_whose_audit_is_queued_already_is_not_queued_again(
    tenant: Tenant, thanks: Rule
) -> None:
    made = message(tenant, turn(thanks), turn(thanks))
    audit_of(made, hour_of(NOW), rule=thanks.pk)
    assert queue_audits(tenant, now=NOW) == 1
    assert queued(tenant) == [(made.pk, 0), (made.pk, 1)]


def test_a_small_share_still_queues_five_answers_of_each_version(
    tenant: Tenant, thanks: Rule
) -> None:
    tenant.audit_share = Decimal("0.00001")
    for hours in range(1, 9):
        message(tenant, turn(thanks), hours=hours)
    assert queue_audits(tenant, now=NOW) == 5
    assert queue_audits(tenant, now=NOW) == 0
    tenant.audit_share = Decimal(0)
    AnswerAudit.objects.all().delete()
    assert queue_audits(tenant, now=NOW) == 0


def test_audits_of_another_version_do_not_count_towards_the_five(
    tenant: Tenant, thanks: Rule
) -> None:
    tenant.audit_share = Decimal("0.00001")
    old = message(tenant, hours=30)
    for number in range(7):
        version = 1 if number < 3 else 9
        audit_of(old, hour_of(old.created_at), turn=number, rule=thanks.pk, version=version)
    for hours in range(1, 5):
        message(tenant, turn(thanks), hours=hours)
    assert queue_audits(tenant, now=NOW) == 2


def test_answers_of_the_last_day_are_queued_in_small_rounds_and_the_oldest_first(
    tenant: Tenant, other_tenant: Tenant, thanks: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_sample, "MOST_AT_ONCE", 2)
    message(tenant, turn(thanks), hours=24.01)
    rows = [message(tenant, turn(thanks), hours=hours) for hours in (1, 24, 12)]
    message(other_tenant, turn(thanks))
    assert [queue_audits(tenant, now=NOW) for _ in range(3)] == [2, 1, 0]
    assert queued(tenant) == [(rows[at].pk, 0) for at in (1, 2, 0)]
    assert not AnswerAudit.objects.filter(tenant=other_tenant).exists()
