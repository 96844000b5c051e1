"""The REST API for a tenant's own programs: rules, lessons and the report, under a secret key."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from delegation.rules.models import Lesson, Rule, RuleState
from tenants import services
from tenants.models import AuditEntry, Membership, Role, Tenant, User
from tenants.services.keys import create_api_key

pytestmark = pytest.mark.django_db


class Program:
    """What a tenant runs at night."""

    def __init__(self, client: Client, key: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/manage/{path}", query, headers=self.headers)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(
            f"/api/v1/manage/{path}", body, content_type="application/json", headers=self.headers
        )


@pytest.fixture
def program(client: Client, tenant: Tenant, owner: User) -> Program:
    return Program(client, create_api_key(tenant, "Nightly", by=owner).text)


@pytest.fixture
def foreign(client: Client, other_tenant: Tenant, outsider: User) -> Program:
    return Program(client, create_api_key(other_tenant, "Theirs", by=outsider).text)


def proposed(tenant: Tenant, phrase: str = "thx") -> Rule:
    rule = Rule.objects.create(
        tenant=tenant,
        phrase=phrase,
        act="thanks",
        response="You're welcome!",
        state=RuleState.PROPOSED,
    )
    Lesson.objects.create(
        tenant=tenant,
        rule=rule,
        escalation_id=uuid4(),
        query=phrase,
        response="You're welcome!",
        act="thanks",
        awaiting="nothing",
        visitor="v",
        address_prefix="n",
    )
    return rule


def test_it_lists_rules_by_state_and_page_by_page(program: Program, tenant: Tenant) -> None:
    rules = [proposed(tenant, phrase) for phrase in ("thx", "ty", "cheers")]

    first = program.get("rules", state="proposed", limit=2).json()
    second = program.get("rules", state="proposed", limit=2, after=first["next"]).json()

    assert [rule["id"] for rule in first["rules"]] == [rules[0].pk, rules[1].pk]
    assert [rule["id"] for rule in second["rules"]] == [rules[2].pk]
    assert second["next"] is None
    assert program.get("rules", state="live").json() == {"rules": [], "next": None}


def test_it_approves_a_rule_as_its_maker(program: Program, tenant: Tenant, owner: User) -> None:
    rule = proposed(tenant)

    answer = program.post(f"rules/{rule.pk}/approve", {"response": "Any time!"})

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["response"]) == ("live", "Any time!")
    assert AuditEntry.objects.get(tenant=tenant, action="rule.approved").actor == owner


def test_it_rejects_a_rule_with_a_reason(program: Program, tenant: Tenant) -> None:
    rule = proposed(tenant)

    assert program.post(f"rules/{rule.pk}/reject", {}).status_code == 400
    assert program.post(f"rules/{rule.pk}/reject", {"reason": "No"}).json()["state"] == "rejected"


def test_a_second_decision_is_told_that_it_is_late(program: Program, tenant: Tenant) -> None:
    rule = proposed(tenant)
    program.post(f"rules/{rule.pk}/reject", {"reason": "No"})

    late = program.post(f"rules/{rule.pk}/reject", {"reason": "No"})

    assert (late.status_code, late.json()["code"]) == (409, "already_decided")


def test_what_cannot_go_live_is_refused_in_words(program: Program, tenant: Tenant) -> None:
    rule = proposed(tenant)

    refused = program.post(f"rules/{rule.pk}/approve", {"states": ["nowhere"]})

    assert (refused.status_code, refused.json()["code"]) == (422, "rule_refused")
    assert list(refused.json()["fields"]) == ["states"]


def test_it_reads_lessons_newest_first(program: Program, tenant: Tenant) -> None:
    first, second = proposed(tenant), proposed(tenant, "ty")

    lessons = program.get("lessons").json()["lessons"]

    assert [lesson["rule"] for lesson in lessons] == [second.pk, first.pk]
    of_first = program.get("lessons", rule=first.pk).json()["lessons"]
    assert [lesson["query"] for lesson in of_first] == ["thx"]
    assert "visitor" not in lessons[0]


def test_it_reads_lessons_page_by_page(program: Program, tenant: Tenant) -> None:
    rules = [proposed(tenant, phrase) for phrase in ("thx", "ty", "thanks")]
    page = program.get("lessons", limit=2).json()
    assert [lesson["rule"] for lesson in page["lessons"]] == [rules[2].pk, rules[1].pk]
    page = program.get("lessons", limit=2, after=page["next"]).json()
    assert [lesson["rule"] for lesson in page["lessons"]] == [rules[0].pk]
    assert page["next"] is None


def test_it_reads_the_report_with_unknown_left_unknown(program: Program, tenant: Tenant) -> None:
    report = program.get("report", days=7).json()

    assert report["messages"] == 0
    assert report["spent"] is None


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer sk_00000000_x", "Basic abc", "Bearer pk_abc"]
)
def test_without_a_working_key_there_is_nothing(
    client: Client, tenant: Tenant, header: str | None
) -> None:
    headers = {"Authorization": header} if header else None
    for path in ("rules", "lessons", "report"):
        answer = client.get(f"/api/v1/manage/{path}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")


def test_a_signed_in_person_needs_a_key_too(client: Client, owner: User, tenant: Tenant) -> None:
    client.force_login(owner)
    assert client.get("/api/v1/manage/rules").status_code == 401


def test_another_tenant_sees_and_decides_nothing(
    foreign: Program, program: Program, tenant: Tenant
) -> None:
    rule = proposed(tenant)

    assert foreign.get("rules").json()["rules"] == []
    assert foreign.get("lessons").json()["lessons"] == []
    assert foreign.get("lessons", rule=rule.pk).status_code == 404
    assert foreign.post(f"rules/{rule.pk}/approve", {}).status_code == 404
    assert foreign.post(f"rules/{rule.pk}/reject", {"reason": "x"}).status_code == 404
    rule.refresh_from_db()
    assert rule.state == RuleState.PROPOSED


def test_a_key_ends_with_its_makers_ownership(
    program: Program, tenant: Tenant, owner: User, moderator: User
) -> None:
    second = Membership.objects.get(tenant=tenant, user=moderator)
    services.change_role(second, Role.OWNER, by=owner)
    services.change_role(Membership.objects.get(tenant=tenant, user=owner), Role.VIEWER, by=owner)

    assert program.get("rules").status_code == 401


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "999"}, {"after": "x"}, {"state": "?"}]
)
def test_nonsense_is_refused_in_words(program: Program, query: dict[str, str]) -> None:
    answer = program.get("rules", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")
    assert list(answer.json()["fields"]) == list(query)


def test_no_web_page_may_read_the_answers(program: Program) -> None:
    assert "Access-Control-Allow-Origin" not in program.get("rules").headers


def test_the_schema_names_every_address_and_the_key(client: Client) -> None:
    schema = client.get("/api/schema/?format=json").json()

    for path in ("rules", "rules/{rule_id}/approve", "rules/{rule_id}/reject", "lessons", "report"):
        operations = schema["paths"][f"/api/v1/manage/{path}"]
        assert all(one["security"] == [{"secretKey": []}] for one in operations.values())
    assert schema["components"]["securitySchemes"]["secretKey"]["scheme"] == "bearer"
