"""Which local answers the teacher is asked about, what it reads of them, and what comes of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from delegation.conversations.models import Answer, CallKind, Escalation, TeacherCall
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.rules.models import Complaint, Rule
from delegation.savings.models import AnswerAudit
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
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HELLO = {"message": "hello", "response": "Hello!", "rule": 1, "version": 1}
THANKS = {"message": "thanks", "response": "You are welcome.", "rule": 1, "version": 1}
BYE = {"message": "bye", "response": "Goodbye!", "rule": 1, "version": 1}


class JudgingTeacher:
    """Says the next of these judgements for each request; an exception is raised instead."""

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


def given(ledger: Ledger, *turns: dict[str, Any], at: datetime = NOW, talk: Any = None) -> Any:
    """A message, before which browsers gave these answers."""
    made = ledger.escalation(talk or ledger.met("v", at), at)
    Escalation.objects.filter(pk=made.pk).update(local_turns=list(turns))
    return made


def queued(ledger: Ledger, escalation: Escalation, *, turn: int = 0, **more: Any) -> AnswerAudit:
    columns = {"rule": 1, "version": 1, "hour": NOW} | more
    return AnswerAudit.objects.create(
        tenant=ledger.tenant, escalation=escalation, turn=turn, **columns
    )


def again(audit: AnswerAudit) -> AnswerAudit:
    audit.refresh_from_db()
    return audit


def test_the_teacher_reads_the_talk_up_to_the_answer_and_nothing_after_it(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    tenant.assistant_name, tenant.instructions, tenant.language = "Ada", "Be brief.", "de"
    tenant.save()
    first = ledger.escalation(ledger.met("v", NOW), NOW - timedelta(minutes=5))
    Answer.objects.filter(escalation=first).update(text="It is blue.")
    later = given(ledger, HELLO, THANKS, BYE, talk=first.conversation)
    for turn in range(3):
        queued(ledger, later, turn=turn)

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
    queued(ledger, given(ledger, HELLO))
    audit_tenant(tenant)
    call = TeacherCall.objects.get(tenant=tenant)
    assert (call.kind, call.outcome, call.escalation) == (CallKind.AUDIT, "complete", None)
    assert (call.prompt_tokens, call.completion_tokens, call.settled) == (100, 20, True)


def test_a_wrong_answer_is_a_complaint_about_its_version(
    ledger: Ledger, tenant: Tenant, rule: Rule, judge: JudgingTeacher
) -> None:
    judge.judgements = ["No, it was a question.", "yes"]
    other = ledger.rule("bye", act="farewell")
    row = given(ledger, THANKS, BYE)
    wrong = queued(ledger, row, rule=rule.pk, version=1)
    right = queued(ledger, row, turn=1, rule=other.pk, version=1)

    assert audit_tenant(tenant) == 2

    complaint = Complaint.objects.get(tenant=tenant)
    assert (complaint.rule, complaint.version, complaint.kind) == (rule, 1, "failed_audit")
    assert complaint.source == f"audit-{wrong.pk}"
    assert (again(wrong).would_do, wrong.reason) == (False, "it was a question.")
    assert (again(right).would_do, right.reason) == (True, "")
    assert wrong.judged_at is not None
    assert datetime.now(tz=UTC) - wrong.judged_at < timedelta(minutes=5)


def test_each_wrong_answer_speaks_for_itself(
    ledger: Ledger, tenant: Tenant, rule: Rule, judge: JudgingTeacher
) -> None:
    judge.judgements = ["no"]
    row = given(ledger, THANKS, THANKS)
    for turn in range(2):
        queued(ledger, row, turn=turn, rule=rule.pk, version=2)
    audit_tenant(tenant)
    about = Complaint.objects.filter(tenant=tenant)
    assert list(about.values_list("rule", "version")) == [(rule.pk, 2)] * 2


def test_a_wrong_answer_of_a_rule_that_is_gone_is_judged_all_the_same(
    ledger: Ledger, tenant: Tenant, rule: Rule, judge: JudgingTeacher
) -> None:
    judge.judgements = ["no"]
    audit = queued(ledger, given(ledger, THANKS), rule=rule.pk + 1)
    assert audit_tenant(tenant) == 1
    assert again(audit).would_do is False
    assert not Complaint.objects.exists()


def test_an_answer_that_the_teacher_cannot_judge_is_tried_three_times(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    judge.judgements = ["Well, perhaps."]
    audit = queued(ledger, given(ledger, THANKS))
    assert [audit_tenant(tenant) for _ in range(5)] == [0] * 5
    assert len(judge.requests) == 3
    assert (again(audit).attempts, audit.would_do, audit.judged_at) == (3, None, None)


def test_the_others_are_judged_after_one_that_cannot_be(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    judge.judgements = ["Well, perhaps.", "yes", "yes"]
    row = given(ledger, HELLO, THANKS, BYE)
    for turn in range(3):
        queued(ledger, row, turn=turn)
    assert audit_tenant(tenant) == 2


def test_a_teacher_who_cannot_be_reached_is_asked_no_further_for_now(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    away = TeacherUnavailable("teacher_connect_failed")
    judge.judgements = ["yes", away]
    row = given(ledger, HELLO, THANKS, BYE)
    rows = [queued(ledger, row, turn=turn) for turn in range(3)]
    assert audit_tenant(tenant) == 1
    assert len(judge.requests) == 2
    assert [again(each).attempts for each in rows] == [1, 1, 0]


def test_an_audit_without_budget_is_no_attempt_and_ends_the_round(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    judge.judgements = [BudgetExhausted("spent")]
    row = given(ledger, HELLO, THANKS)
    rows = [queued(ledger, row, turn=turn, attempts=1) for turn in range(2)]
    assert audit_tenant(tenant) == 0
    assert len(judge.requests) == 1
    assert [again(each).attempts for each in rows] == [1, 1]


def test_the_oldest_come_first_and_twenty_in_one_round(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher
) -> None:
    turns = [HELLO | {"message": f"hello {number}"} for number in range(22)]
    row = given(ledger, *turns)
    for turn in range(22):
        audit = queued(ledger, row, turn=turn)
        at = NOW - timedelta(minutes=turn)
        AnswerAudit.objects.filter(pk=audit.pk).update(created_at=at)
    assert [audit_tenant(tenant) for _ in range(3)] == [20, 2, 0]
    assert [each.message for each in judge.requests] == [
        f"hello {number}" for number in reversed(range(22))
    ]


def test_what_is_judged_and_what_is_another_workspaces_is_not_judged_again(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant, judge: JudgingTeacher
) -> None:
    row = given(ledger, HELLO)
    queued(ledger, row, judged_at=NOW, would_do=False)
    theirs = Ledger(other_tenant)
    queued(theirs, given(theirs, HELLO))
    assert audit_tenant(tenant) == 0
    assert judge.requests == []


@pytest.mark.parametrize("taken", [{"attempts": 1}, {"judged_at": NOW}])
def test_of_two_beats_one_asks_the_teacher(
    ledger: Ledger, tenant: Tenant, judge: JudgingTeacher, taken: dict[str, Any]
) -> None:
    """While the first audit is judged, another beat takes the second one."""
    row = given(ledger, HELLO, THANKS, BYE)
    _, second, third = (queued(ledger, row, turn=turn) for turn in range(3))
    judge.meanwhile = lambda: AnswerAudit.objects.filter(pk=second.pk).update(**taken)
    assert audit_tenant(tenant) == 2
    assert [each.message for each in judge.requests] == ["hello", "bye"]
    assert again(second).would_do is None
    assert again(third).would_do is True


def test_a_round_reads_its_rows_in_one_query(
    ledger: Ledger, tenant: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = given(ledger, HELLO, THANKS)
    for turn in range(2):
        queued(ledger, row, turn=turn)
    with django_assert_num_queries(1):
        for audit in audits._waiting(tenant):
            assert audit.escalation.conversation.visitor == "v"
            assert audit.tenant.name == "Shop"


def test_no_budget_is_an_amount_and_not_a_fault(ledger: Ledger, judge: JudgingTeacher) -> None:
    ledger.tenant.monthly_budget = Decimal(0)
    ledger.tenant.save()
    audit = queued(ledger, given(ledger, HELLO))
    assert audit_tenant(ledger.tenant) == 0
    assert judge.requests == []
    assert again(audit).attempts == 0
