"""Members of a workspace cannot fill the database, or send requests, by clicking."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications import access
from delegation.notifications.models import Webhook
from delegation.notifications.services import webhooks
from delegation.savings.models import KeptReport
from delegation.savings.services import kept_reports
from tenants.models import Tenant, User
from tests.attacks import Figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(tenant: Tenant, owner: User) -> Webhook:
    added, _ = webhooks.add_webhook(
        tenant, "https://hooks.example.com/", [WebhookEvent.RULE_SUSPENDED], by=owner
    )
    return added


@pytest.mark.attack(
    "send test messages to a webhook without end",
    "test messages an hour, by workspace",
)
def test_a_workspace_sends_a_bounded_number_of_test_messages(
    as_owner: Client, tenant: Tenant, hook: Webhook, figure: Figure
) -> None:
    page = reverse("test_webhook", args=[hook.pk])
    for _ in range(webhooks.MOST_TESTS + 50):
        answer = as_owner.post(page)
    sent = access.deliveries_of(tenant).count()
    figure(f"{webhooks.MOST_TESTS + 50} clicks, {sent} messages")
    assert sent == webhooks.MOST_TESTS
    shown = as_owner.get(answer["Location"]).content.decode()
    assert "You can send at most 20 test messages an hour. Try again later." in shown
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        webhooks.send_test(hook)
    assert access.deliveries_of(tenant).count() == webhooks.MOST_TESTS + 1


@pytest.mark.attack(
    "keep reports without end, as a viewer",
    "reports a day and in all, by workspace",
)
def test_a_workspace_keeps_a_bounded_number_of_reports(
    client: Client,
    tenant: Tenant,
    viewer: User,
    monkeypatch: pytest.MonkeyPatch,
    figure: Figure,
) -> None:
    monkeypatch.setattr(kept_reports, "MOST_PER_DAY", 5)
    monkeypatch.setattr(kept_reports, "MOST_KEPT", 7)
    client.force_login(viewer)
    for _ in range(12):
        last = client.post(reverse("keep_report"), {"days": "7"}, follow=True)
    kept = KeptReport.objects.filter(tenant=tenant)
    figure(f"12 clicks, {kept.count()} reports where 5 a day are the most")
    assert kept.count() == 5
    assert "can keep 5 reports a day" in last.content.decode()

    kept.update(kept_at=timezone.now() - timedelta(days=2))
    for _ in range(12):
        last = client.post(reverse("keep_report"), {"days": "7"}, follow=True)
    assert kept.count() == 7
    assert "has kept 7 reports" in last.content.decode()


def test_the_reports_of_the_monthly_email_are_always_kept(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_reports, "MOST_KEPT", 0)
    today = timezone.now().date()
    first = today.replace(day=1)
    assert kept_reports.keep_monthly_report(tenant, first, today)[1]
