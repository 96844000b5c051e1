"""Accepting a message over HTTP: once per id, bounded, and only for the key's own pages."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from delegation.conversations.models import Answer, Escalation, EscalationState
from delegation.conversations.services import accepting
from delegation.conversations.services.lifecycle import claim
from delegation.domain.packs.matching import Decision, decide
from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import record_lesson
from tenants.models import SiteKey, Tenant, User
from tests.conftest import SHOP
from tests.delegation.rules.making import seen

LOCAL_TURN = {"message": "thx", "response": "You're welcome!", "rule": 1, "version": 1}


def body(key: str, **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "visitor": "visitor-0001",
        "conversation": "conversation-0001",
        "id": "message-0001",
        "message": "Where is my order?",
        "awaiting": "nothing",
        "local": [],
    } | changes


def post(client: Client, data: Any, origin: str | None = SHOP) -> Any:
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    headers = {"origin": origin} if origin else {}
    return client.post("/api/v1/escalations", text, content_type="text/plain", headers=headers)


def test_it_accepts_a_message_and_says_where_the_answer_will_be(
    client: Client, site_key: SiteKey
) -> None:
    response = post(client, body(site_key.key))
    assert response.status_code == 202
    accepted = response.json()
    assert accepted["events"].startswith("http")
    assert f"/escalations/{accepted['escalation']}/events?token=" in accepted["events"]
    row = Escalation.objects.get(pk=accepted["escalation"])
    assert (row.message, row.state) == ("Where is my order?", EscalationState.QUEUED)


def test_the_same_post_again_is_the_same_escalation(client: Client, site_key: SiteKey) -> None:
    first, again = (post(client, body(site_key.key)).json() for _ in range(2))
    assert first == again
    assert Escalation.objects.count() == 1


def test_an_id_stands_for_one_body(client: Client, site_key: SiteKey) -> None:
    post(client, body(site_key.key))
    response = post(client, body(site_key.key, message="Something else"))
    assert (response.status_code, response.json()["code"]) == (422, "id_used_for_another_body")
    assert "id" in response.json()["fields"]


def test_a_strange_origin_is_refused(client: Client, site_key: SiteKey) -> None:
    response = post(client, body(site_key.key), origin="https://evil.example")
    assert (response.status_code, response.json()["code"]) == (403, "origin_not_allowed")
    assert not Escalation.objects.exists()


@pytest.mark.parametrize(
    "key", ["pk_unknown", "", None, 7, "pk_" + "x" * 100, "pk_ü", "pk_\0", "pk_\ud800", {}]
)
@pytest.mark.parametrize("origin", [SHOP, None])
def test_an_unknown_key_is_refused(client: Client, db: None, key: Any, origin: str | None) -> None:
    response = post(client, body("") | {"key": key}, origin)
    assert (response.status_code, response.json()["code"]) == (401, "unknown_key")


def test_an_address_with_an_unreadable_key_is_refused(client: Client, db: None) -> None:
    response = client.get("/api/v1/pack?key=pk_%00", headers={"origin": SHOP})
    assert (response.status_code, response.json()["code"]) == (401, "unknown_key")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"message": ""}, "message"),
        ({"message": "x" * 8_001}, "message"),
        ({"message": "nul\0"}, "message"),
        ({"message": "lone \ud800"}, "message"),
        ({"message": 7.5, "id": "short"}, "id"),
        ({"visitor": "a b"}, "visitor"),
        ({"awaiting": "everything"}, "awaiting"),
        ({"local": [{"message": "thx"}]}, "local.0.response"),
        ({"local": "thx"}, "local"),
        ({"local": [LOCAL_TURN] * 51}, "local"),
        ({"rejects": {"rule": 0, "version": 1}}, "rejects.rule"),
        ({"rejects": {"rule": 2**63, "version": 1}}, "rejects.rule"),
        ({"rejects": {"rule": 1, "version": 2**31}}, "rejects.version"),
        ({"local": [LOCAL_TURN | {"rule": 2**63}]}, "local.0.rule"),
    ],
)
def test_a_wrong_field_is_named(
    client: Client, site_key: SiteKey, change: dict[str, Any], field: str
) -> None:
    response = post(client, body(site_key.key, **change))
    assert (response.status_code, response.json()["code"]) == (400, "invalid_body")
    assert field in response.json()["fields"]


@pytest.mark.parametrize("text", [b"[]", b"{", b"\xff", b"[" * 5_000, b'{"key": NaN}'])
def test_a_body_that_is_no_json_object_is_refused(client: Client, db: None, text: bytes) -> None:
    response = post(client, text)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_body")


def test_a_giant_body_is_refused_before_it_is_parsed(client: Client, db: None) -> None:
    response = post(client, b'{"key": "' + b"x" * 70_000 + b'"}')
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_client_without_a_pack_is_answered_from_it(
    client: Client, tenant: Tenant, site_key: SiteKey, moderator: User
) -> None:
    taught = TaughtLesson("thx", "You're welcome!", Act.THANKS)
    moderation.approve_rule(record_lesson(tenant, taught, seen(1)), by=moderator)
    accepted = post(client, body(site_key.key, message="Thx!")).json()
    row = Escalation.objects.select_related("answer").get(pk=accepted["escalation"])
    assert (row.state, row.answer.text, row.answer.source) == (
        EscalationState.ANSWERED,
        "You're welcome!",
        "server",
    )


def test_a_worker_that_was_sooner_than_the_pack_keeps_the_message(
    client: Client,
    tenant: Tenant,
    site_key: SiteKey,
    moderator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taught = TaughtLesson("thx", "You're welcome!", Act.THANKS)
    moderation.approve_rule(record_lesson(tenant, taught, seen(1)), by=moderator)

    def decide_late(*args: Any, **kwargs: Any) -> Decision:
        assert claim(tenant.pk, Escalation.objects.get(tenant=tenant).pk)
        return decide(*args, **kwargs)

    monkeypatch.setattr(accepting, "decide", decide_late)
    accepted = post(client, body(site_key.key, message="Thx!")).json()
    row = Escalation.objects.get(pk=accepted["escalation"])
    assert row.state == EscalationState.RUNNING
    assert not Answer.objects.filter(escalation=row).exists()


def test_asking_the_assistant_instead_reaches_the_teacher(
    client: Client, tenant: Tenant, site_key: SiteKey, moderator: User
) -> None:
    taught = TaughtLesson("thx", "You're welcome!", Act.THANKS)
    rule = moderation.approve_rule(record_lesson(tenant, taught, seen(1)), by=moderator)
    rejects = {"rule": rule.pk, "version": rule.version}
    accepted = post(client, body(site_key.key, message="Thx!", rejects=rejects)).json()
    row = Escalation.objects.get(pk=accepted["escalation"])
    assert (row.state, row.rejects_rule) == (EscalationState.QUEUED, rule.pk)


def test_a_browser_cannot_claim_that_nothing_is_awaited(
    client: Client, tenant: Tenant, site_key: SiteKey, moderator: User
) -> None:
    """The server's own memory of the conversation counts, not the client's word."""
    taught = TaughtLesson("ok", "Great!", Act.ACKNOWLEDGEMENT)
    moderation.approve_rule(record_lesson(tenant, taught, seen(1)), by=moderator)
    first = post(client, body(site_key.key)).json()
    conversation = Escalation.objects.get(pk=first["escalation"]).conversation
    conversation.awaiting = "confirm"
    conversation.save()
    second = post(client, body(site_key.key, id="message-0002", message="ok")).json()
    row = Escalation.objects.get(pk=second["escalation"])
    assert (row.state, row.awaiting) == (EscalationState.QUEUED, "confirm")


@pytest.mark.parametrize(
    ("stored", "known"),
    [
        ("more", "nothing"),
        ("nothing", "nothing"),
        ("confirm", "confirm"),
        ("choice", "choice"),
        ("info", "info"),
        ("unknown", "unknown"),
    ],
)
def test_a_claimed_local_answer_ends_only_an_offer_of_more_help(
    client: Client, tenant: Tenant, site_key: SiteKey, moderator: User, stored: str, known: str
) -> None:
    """Otherwise "yes" to a question would be answered from the pack."""
    taught = TaughtLesson("thx", "You're welcome!", Act.THANKS)
    rule = moderation.approve_rule(record_lesson(tenant, taught, seen(1)), by=moderator)
    local = LOCAL_TURN | {"rule": rule.pk, "version": rule.version}
    first = post(client, body(site_key.key)).json()
    conversation = Escalation.objects.get(pk=first["escalation"]).conversation
    conversation.awaiting = stored
    conversation.save()
    claim = body(site_key.key, id="message-0002", message="yes", local=[local])
    second = post(client, claim).json()
    assert Escalation.objects.get(pk=second["escalation"]).awaiting == known


def test_stop_ends_the_escalation(client: Client, site_key: SiteKey) -> None:
    accepted = post(client, body(site_key.key)).json()
    path = f"/api/v1/escalations/{accepted['escalation']}/stop?token={accepted['token']}"
    assert [client.post(path).json()["state"] for _ in range(2)] == ["stopped", "stopped"]


def test_a_token_stops_only_its_own_escalation(client: Client, site_key: SiteKey) -> None:
    mine = post(client, body(site_key.key)).json()
    theirs = post(client, body(site_key.key, id="message-0002")).json()
    path = f"/api/v1/escalations/{theirs['escalation']}/stop?token={mine['token']}"
    assert client.post(path).status_code == 404
    assert Escalation.objects.get(pk=theirs["escalation"]).state == EscalationState.QUEUED


def test_errors_set_no_cookie_and_can_be_read_by_the_page(client: Client, db: None) -> None:
    for response in (
        post(client, b"{"),
        client.get("/api/v1/nothing"),
        client.get("/api/v1/usage"),
    ):
        assert set(response.json()) == {"code", "message", "fields"}
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies


def test_a_visitor_who_writes_too_fast_is_told_how_long_to_wait(
    client: Client, site_key: SiteKey
) -> None:
    answers = [post(client, body(site_key.key, id=f"message-{n:04}")) for n in range(31)]
    assert [answer.status_code for answer in answers[:30]] == [202] * 30
    assert (answers[30].status_code, answers[30].json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(answers[30]["Retry-After"]) <= 60
    assert Escalation.objects.count() == 30


def test_nothing_is_taken_while_too_many_wait(
    client: Client, site_key: SiteKey, settings: Settings
) -> None:
    settings.LONGEST_QUEUE = 0
    response = post(client, body(site_key.key))
    assert (response.status_code, response.json()["code"]) == (503, "busy")
    assert int(response["Retry-After"]) > 0
    assert not Escalation.objects.exists()
