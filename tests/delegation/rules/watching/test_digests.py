"""The daily email: in the morning, once, while something new waits."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.models import Delivery
from delegation.notifications.services.webhooks import add_webhook
from delegation.rules import access
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.watching.digests import send_digest, send_digests
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.deciding.making import proposal, teach

pytestmark = pytest.mark.django_db
FORM = {"at_once": ["thanks"], "minutes_apart": "60", "complaints_limit": "3"}


def propose(tenant: Tenant, phrase: str) -> Rule:
    return Rule.objects.create(
        tenant=tenant, phrase=phrase, act="thanks", response="Sure", state=RuleState.PROPOSED
    )


def told(tenant: Tenant) -> bool:
    return send_digest(tenant, timezone.now())


def test_it_is_sent_once_a_day_while_new_proposals_wait(
    tenant: Tenant, clock: time_machine.Traveller
) -> None:
    propose(tenant, "thx")
    assert [told(tenant), told(tenant)] == [True, False]
    clock.shift(timedelta(days=1))
    assert not told(tenant)  # nothing new
    propose(tenant, "ty")
    assert told(tenant)


def test_a_phrase_observed_long_before_it_is_proposed_is_new(
    tenant: Tenant, moderator: User, clock: time_machine.Traveller
) -> None:
    teach(tenant, "thx", network=1)
    proposal(tenant, "ty")
    assert told(tenant)
    clock.shift(timedelta(days=1))
    moderation.reject_rule(Rule.objects.get(tenant=tenant, phrase="ty"), by=moderator, reason="No.")
    assert proposal(tenant, "thx").proposed_at == timezone.now()
    assert told(tenant)


def test_a_proposal_that_wakes_is_new(
    tenant: Tenant, moderator: User, clock: time_machine.Traveller
) -> None:
    until = timezone.now() + timedelta(days=2)
    moderation.snooze_rule(propose(tenant, "thx"), by=moderator, until=until)
    propose(tenant, "ty")
    assert told(tenant)
    clock.shift(timedelta(days=1))
    assert not told(tenant)
    clock.shift(timedelta(days=1))
    assert told(tenant)


def test_what_goes_on_waiting_is_said_again_after_a_week(
    tenant: Tenant, clock: time_machine.Traveller
) -> None:
    propose(tenant, "thx")
    told(tenant)
    clock.shift(timedelta(days=7))
    assert told(tenant)


@pytest.mark.parametrize(("zone", "sent"), [("UTC", True), ("America/Los_Angeles", False)])
def test_it_is_sent_in_the_morning_where_the_tenant_is(
    tenant: Tenant, clock: time_machine.Traveller, zone: str, sent: bool
) -> None:
    tenant.time_zone = zone
    tenant.save()
    propose(tenant, "thx")
    assert told(tenant) is sent


def test_a_workspace_where_nothing_waits_is_told_nothing(
    tenant: Tenant, clock: time_machine.Traveller
) -> None:
    assert not told(tenant)


def test_moderators_get_the_mail_and_webhooks_the_event(
    tenant: Tenant,
    owner: User,
    moderator: User,
    viewer: User,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    add_webhook(tenant, "https://hooks.example.com/", [WebhookEvent.PROPOSALS_WAITING], by=owner)
    propose(tenant, "thx")
    with django_capture_on_commit_callbacks(execute=True):
        assert send_digests(timezone.now()) >= 1
    mine = [mail for mail in mailoutbox if "Shop: 1 proposal waits for you" in mail.subject]
    assert {mail.to[0] for mail in mine} == {owner.email, moderator.email}
    assert "thx" not in mine[0].body  # what visitors wrote does not leave the house
    assert '{"waiting":1}' in Delivery.objects.get(tenant=tenant).body


def test_an_owner_switches_the_mail_off(
    client: Client,
    tenant: Tenant,
    owner: User,
    clock: time_machine.Traveller,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client.force_login(owner)
    client.post(reverse("policy"), FORM)
    assert not access.digest_wanted(tenant)
    assert AuditEntry.objects.filter(tenant=tenant, action="digest.changed").exists()
    propose(tenant, "thx")
    with django_capture_on_commit_callbacks(execute=True):
        assert told(tenant)
    assert mailoutbox == []
