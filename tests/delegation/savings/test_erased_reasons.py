"""The reason of an audit may repeat a visitor's words, so both are erased together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from delegation.savings.models import AnswerAudit
from delegation.savings.services.erasure import register_our_texts
from tenants.models import Tenant, User
from tenants.services import data
from tenants.services.data import erase_old_texts, erase_visitor
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import audit_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Erase only the texts that this app registers."""
    monkeypatch.setattr(data, "_texts", {})
    register_our_texts()


def reason_about(ledger: Ledger, visitor: str) -> None:
    now = timezone.now()
    escalation = ledger.escalation(ledger.met(visitor, now), now)
    audit_of(escalation, now, would_do=False, judged_at=now, reason="Ada wanted a refund.")


def reasons() -> list[str]:
    return list(AnswerAudit.objects.order_by("pk").values_list("reason", flat=True))


def test_the_reasons_about_a_visitor_are_erased_with_the_visitor(
    ledger: Ledger, tenant: Tenant, owner: User
) -> None:
    reason_about(ledger, "ada")
    reason_about(ledger, "bo")
    assert erase_visitor(tenant, "ada", by=owner)
    assert reasons() == ["", "Ada wanted a refund."]


def test_an_old_reason_is_erased_and_its_judgement_stays(ledger: Ledger, tenant: Tenant) -> None:
    reason_about(ledger, "ada")
    tenant.retention_days = 3
    now = timezone.now()
    assert erase_old_texts(tenant, now + timedelta(days=2)) == 0
    assert erase_old_texts(tenant, now + timedelta(days=4)) == 1
    assert reasons() == [""]
    assert AnswerAudit.objects.get().would_do is False
