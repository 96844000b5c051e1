"""The teacher judges queued audits: what it reads, who pays, and what a wrong answer causes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from delegation.conversations.models import CallKind, Escalation, TeacherCall
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.rules.models import Complaint, Rule
from delegation.savings.services import audits
from delegation.savings.services.audits import audit_tenant
from delegation.teacher import (
    EndedCall,
    Endpoint,
    Hooks,
    Persona,
    TeacherRequest,
    TeacherUnavailable,
)
from delegation.teacher.usage import TokenUsage
from tenants.models import Tenant
from tests.delegation.savings.busy_day import NOON
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import audit_of, change, message_after, reloaded

pytestmark = pytest.mark.django_db

HELLO = {"message": "hello", "response": "Hello!", "rule": 1, "version": 1}
THANKS = {"message": "thanks", "response": "You are welcome.", "rule": 1, "version": 1}
BYE = {"message": "bye", "response": "Goodbye!", "rule": 1, "version": 1}


class JudgingTeacher:
    """Answers each request with the next judgement, or raises it if it is an exception."""

    def __init__(self) -> None:
        self.judgements: list[str | Exception] = ["yes"]
        self.requests: list[TeacherRequest] = []
        self.endpoints: list[Endpoint] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def most_tokens(self, request: TeacherRequest) -> tuple[int, int]:
        return len(request.message), 20

    def reply(self, endpoint: Endpoint, request: TeacherRequest, hooks: Hooks) -> Any:
        hooks.before_call()
        self.endpoints.append(endpoint)
        self.requests.append(request)
        self.meanwhile()
        said = self.judgements[(len(self.requests) - 1) % len(self.judgements)]
        if isinstance(said, Exception):
            raise said
        hooks.after_call(EndedCall("complete", usage=TokenUsage(100, 20)))
        return SimpleNamespace(parsed=SimpleNamespace(user_response=said))


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> JudgingTeacher:
    settings.TEACHER_BASE_URL, settings.TEACHER_MODEL = "http://teacher.example/v1", "demo"
    teacher = JudgingTeacher()
    monkeypatch.setattr(audits, "teacher", lambda: teacher)
    return teacher


def talk(ledger: Ledger, *turns: dict[str, Any]) -> Escalation:
    return message_after(ledger, *turns, at=NOON)


def test_the_teacher_reads_the_conversation_only_up_to_the_answer(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    tenant.assistant_name, tenant.instructions, tenant.language = "Ada", "Be brief.", "de"
    tenant.save()
    first = ledger.escalation(ledger.met("v", NOON), NOON - timedelta(minutes=5))
    change(first.answer, text="It is blue.")
    later = message_after(ledger, HELLO, THANKS, BYE, at=NOON, talk=first.conversation)
    for turn in range(3):
        audit_of(later, NOON, turn=turn)

    assert audit_tenant(tenant) == 3

    before = ["thx", "It is blue."]
    said = ["hello", "Hello!", "thanks", "You are welcome."]
    asked = judge.requests
    assert [(each.message, each.judged) for each in asked] == [
        ("hello", "Hello!"), ("thanks", "You are welcome."), ("bye", "Goodbye!"),
    ]  # fmt: skip
    assert [[turn.text for turn in each.turns] for each in asked] == [
        before, before + said[:2], before + said,
    ]  # fmt: skip
    assert {each.persona for each in asked} == {Persona("Ada", "Be brief.", "de")}
    assert {(each.tenant_id, each.model) for each in judge.endpoints} == {(tenant.pk, "demo")}


def test_the_workspace_pays_for_a_judgement_as_an_audit(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    audit_of(talk(ledger, HELLO), NOON)
    audit_tenant(tenant)
    call = TeacherCall.objects.get(tenant=tenant)
    assert (call.kind, call.outcome, call.escalation) == (CallKind.AUDIT, "complete", None)
    assert (call.prompt_tokens, call.completion_tokens, call.settled) == (100, 20, True)


def test_a_wrong_answer_is_a_complaint_about_its_version(
    ledger: Ledger, tenant: Tenant, rule: Rule, judge: JudgingTeacher
) -> None:
    judge.judgements = ["No, it was a question.", "yes"]
    other = ledger.rule("bye", act="farewell")
    row = talk(ledger, THANKS, BYE)
    wrong = audit_of(row, NOON, rule=rule.pk, version=1)
    right = audit_of(row, NOON, turn=1, rule=other.pk, version=1)

    assert audit_tenant(tenant) == 2

    complaint = Complaint.objects.get(tenant=tenant)
    assert (complaint.rule, complaint.version, complaint.kind) == (rule, 1, "failed_audit")
    assert complaint.source == f"audit-{wrong.pk}"
    assert (reloaded(wrong).would_do, wrong.reason) == (False, "it was a question.")
    assert (reloaded(right).would_do, right.reason) == (True, "")
    assert wrong.judged_at is not None
    assert datetime.now(tz=UTC) - wrong.judged_at < timedelta(minutes=5)


def test_each_wrong_answer_is_one_complaint(
    ledger: Ledger, tenant: Tenant, rule: Rule, judge: JudgingTeacher
) -> None:
    judge.judgements = ["no"]
    row = talk(ledger, THANKS, THANKS)
    for turn in range(2):
        audit_of(row, NOON, turn=turn, rule=rule.pk, version=2)
    audit_tenant(tenant)
    about = Complaint.objects.filter(tenant=tenant)
    assert list(about.values_list("rule", "version")) == [(rule.pk, 2)] * 2


def test_a_wrong_answer_is_judged_even_where_its_rule_is_deleted(
    ledger: Ledger, tenant: Tenant, rule: Rule, judge: JudgingTeacher
) -> None:
    judge.judgements = ["no"]
    audit = audit_of(talk(ledger, THANKS), NOON, rule=rule.pk + 1)
    assert audit_tenant(tenant) == 1
    assert reloaded(audit).would_do is False
    assert not Complaint.objects.exists()


def test_an_answer_that_the_teacher_cannot_judge_is_tried_three_times(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    judge.judgements = ["Well, perhaps."]
    audit = audit_of(talk(ledger, THANKS), NOON)
    assert [audit_tenant(tenant) for _ in range(5)] == [0] * 5
    assert len(judge.requests) == 3
    assert (reloaded(audit).attempts, audit.would_do, audit.judged_at) == (3, None, None)


def test_an_answer_that_the_teacher_cannot_judge_does_not_stop_the_others(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    judge.judgements = ["Well, perhaps.", "yes", "yes"]
    row = talk(ledger, HELLO, THANKS, BYE)
    for turn in range(3):
        audit_of(row, NOON, turn=turn)
    assert audit_tenant(tenant) == 2


def test_a_round_ends_when_the_teacher_cannot_be_reached(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    away = TeacherUnavailable("teacher_connect_failed")
    judge.judgements = ["yes", away]
    row = talk(ledger, HELLO, THANKS, BYE)
    rows = [audit_of(row, NOON, turn=turn) for turn in range(3)]
    assert audit_tenant(tenant) == 1
    assert len(judge.requests) == 2
    assert [reloaded(each).attempts for each in rows] == [1, 1, 0]


def test_an_audit_without_budget_is_no_attempt_and_ends_the_round(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    judge.judgements = [BudgetExhausted("spent")]
    row = talk(ledger, HELLO, THANKS)
    rows = [audit_of(row, NOON, turn=turn, attempts=1) for turn in range(2)]
    assert audit_tenant(tenant) == 0
    assert len(judge.requests) == 1
    assert [reloaded(each).attempts for each in rows] == [1, 1]


def test_a_round_judges_twenty_audits_and_the_oldest_first(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    turns = [HELLO | {"message": f"hello {number}"} for number in range(22)]
    row = talk(ledger, *turns)
    for turn in range(22):
        change(audit_of(row, NOON, turn=turn), created_at=NOON - timedelta(minutes=turn))
    assert [audit_tenant(tenant) for _ in range(3)] == [20, 2, 0]
    assert [each.message for each in judge.requests] == [
        f"hello {number}" for number in reversed(range(22))
    ]


def test_judged_audits_and_those_of_another_workspace_are_left_alone(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant, judge: JudgingTeacher
) -> None:
    row = talk(ledger, HELLO)
    audit_of(row, NOON, judged_at=NOON, would_do=False)
    audit_of(talk(Ledger(other_tenant), HELLO), NOON)
    assert audit_tenant(tenant) == 0
    assert judge.requests == []


@pytest.mark.parametrize("taken", [{"attempts": 1}, {"judged_at": NOON}])
def test_an_audit_that_another_beat_took_is_not_judged_twice(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher, taken: dict[str, Any]
) -> None:
    """While the first audit is judged, another beat takes the second one."""
    row = talk(ledger, HELLO, THANKS, BYE)
    _, second, third = (audit_of(row, NOON, turn=turn) for turn in range(3))
    judge.meanwhile = lambda: change(second, **taken)
    assert audit_tenant(tenant) == 2
    assert [each.message for each in judge.requests] == ["hello", "bye"]
    assert reloaded(second).would_do is None
    assert reloaded(third).would_do is True


def test_a_round_reads_its_rows_in_one_query(
    ledger: Ledger, tenant: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = talk(ledger, HELLO, THANKS)
    for turn in range(2):
        audit_of(row, NOON, turn=turn)
    with django_assert_num_queries(1):
        for audit in audits._waiting(tenant):
            assert audit.escalation.conversation.visitor == "v"
            assert audit.tenant.name == "Shop"


def test_audits_wait_where_the_budget_is_zero(ledger: Ledger, judge: JudgingTeacher) -> None:
    ledger.tenant.monthly_budget = Decimal(0)
    ledger.tenant.save()
    audit = audit_of(talk(ledger, HELLO), NOON)
    assert audit_tenant(ledger.tenant) == 0
    assert judge.requests == []
    assert reloaded(audit).attempts == 0
