"""A visitor asks for a person: the address is kept, and webhooks get the conversation."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.conversations.models import Handoff
from delegation.conversations.services import handoffs
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.models import Delivery, Webhook
from delegation.notifications.services import deliveries
from tenants.models import SiteKey, Tenant, User
from tenants.services.data import erase_old_texts, erase_visitor
from tests.delegation.conversations.visitors import CONVERSATION, VISITOR, answered, post

pytestmark = pytest.mark.django_db
EMAIL = "ann@visitor.example"
Ask = Callable[..., Any]


@pytest.fixture
def webhook(tenant: Tenant) -> Webhook:
    return Webhook.objects.create(
        tenant=tenant,
        url="https://hooks.shop.example/in",
        events=[WebhookEvent.HANDOFF_REQUESTED.value],
        sealed_key="sealed",
    )


@pytest.fixture
def ask(client: Client, site_key: SiteKey) -> Ask:
    def posted(**changes: Any) -> Any:
        body = {"conversation": CONVERSATION, "email": EMAIL, "consent": True}
        return post(client, "handoffs", site_key, **{**body, **changes})

    return posted


def sent() -> list[dict[str, Any]]:
    return [json.loads(each.body) for each in Delivery.objects.order_by("created_at")]


def test_webhooks_get_the_address_and_what_was_said(
    tenant: Tenant, site_key: SiteKey, webhook: Webhook, ask: Ask
) -> None:
    local = {"message": "hi", "response": "Hello!", "rule": 1, "version": 1}
    row = answered(site_key, "a human, please", "Of course.", local_turns=[local])

    assert ask().status_code == 204

    [message] = sent()
    data = message["data"]
    assert message["type"] == "handoff.requested"
    assert (data["email"], data["visitor"], data["conversation"]) == (EMAIL, VISITOR, CONVERSATION)
    assert data["link"].endswith(reverse("conversation", args=[row.conversation_id]))
    assert [(turn["by"], turn["text"]) for turn in data["transcript"]] == [
        ("visitor", "hi"),
        ("browser", "Hello!"),
        ("visitor", "a human, please"),
        ("teacher", "Of course."),
    ]
    assert Handoff.objects.get(tenant=tenant).email == EMAIL
    assert mail.outbox == []


def test_the_same_address_is_passed_on_once_and_a_new_one_again(
    site_key: SiteKey, webhook: Webhook, ask: Ask
) -> None:
    answered(site_key)

    statuses = [ask(email=email).status_code for email in (EMAIL, EMAIL, "bob@visitor.example")]

    assert statuses == [204, 204, 204]
    assert [each["data"]["email"] for each in sent()] == [EMAIL, "bob@visitor.example"]
    assert Handoff.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consent": False}, "consent"),
        ({"consent": None}, "consent"),
        ({"email": "ann"}, "email"),
        ({"email": ""}, "email"),
        ({"email": f"{'x' * 250}@visitor.example"}, "email"),
        ({"conversation": "x"}, "conversation"),
        ({"visitor": ""}, "visitor"),
    ],
)
def test_nothing_is_passed_on_without_consent_or_with_a_field_that_is_wrong(
    site_key: SiteKey, webhook: Webhook, ask: Ask, change: dict[str, Any], field: str
) -> None:
    answered(site_key)

    answer = ask(**change)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")
    assert list(answer.json()["fields"]) == [field]
    assert not Delivery.objects.exists()
    assert not Handoff.objects.exists()


def test_it_needs_a_conversation_of_this_visitor_with_this_tenant(
    client: Client, site_key: SiteKey, other_tenant: Tenant, webhook: Webhook, ask: Ask
) -> None:
    answered(site_key, conversation="talk-of-ours")
    answered(other_tenant.site_keys.get(), conversation="talk-of-theirs")

    for change in (
        {"conversation": "talk-of-theirs"},
        {"conversation": "talk-of-ours", "visitor": "visitor-0002"},
        {"conversation": "talk-of-nobody"},
    ):
        answer = ask(**change)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), change
    assert not Handoff.objects.exists()


def test_without_a_webhook_the_moderators_get_an_email_without_the_visitors_words(
    django_capture_on_commit_callbacks: Any,
    site_key: SiteKey,
    moderator: User,
    ask: Ask,
) -> None:
    row = answered(site_key, "a secret wish")

    with django_capture_on_commit_callbacks(execute=True):
        ask()

    assert sorted(each.to[0] for each in mail.outbox) == [
        "moderator@shop.example",
        "owner@shop.example",
    ]
    assert reverse("conversation", args=[row.conversation_id]) in mail.outbox[0].body
    assert "a secret wish" not in mail.outbox[0].body
    assert EMAIL not in mail.outbox[0].body


def test_a_long_conversation_is_cut_at_its_beginning(
    site_key: SiteKey, webhook: Webhook, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handoffs, "MOST_CHARACTERS", 20)
    for number in range(4):
        answered(site_key, f"message {number}", f"reply {number}")

    ask()

    [message] = sent()
    assert [turn["text"] for turn in message["data"]["transcript"]] == ["message 3", "reply 3"]


def test_moderators_read_the_address_and_viewers_and_others_do_not(
    client: Client,
    site_key: SiteKey,
    webhook: Webhook,
    ask: Ask,
    moderator: User,
    viewer: User,
    other_tenant: Tenant,
    outsider: User,
) -> None:
    row = answered(site_key)
    ask()
    page = reverse("conversation", args=[row.conversation_id])

    seen = {}
    for person in (moderator, viewer, outsider):
        client.force_login(person)
        answer = client.get(page)
        seen[person.email.partition("@")[0]] = (answer.status_code, EMAIL in str(answer.content))

    assert seen == {"moderator": (200, True), "viewer": (403, False), "outsider": (404, False)}


def test_what_was_delivered_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, tenant: Tenant, site_key: SiteKey, webhook: Webhook, ask: Ask
) -> None:
    answered(site_key)
    ask()
    [delivery] = Delivery.objects.all()
    monkeypatch.setattr(deliveries, "_send", lambda _: 204)

    assert deliveries.deliver(tenant.pk, delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.outcome, delivery.body) == ("status 204", "")


def test_erasing_a_visitor_erases_the_address_and_what_waits_to_be_sent(
    tenant: Tenant, site_key: SiteKey, webhook: Webhook, ask: Ask, owner: User
) -> None:
    answered(site_key)
    answered(site_key, visitor="visitor-0002", conversation="conversation-0002")
    ask()
    ask(visitor="visitor-0002", conversation="conversation-0002", email="bob@visitor.example")

    assert erase_visitor(tenant, VISITOR, by=owner)

    assert [each["data"]["email"] for each in sent()] == ["bob@visitor.example"]
    assert sorted(Handoff.objects.values_list("email", flat=True)) == ["", "bob@visitor.example"]


def test_it_goes_with_the_texts_in_time(
    tenant: Tenant, site_key: SiteKey, webhook: Webhook, ask: Ask, settings: Settings
) -> None:
    answered(site_key)
    ask()
    old = timezone.now() - timedelta(days=31)
    for model in (Handoff, Delivery):
        model._default_manager.update(created_at=old)
    tenant.retention_days = 30
    tenant.save()

    erase_old_texts(tenant, timezone.now())

    assert Handoff.objects.get().email == ""
    assert not Delivery.objects.exists()
