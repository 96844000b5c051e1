"""A visitor in the holdout, through the running product: the teacher answers every message."""

from decimal import Decimal

import httpx2
import pytest

from delegation.conversations.models import CallKind, Conversation, TeacherCall
from delegation.play.visitor import Visitor
from delegation.rules.services.publishing.publishing import publish_pack
from delegation.savings.models import HourSum
from delegation.savings.services.rollup import roll_up_news
from tests.delegation.savings.ledger import Ledger
from tests.product import Company


@pytest.fixture
def visitor(company: Company, http: httpx2.Client) -> Visitor:
    """Of a shop where everybody is in the holdout and "thanks" is answered by the pack."""
    company.tenant.holdout_share = Decimal(1)
    company.tenant.save()
    Ledger(company.tenant).rule("thanks")
    publish_pack(company.tenant, reason="test", by=None)
    return company.visitor(http)


def test_only_the_teacher_answers_a_visitor_in_the_holdout(
    company: Company, visitor: Visitor
) -> None:
    visitor.fetch_pack()
    first = visitor.escalate("thanks")
    answered_locally = visitor.answer_locally("thanks")
    second = visitor.escalate("thanks")

    assert [first["source"], second["source"]] == ["teacher", "teacher"]
    assert answered_locally is None  # nobody knows what is awaited: the gatekeeper is silent
    assert "learningInstruction" not in first
    kinds = TeacherCall.objects.filter(tenant=company.tenant).values_list("kind", flat=True)
    assert list(kinds) == [CallKind.HOLDOUT, CallKind.HOLDOUT]


def test_the_conversation_still_knows_what_it_awaits(company: Company, visitor: Visitor) -> None:
    told = visitor.escalate("thanks")

    conversation = Conversation.objects.get(tenant=company.tenant)
    assert told["awaiting"] == "unknown"
    assert (conversation.held_out, conversation.awaiting) == (True, "unknown")


def test_a_holdouts_conversations_are_summed_as_its_own(company: Company, visitor: Visitor) -> None:
    visitor.escalate("thanks")
    roll_up_news(company.tenant)

    names = set(HourSum.objects.filter(tenant=company.tenant).values_list("name", flat=True))
    assert {"held.conversations", "held.calls", "calls.holdout"} <= names
    assert "others.conversations" not in names
