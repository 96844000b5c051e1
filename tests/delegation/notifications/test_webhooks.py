"""Webhooks: told what was subscribed to, signed, repeated until it arrives, and never inward."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from delegation.domain.wire.webhooks import RETRY_SECONDS, WebhookEvent
from delegation.notifications import access
from delegation.notifications.models import Delivery, Webhook
from delegation.notifications.services import notify, signed_post
from delegation.notifications.services.deliveries import deliver, sweep_deliveries
from delegation.notifications.services.webhooks import add_webhook, rotate_keys
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.notifications.dribbling import dribbling_receiver

pytestmark = pytest.mark.django_db
FORM = {"url": "https://hooks.example.com/rules", "events": ["rule.suspended"]}


@pytest.fixture
def hook(
    tenant: Tenant, owner: User, httpserver: HTTPServer, settings: Settings
) -> tuple[Webhook, str]:
    """A webhook that leads to this test's own server, and its secret."""
    settings.TEACHER_EXCEPTIONS = [f"127.0.0.1:{httpserver.port}"]
    url = httpserver.url_for("/hook").replace("localhost", "127.0.0.1")
    return add_webhook(tenant, url, [WebhookEvent.RULE_SUSPENDED], by=owner)


def told(tenant: Tenant) -> Delivery:
    (delivery,) = notify(tenant, WebhookEvent.RULE_SUSPENDED, {"rule": 7, "phrase": "спасибо"})
    return delivery


def try_again(delivery: Delivery) -> bool:
    """As if the wait were over."""
    Delivery.objects.filter(pk=delivery.pk).update(next_at=timezone.now())
    return deliver(delivery.tenant_id, delivery.pk)


def test_it_arrives_once_and_is_signed(
    tenant: Tenant, hook: tuple[Webhook, str], httpserver: HTTPServer
) -> None:
    got: list[Request] = []
    httpserver.expect_request("/hook", method="POST").respond_with_handler(
        lambda request: got.append(request) or Response(status=204)  # type: ignore[func-returns-value]
    )
    delivery = told(tenant)
    assert deliver(tenant.pk, delivery.pk)
    assert not deliver(tenant.pk, delivery.pk)
    (request,) = got
    body = request.get_data()
    key = base64.b64decode(hook[1].removeprefix("whsec_"))
    signed = f"msg_{delivery.pk.hex}.{request.headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{digest}"
    message = json.loads(body)
    assert (message["type"], message["data"]) == (
        "rule.suspended",
        {"rule": 7, "phrase": "спасибо"},
    )
    delivery.refresh_from_db()
    assert (delivery.outcome, delivery.next_at) == ("status 204", None)
    assert delivery.delivered_at is not None


def test_what_was_not_asked_for_is_not_told(tenant: Tenant, hook: tuple[Webhook, str]) -> None:
    assert notify(tenant, WebhookEvent.BUDGET_ALERTED, {}) == []


def test_another_tenant_is_told_nothing(other_tenant: Tenant, hook: tuple[Webhook, str]) -> None:
    assert notify(other_tenant, WebhookEvent.RULE_SUSPENDED, {}) == []


def test_a_failure_is_tried_again_ever_more_rarely_and_given_up(
    tenant: Tenant, hook: tuple[Webhook, str], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/hook").respond_with_data(status=503)
    delivery = told(tenant)
    for number, wait in enumerate(RETRY_SECONDS, 1):
        before = timezone.now()
        assert not try_again(delivery)
        delivery.refresh_from_db()
        assert delivery.attempts == number
        assert delivery.next_at is not None
        assert delivery.next_at - before >= timedelta(seconds=wait)
    assert not try_again(delivery)
    delivery.refresh_from_db()
    assert (delivery.next_at, delivery.delivered_at) == (None, None)
    assert delivery.outcome == "status 503"


def test_a_receiver_that_is_gone_is_told_no_more(
    tenant: Tenant, hook: tuple[Webhook, str], httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/hook").respond_with_data(status=410)
    assert not deliver(tenant.pk, told(tenant).pk)
    assert notify(tenant, WebhookEvent.RULE_SUSPENDED, {}) == []


def test_a_redirect_is_not_followed(
    tenant: Tenant, hook: tuple[Webhook, str], httpserver: HTTPServer
) -> None:
    moved = {"Location": "http://169.254.169.254/latest/meta-data"}
    httpserver.expect_request("/hook").respond_with_data(status=302, headers=moved)
    delivery = told(tenant)
    assert not deliver(tenant.pk, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.outcome == "status 302"


def test_a_name_that_leads_inward_is_refused_when_it_is_sent(
    tenant: Tenant, hook: tuple[Webhook, str], settings: Settings, httpserver: HTTPServer
) -> None:
    """The address was judged when it was added, but where a name leads may change."""
    settings.TEACHER_EXCEPTIONS = []
    delivery = told(tenant)
    assert not deliver(tenant.pk, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.outcome == "address_refused"
    assert httpserver.log == []


def test_the_sweep_wakes_what_is_due_and_forgets_what_ended_long_ago(
    tenant: Tenant, hook: tuple[Webhook, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[Delivery] = []
    monkeypatch.setattr("delegation.notifications.services.deliveries.wake_deliverer", woken.append)
    due, old = told(tenant), told(tenant)
    long_ago = timezone.now() - timedelta(days=31)
    Delivery.objects.filter(pk=old.pk).update(next_at=None, created_at=long_ago)
    sweep_deliveries()
    assert woken == [due]
    assert list(access.deliveries_of(tenant)) == [due]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "https://localhost/",
        "https://user@hooks.example.com/",
        "https://hooks.example.com/?token=1",
        "ftp://hooks.example.com/",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_must_not_be_told_is_refused_in_words(
    client: Client, owner: User, tenant: Tenant, url: str
) -> None:
    client.force_login(owner)
    answer = client.post(reverse("add_webhook"), {**FORM, "url": url})
    assert answer.status_code == 422
    assert "Webhooks cannot be sent to this address" in answer.content.decode()
    assert not Webhook.objects.filter(tenant=tenant).exists()


def test_a_refused_address_is_explained_in_the_readers_language(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    form, german = {**FORM, "url": "http://hooks.example.com/"}, {"Accept-Language": "de"}
    answer = client.post(reverse("add_webhook"), form, headers=german)
    assert "gesendet werden: sie ist nicht https." in answer.content.decode()


def test_the_owner_adds_tests_and_removes_an_address(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    page = client.post(reverse("add_webhook"), FORM).content.decode()
    webhook = access.webhooks_of(tenant).get()
    assert "whsec_" in page
    assert webhook.sealed_key not in page
    assert "whsec_" not in client.get(reverse("webhooks")).content.decode()
    assert "whsec_" not in webhook.sealed_key
    page = client.post(reverse("test_webhook", args=[webhook.pk]), follow=True).content.decode()
    assert "webhook.test" in page
    client.post(reverse("remove_webhook", args=[webhook.pk]))
    assert not Delivery.objects.filter(tenant=tenant).exists()
    actions = AuditEntry.objects.filter(tenant=tenant, action__startswith="webhook.")
    assert set(actions.values_list("action", flat=True)) == {"webhook.added", "webhook.removed"}


def test_the_same_address_twice_and_a_sixth_are_refused(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    for _ in range(2):
        page = client.post(reverse("add_webhook"), FORM)
    assert "already a webhook with this address" in page.content.decode()
    for number in range(5):
        page = client.post(
            reverse("add_webhook"), {**FORM, "url": f"https://hooks.example.com/{number}"}
        )
    assert "at most 5 webhooks" in page.content.decode()
    assert access.webhooks_of(tenant).count() == 5


@pytest.mark.parametrize("role", ["moderator", "viewer"])
def test_others_read_the_addresses_and_change_none(
    client: Client, tenant: Tenant, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert "Add webhook" not in client.get(reverse("webhooks")).content.decode()
    assert client.post(reverse("add_webhook"), FORM).status_code == 403


def test_the_outsider_finds_no_webhook_of_others(
    client: Client, hook: tuple[Webhook, str], outsider: User, other_tenant: Tenant
) -> None:
    client.force_login(outsider)
    assert hook[0].url not in client.get(reverse("webhooks")).content.decode()
    for name in ("remove_webhook", "test_webhook"):
        assert client.post(reverse(name, args=[hook[0].pk])).status_code == 404


def test_a_rotated_seal_still_opens(
    tenant: Tenant, hook: tuple[Webhook, str], httpserver: HTTPServer, settings: Settings
) -> None:
    httpserver.expect_request("/hook").respond_with_data(status=200)
    settings.SEALING_KEYS = ["a-new-key-that-is-long-enough-for-all-of-it", *settings.SEALING_KEYS]
    assert rotate_keys() >= 1
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    assert deliver(tenant.pk, told(tenant).pk)


def test_what_a_removed_webhook_was_to_be_told_ends(
    tenant: Tenant, hook: tuple[Webhook, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = told(tenant)
    claim = QuerySet.update

    def removed_after_the_claim(rows: QuerySet[Delivery], **values: object) -> int:
        count = claim(rows, **values)
        monkeypatch.undo()
        hook[0].delete()
        return count

    monkeypatch.setattr(QuerySet, "update", removed_after_the_claim)
    assert not deliver(tenant.pk, delivery.pk)
    assert not Delivery.objects.filter(pk=delivery.pk).exists()


def test_a_receiver_that_dribbles_its_answer_is_left(
    tenant: Tenant, owner: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signed_post, "TOTAL_SECONDS", 0.3)
    with dribbling_receiver(lines=100) as port:
        settings.TEACHER_EXCEPTIONS = [f"127.0.0.1:{port}"]
        add_webhook(tenant, f"http://127.0.0.1:{port}/", [WebhookEvent.RULE_SUSPENDED], by=owner)
        delivery = told(tenant)
        assert not deliver(tenant.pk, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.outcome == "total_timeout"
    assert delivery.next_at is not None
