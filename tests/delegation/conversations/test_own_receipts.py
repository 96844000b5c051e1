"""Receipts of a tenant's own server: the report and the desk see its answers as they see ours."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

import delegation_teacher
from delegation.conversations.models import BudgetMonth, Escalation, TeacherCall
from delegation.conversations.services.shares import ANSWERS_PER_CALL, believe_local_answers
from delegation.rules.models import Lesson, Rule
from delegation.rules.services.lessons.own_server import report_lesson
from tenants.models import SiteKey, Tenant, User
from tenants.services.keys import create_api_key

pytestmark = pytest.mark.django_db

THANKS = {
    "command": "LEARN_SIMPLE_PHRASE",
    "query": "thx",
    "response": "You're welcome!",
    "act": "thanks",
}


def receipt(**changes: Any) -> dict[str, Any]:
    return {
        "id": "message-0001",
        "visitor": "visitor-0001",
        "message": "thx",
        "awaiting": "nothing",
        "model": "gpt-4o-mini",
        "usage": {"input": 1000, "output": 100},
        "added": {"input": 100, "output": 2},
        "milliseconds": 800,
        "learningInstruction": THANKS,
        **changes,
    }


@pytest.fixture
def key(tenant: Tenant, owner: User) -> str:
    return create_api_key(tenant, "Our server", by=owner).text


def post(client: Client, key: str, *receipts: dict[str, Any]) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    body = {"receipts": list(receipts)}
    path = "/api/v1/manage/receipts"
    return client.post(path, body, content_type="application/json", headers=headers)


def test_a_receipt_is_a_call_with_its_price_and_its_overhead(
    client: Client, key: str, tenant: Tenant
) -> None:
    answer = post(client, key, receipt())

    assert answer.json() == {"recorded": 1, "refused": {}}
    call = TeacherCall.objects.get(tenant=tenant)
    assert call.cost == Decimal("0.00021")  # 0.15 and 0.60 USD a million
    assert call.overhead_cost == Decimal("0.0000162")
    assert (call.settled, call.total_ms, call.prompt_tokens) == (True, 800, 1000)
    assert not BudgetMonth.objects.filter(tenant=tenant, spent__gt=0).exists()


def test_a_reported_call_vouches_for_local_answers_of_every_network(
    client: Client, key: str, tenant: Tenant
) -> None:
    assert believe_local_answers(tenant, "one", 1) == 0
    post(client, key, receipt())
    post(client, key, receipt())  # the same again

    assert believe_local_answers(tenant, "one", 6) == 6
    assert believe_local_answers(tenant, "another", 6) == ANSWERS_PER_CALL - 6


@pytest.mark.parametrize("written", ["Which tea do you like?", "You're welcome!¤thanks"])
def test_the_helpers_receipt_is_taken_whether_it_teaches_or_not(
    client: Client, key: str, tenant: Tenant, written: str
) -> None:
    reply = delegation_teacher.Reply("thx", "nothing")
    reply.hear(written)
    reply.finish()
    names = {"id": "message-0001", "visitor": "visitor-0001", "model": "gpt-4o-mini"}

    answer = post(client, key, reply.receipt(**names, usage={"input": 1000, "output": 100}))

    assert answer.json() == {"recorded": 1, "refused": {}}


def test_a_lesson_that_the_browser_reported_first_gets_the_cost_of_its_receipt(
    client: Client, key: str, tenant: Tenant
) -> None:
    report_lesson(
        tenant,
        report_id="message-0001",
        message="thx",
        awaiting="nothing",
        instruction=THANKS,
        visitor="visitor-0001",
        address_prefix="somewhere",
    )
    for _ in range(2):
        post(client, key, receipt())

    lesson, rule = Lesson.objects.get(tenant=tenant), Rule.objects.get(tenant=tenant)
    assert (lesson.calls, lesson.cost) == (1, Decimal("0.00021"))
    assert (rule.lessons_count, rule.calls_count, rule.priced_count) == (1, 1, 1)
    assert rule.spent == rule.worth == Decimal("0.00021")


def test_its_lesson_is_evidence_with_what_the_answer_cost(
    client: Client, key: str, tenant: Tenant
) -> None:
    post(client, key, receipt())

    lesson = Lesson.objects.get(tenant=tenant)
    assert (lesson.query, lesson.act, lesson.credible) == ("thx", "thanks", False)
    assert (lesson.calls, lesson.cost) == (1, Decimal("0.00021"))
    assert Escalation.objects.get(tenant=tenant).pk == lesson.escalation_id


def test_the_same_receipt_again_changes_nothing(client: Client, key: str, tenant: Tenant) -> None:
    for recorded in (1, 0):
        assert post(client, key, receipt()).json()["recorded"] == recorded

    assert TeacherCall.objects.filter(tenant=tenant).count() == 1
    assert Rule.objects.get(tenant=tenant).lessons_count == 1


def test_a_message_from_a_browser_may_have_the_id_of_a_receipt(
    client: Client, key: str, site_key: SiteKey
) -> None:
    message = {
        "key": site_key.key,
        "visitor": "visitor-0001",
        "conversation": "talk-0001",
        "id": receipt()["id"],
        "message": "Where is my parcel?",
    }
    accepted = client.post("/api/v1/escalations", message, content_type="application/json")
    assert accepted.status_code == 202

    assert post(client, key, receipt()).json() == {"recorded": 1, "refused": {}}
    assert post(client, key, receipt()).json() == {"recorded": 0, "refused": {}}


def test_a_lesson_about_another_message_is_refused_and_the_receipt_is_kept(
    client: Client, key: str, tenant: Tenant
) -> None:
    answer = post(client, key, receipt(message="where is my order?"))

    assert answer.json() == {"recorded": 1, "refused": {"message-0001": "lesson_query_not_said"}}
    assert TeacherCall.objects.filter(tenant=tenant).exists()
    assert not Lesson.objects.filter(tenant=tenant).exists()


def test_no_text_of_the_conversation_is_stored_beside_the_lesson(
    client: Client, key: str, tenant: Tenant
) -> None:
    message = receipt(message="my secret is 42")
    del message["learningInstruction"]

    post(client, key, message)

    escalation = Escalation.objects.get(tenant=tenant)
    assert (escalation.message, escalation.phrase) == ("", None)


def test_an_unknown_price_stays_unknown(client: Client, key: str, tenant: Tenant) -> None:
    post(client, key, receipt(base_url="https://models.shop.example/v1", model="ours"))

    call = TeacherCall.objects.get(tenant=tenant)
    assert (call.cost, call.overhead_cost, call.price_source) == (None, None, "unknown")


@pytest.mark.parametrize(
    "wrong",
    [
        {"usage": {"input": 1, "output": 1, "cached": 2}},
        {"usage": {"input": -1, "output": 1}},
        {"id": "short"},
        {"awaiting": "tea"},
    ],
)
def test_a_wrong_receipt_is_refused_with_the_name_of_its_field(
    client: Client, key: str, tenant: Tenant, wrong: dict[str, Any]
) -> None:
    answer = post(client, key, receipt(**wrong))

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_body"
    assert not TeacherCall.objects.filter(tenant=tenant).exists()


def test_another_tenants_key_reports_for_that_tenant_only(
    client: Client, key: str, tenant: Tenant, other_tenant: Tenant, outsider: User
) -> None:
    post(client, key, receipt())
    post(client, create_api_key(other_tenant, "Theirs", by=outsider).text, receipt())

    assert TeacherCall.objects.filter(tenant=tenant).count() == 1
    assert TeacherCall.objects.filter(tenant=other_tenant).count() == 1
