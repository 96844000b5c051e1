"""The whole loop over HTTP: real Postgres, Valkey, worker, stream and teacher."""

import httpx2

from delegation.conversations.models import Escalation, EscalationState
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.deciding import moderation
from tests.product import Company


def test_a_message_is_answered_by_the_teacher(company: Company, http: httpx2.Client) -> None:
    visitor = company.visitor(http)
    payload = visitor.escalate("thx")
    assert payload["source"] == "teacher"
    assert payload["awaiting"] in {"nothing", "more"}
    assert "learningInstruction" not in payload  # a person approves every rule here
    row = Escalation.objects.select_related("answer").get(tenant=company.tenant)
    assert (row.state, row.answer.text) == (EscalationState.ANSWERED, payload["userResponse"])


def test_a_moderator_approves_and_another_browser_answers_by_itself(
    company: Company, http: httpx2.Client
) -> None:
    for _ in range(3):
        company.visitor(http).escalate("thx")
    rule = Rule.objects.get(tenant=company.tenant)
    assert rule.state == RuleState.PROPOSED
    moderation.approve_rule(rule, by=company.moderator)

    another = company.visitor(http)
    another.fetch_pack()
    assert another.answer_locally("Thx!") == rule.response
    assert another.report_usage() == 1
