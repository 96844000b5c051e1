"""What visitors wrote about themselves gets into no pack, Valkey, log, file, mail or webhook."""

import json
import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.domain.words import Act
from delegation.notifications.models import Delivery
from delegation.notifications.services.webhooks import add_webhook
from delegation.rules.models import ComplaintKind, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from delegation.rules.services.watching.complaints import complain
from delegation.rules.services.watching.digests import send_digest
from tenants.models import SiteKey, Tenant, User
from tests.conftest import SHOP
from tests.delegation.conversations.searching import keys_with, rows_with
from tests.faults.attackers import OPEN, everything_published, set_policy

pytestmark = pytest.mark.django_db
CANARY = "Quixotelle"
SAID = [  # (what a visitor wrote, what they were answered)
    ("thanks", f"You're welcome, {CANARY}!"),
    (f"thanks {CANARY}", "You're welcome!"),
    (f"my name is {CANARY}", f"Hello {CANARY}!"),
    (f"{CANARY}@mail.example", f"Noted: {CANARY}@mail.example"),
    (f"I live at 5 {CANARY} Street", "Thank you."),
    (f"call {CANARY} +1 650 253 0000", f"We call {CANARY}."),
]


def teach(tenant: Tenant) -> None:
    for number, (query, response) in enumerate(SAID):
        evidence = Evidence(uuid4(), f"visitor-{number}", f"net-{number}", "nothing", trusted=True)
        taught = TaughtLesson(query, response, Act.THANKS, (f"ty {CANARY}",) if number else ())
        record_lesson(tenant, taught, evidence)


@pytest.fixture
def busy_day(
    tenant: Tenant,
    owner: User,
    site_key: SiteKey,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Tenant:
    """Visitors write, the teacher teaches, one rule goes live unread, one person rejects, one rule
    suspends itself, the digest and the webhooks go out."""
    caplog.set_level(logging.DEBUG)
    set_policy(tenant, OPEN, owner=owner)
    add_webhook(tenant, "https://hooks.example.com/", list(WebhookEvent), by=owner)
    body = {
        "key": site_key.key,
        "visitor": "visitor-0001",
        "conversation": "conversation-0001",
        "id": "message-0001",
        "message": f"I am {CANARY}",
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("escalations"),
            json.dumps(body),
            content_type="text/plain",
            headers={"origin": SHOP},
        )
        assert answer.status_code == 202
        teach(tenant)
        live = Rule.objects.get(tenant=tenant, state=RuleState.LIVE)
        rejected = Rule.objects.filter(tenant=tenant, state=RuleState.PROPOSED).earliest("pk")
        moderation.reject_rule(rejected, by=owner, reason="not ours")
        for number in range(3):
            complain(live, 1, ComplaintKind.FAILED_AUDIT, source=f"net-{number}")
        morning = timezone.now().replace(hour=9) + timedelta(days=1)
        assert send_digest(tenant, morning)
    return tenant


def test_the_visitors_words_stay_in_the_tenants_own_evidence_and_decisions(
    busy_day: Tenant,
) -> None:
    evidence = {"rules_lesson", "rules_rule", "conversations_escalation"}
    decisions = {"rules_ruling", "tenants_auditentry"}
    kept = {*rows_with(CANARY), *rows_with(CANARY.lower())}
    assert evidence <= kept <= evidence | decisions


def test_no_pack_holds_them(busy_day: Tenant) -> None:
    published = everything_published(busy_day)
    assert "You're welcome!" in published  # a rule did go live, in the tenant's own words
    assert CANARY.lower() not in published.lower()


def test_valkey_and_the_logs_hold_none(busy_day: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    assert keys_with(CANARY) == keys_with(CANARY.lower()) == []
    logged = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert CANARY.lower() not in "".join(logged).lower()


def test_no_export_mail_or_webhook_holds_them(
    busy_day: Tenant, client: Client, owner: User, mailoutbox: list[EmailMessage]
) -> None:
    client.force_login(owner)
    files = [
        client.get(reverse("export_rules", args=[kind])).content.decode()
        for kind in ("csv", "json")
    ]
    assert all("thanks" in file for file in files)
    sent = [f"{mail.subject} {mail.body}" for mail in mailoutbox]
    told = list(Delivery.objects.filter(tenant=busy_day).values_list("body", flat=True))
    assert len(sent) >= 2
    assert len(told) >= 2
    assert CANARY.lower() not in "".join([*files, *sent, *told]).lower()
