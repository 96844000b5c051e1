"""What happens while a visitor waits for their message to be accepted: nothing is compiled."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from delegation.conversations.models import Escalation, EscalationState
from delegation.domain.packs import compiling as compiling_of_domain
from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Pack, PackChange, Rule, RuleState
from delegation.rules.services.deciding.moderation import approve_rule
from delegation.rules.services.lessons.learning import record_lesson
from delegation.rules.services.lessons.policy import change_policy
from delegation.rules.services.publishing import compiling, loaded_packs, publishing, schedule
from delegation.rules.services.watching import complaints
from tenants.models import SiteKey, Tenant, User
from tests.conftest import SHOP
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(tenant: Tenant, moderator: User) -> Rule:
    taught = TaughtLesson("thx", "You're welcome!", Act.THANKS)
    return approve_rule(record_lesson(tenant, taught, seen(1)), by=moderator)


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rules each pack had that was compiled since."""
    found: list[int] = []

    def note(rules: Any, **more: Any) -> dict[str, object]:
        found.append(len(rules))
        return compile_pack(rules, **more)

    compile_pack = compiling_of_domain.compile_pack
    for module in (compiling, loaded_packs):
        monkeypatch.setattr(module, "compile_pack", note)
    return found


def post(client: Client, key: str, number: int, **changes: Any) -> Escalation:
    body = {
        "key": key,
        "visitor": "visitor-0001",
        "conversation": "conversation-0001",
        "id": f"message-{number:04}",
        "message": "thx",
        "awaiting": "nothing",
    } | changes
    response = client.post(
        "/api/v1/escalations",
        json.dumps(body),
        content_type="text/plain",
        headers={"origin": SHOP},
    )
    assert response.status_code == 202
    return Escalation.objects.get(pk=response.json()["escalation"])


def test_no_message_compiles_a_pack(
    client: Client, rule: Rule, site_key: SiteKey, compiled: list[int]
) -> None:
    claim = {"message": "thx", "response": "?", "rule": rule.pk, "version": rule.version}
    post(client, site_key.key, 1)  # this process meets the tenant's settings
    compiled.clear()
    post(client, site_key.key, 2)
    post(client, site_key.key, 3, message="Where is my order?", local=[claim])
    assert compiled == []


def test_a_message_after_a_setting_changed_leaves_the_pack_to_a_worker(
    client: Client, rule: Rule, tenant: Tenant, site_key: SiteKey
) -> None:
    before = Pack.objects.filter(tenant=tenant).count()
    Tenant.objects.filter(pk=tenant.pk).update(pack_lifetime_seconds=60)
    assert post(client, site_key.key, 1).answer.source == "server", "the old pack answers"
    assert Pack.objects.filter(tenant=tenant).count() == before
    schedule.publish_tenant(tenant.pk)
    assert Pack.objects.filter(tenant=tenant).count() == before + 1


def test_a_complaint_that_suspends_a_rule_leaves_the_pack_to_a_worker(
    client: Client,
    rule: Rule,
    tenant: Tenant,
    site_key: SiteKey,
    owner: User,
    compiled: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(complaints, "_answers_given", [lambda *_: 10])
    change_policy(tenant, {"complaints_limit": 1}, by=owner)
    post(client, site_key.key, 1)
    compiled.clear()
    post(client, site_key.key, 2, rejects={"rule": rule.pk, "version": rule.version})
    rule.refresh_from_db()
    assert (rule.state, compiled) == (RuleState.SUSPENDED, [])
    assert PackChange.objects.filter(tenant=tenant, pack=None).count() == 1
    schedule.publish_tenant(tenant.pk)
    assert json.loads(publishing.current_pack(tenant).body)["rules"] == []


def test_a_process_of_the_former_release_still_accepts_messages(
    client: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    """It writes what a browser claimed to be awaited, which nothing reads any more."""
    row = post(client, site_key.key, 1, message="Where is my order?")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_escalation (id, tenant_id, site_key_id, conversation_id,"
            " client_id, body_hash, message, claimed_awaiting, awaiting, local_turns,"
            " address_prefix) VALUES (gen_random_uuid(), %s, %s, %s, 'old', '', 'Hello', 'more',"
            " 'nothing', '[]', 'n')",
            [tenant.pk, site_key.pk, row.conversation_id],
        )
    assert Escalation.objects.get(client_id="old").state == EscalationState.QUEUED
