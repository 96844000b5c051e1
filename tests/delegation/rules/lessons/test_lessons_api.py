"""Lessons of a tenant's own server, as browsers report them."""

import json
from typing import Any

import pytest
from django.test import Client

from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.models import RuleState, TaughtBy
from delegation.rules.services.lessons import replies
from delegation.rules.services.lessons.policy import change_policy
from tenants.models import Approval, SiteKey, Tenant, User
from tests.conftest import SHOP

pytestmark = pytest.mark.django_db
TEACH = {"command": "LEARN_SIMPLE_PHRASE", "query": "thx", "response": "Welcome!", "act": "thanks"}


def report(client: Client, site_key: SiteKey, *, origin: str = SHOP, **changes: Any) -> Any:
    body = {
        "key": site_key.key,
        "visitor": "visitor-000000000001",
        "id": "report-000000000001",
        "message": "Thx!",
        "awaiting": "nothing",
        "learningInstruction": TEACH,
        **changes,
    }
    return client.post(
        "/api/v1/lessons", json.dumps(body), "text/plain", headers={"origin": origin}
    )


def test_it_goes_to_moderation_and_says_where_it_came_from(
    client: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    assert report(client, site_key).status_code == 204

    lesson = access.lessons_of(tenant).get()
    assert lesson.taught_by == TaughtBy.OWN_SERVER
    assert (lesson.rule.phrase, lesson.rule.state) == ("thx", RuleState.OBSERVED)


def test_the_same_report_counts_once(client: Client, tenant: Tenant, site_key: SiteKey) -> None:
    codes = [report(client, site_key).status_code for _ in range(2)]

    assert codes == [204, 204]
    assert access.lessons_of(tenant).count() == 1
    assert access.rules_of(tenant).get().lessons_count == 1


def test_nothing_goes_live_by_it_whatever_the_policy(
    client: Client, tenant: Tenant, owner: User, site_key: SiteKey
) -> None:
    tenant.approval, tenant.sightings = Approval.AT_ONCE, 1
    tenant.save()
    change_policy(tenant, {"minutes_apart": 0}, by=owner)
    replies.approve_replies(tenant, {Act.THANKS: "You're welcome!"}, language="en", by=owner)

    for number in range(3):
        name = f"-00000000000{number}"
        report(client, site_key, id="report" + name, visitor="visitor" + name)

    assert access.rules_of(tenant).get().state == RuleState.PROPOSED
    assert not access.lessons_of(tenant).filter(credible=True).exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"learningInstruction": {**TEACH, "query": "other"}}, "lesson_query_not_said"),
        ({"learningInstruction": {**TEACH, "command": "RUN"}}, "lesson_command_unknown"),
        ({"learningInstruction": {**TEACH, "response": "a\0b"}}, "lesson_unstorable_text"),
        ({"awaiting": "confirm"}, "lesson_while_awaiting"),
        ({"awaiting": "unknown"}, "lesson_while_awaiting"),
    ],
)
def test_it_says_why_a_lesson_teaches_nothing(
    client: Client, tenant: Tenant, site_key: SiteKey, changes: dict[str, Any], code: str
) -> None:
    answer = report(client, site_key, **changes)

    assert answer.status_code == 400
    assert answer.json()["fields"] == {"learningInstruction": [code]}
    assert not access.lessons_of(tenant).exists()


@pytest.mark.parametrize(
    "changes",
    [{"visitor": "a b"}, {"id": ""}, {"learningInstruction": "LEARN"}, {"message": "x" * 500}],
)
def test_a_body_of_another_shape_is_refused(
    client: Client, tenant: Tenant, site_key: SiteKey, changes: dict[str, Any]
) -> None:
    assert report(client, site_key, **changes).json()["code"] == "invalid_body"
    assert not access.lessons_of(tenant).exists()


def test_it_works_only_on_the_tenants_origins(client: Client, site_key: SiteKey) -> None:
    answer = report(client, site_key, origin="https://evil.example")

    assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed")


def test_a_visitor_may_report_only_so_often(client: Client, site_key: SiteKey) -> None:
    codes = [report(client, site_key, visitor="visitor-of-limits").status_code for _ in range(31)]

    assert (set(codes[:30]), codes[30]) == ({204}, 429)
