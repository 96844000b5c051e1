"""Complaints and the daily email: what counts, what is stored, and what moderators read."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.rules.models import ComplaintKind, Digest, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.watching import complaints, digests
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.making import DAY, NOW, SECOND, live_rule_of
from tests.delegation.rules.watching.making import URL, hook, sent_to_webhook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "public_url")]


# --- complaints


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """Count ten answers of every version; return the (tenant, rule, version) of each count."""
    counted: list[tuple[int, ...]] = []

    def count_ten(tenant: Tenant, rule: int, version: int) -> int:
        counted.append((tenant.pk, rule, version))
        return 10

    monkeypatch.setattr(complaints, "_answers_given", [lambda *_: 0])
    complaints.register_answers_given(count_ten)
    return counted


def complain(rule: Rule, *kinds: ComplaintKind) -> list[bool]:
    return [
        complaints.complain(rule, 1, kind, source=f"{kind} {number}")
        for number, kind in enumerate(kinds)
    ]


def test_moderators_and_webhooks_learn_of_a_suspension(
    tenant: Tenant,
    owner: User,
    counted: list[tuple[int, ...]],
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rule = live_rule_of(tenant, phrase="thx maria")
    hook(tenant, owner, WebhookEvent.RULE_SUSPENDED)
    with django_capture_on_commit_callbacks(execute=True):
        assert complain(rule, *[ComplaintKind.ASKED_ANEW] * 3) == [False, False, True]
    assert counted == [(tenant.pk, rule.pk, 1)] * 3
    (letter,) = mailoutbox
    assert letter.subject == "Shop: The rule “thx maria” is suspended"
    link = f"{URL}/moderation/rules/rule/{rule.pk}/change/"
    assert letter.body == (
        "The rule “thx maria” is suspended, because its reply got 3 complaints from visitors or\n"
        "checks. Browsers no longer use it.\n\n    thx maria -> Sure!\n\n"
        f"Read it, then make it live again or retire it: {link}\n"
    )
    data = {"rule": rule.pk, "version": 1, "phrase": "thx maria", "complaints": 3}
    assert sent_to_webhook(tenant)["data"] == data
    rule.refresh_from_db()
    assert (rule.decided_by, rule.decision_reason) == (None, "3 complaints about version 1")


def test_no_letter_is_sent_about_a_rule_that_a_person_decided_meanwhile(
    tenant: Tenant,
    counted: list[tuple[int, ...]],
    monkeypatch: pytest.MonkeyPatch,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def decided(*_: Any, **__: Any) -> None:
        raise moderation.AlreadyDecided("?")

    monkeypatch.setattr(complaints, "suspend_rule", decided)
    with django_capture_on_commit_callbacks(execute=True):
        suspended = complain(live_rule_of(tenant), *[ComplaintKind.FAILED_AUDIT] * 3)
    assert suspended == [False] * 3
    assert mailoutbox == []
    assert tenant.complaints.count() == 3


def test_too_small_a_share_of_visitors_complaints_adds_nothing_to_failed_audits(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaints, "_answers_given", [lambda *_: 1000])
    kinds = [ComplaintKind.FAILED_AUDIT] * 2 + [ComplaintKind.ASKED_ANEW] * 19
    assert complain(live_rule_of(tenant), *kinds) == [False] * 21


def test_no_more_complaints_of_visitors_count_than_the_rule_gave_answers(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaints, "_answers_given", [lambda *_: 1])
    rule = live_rule_of(tenant)
    assert complain(rule, *[ComplaintKind.ASKED_ANEW] * 5) == [False] * 5
    assert complain(rule, *[ComplaintKind.FAILED_AUDIT] * 2) == [False, True]


def test_a_complaint_is_stored_once_with_its_version_kind_and_source(
    tenant: Tenant, counted: list[tuple[int, ...]]
) -> None:
    rule = live_rule_of(tenant, version=2)
    complaints.complain_about(tenant, None, source="network")
    complaints.complain_about(tenant, {"rule": rule.pk, "version": 3}, source="network")
    for version in (1, 2, 2):
        complaints.complain_about(tenant, {"rule": rule.pk, "version": version}, source="network")
    rows = tenant.complaints.order_by("version")
    assert list(rows.values_list("rule", "version", "kind", "source")) == [
        (rule.pk, 1, "asked_anew", "network"),
        (rule.pk, 2, "asked_anew", "network"),
    ]
    assert counted == [(tenant.pk, rule.pk, 2)] * 2


def test_complaints_about_another_rule_or_version_are_not_added(
    tenant: Tenant, counted: list[tuple[int, ...]]
) -> None:
    rule, other = live_rule_of(tenant), live_rule_of(tenant, phrase="ty", version=2)
    for number in range(2):
        complaints.complain(other, 2, ComplaintKind.FAILED_AUDIT, source=f"other {number}")
        complaints.complain(other, 1, ComplaintKind.FAILED_AUDIT, source=f"older {number}")
    assert complain(rule, ComplaintKind.FAILED_AUDIT) == [False]
    other.refresh_from_db()
    assert other.state == RuleState.LIVE


# --- the daily email


def propose(tenant: Tenant, phrase: str, **values: Any) -> Rule:
    return live_rule_of(tenant, phrase=phrase, version=0, state=RuleState.PROPOSED, **values)


@pytest.mark.parametrize(
    ("proposals", "subject", "waiting"),
    [
        (1, "Shop: 1 proposal waits for you", "1 proposal waits for your decision."),
        (2, "Shop: 2 proposals wait for you", "2 proposals wait for your decision."),
    ],
)
def test_the_daily_email_counts_the_proposals_and_links_to_them(
    tenant: Tenant,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    proposals: int,
    subject: str,
    waiting: str,
) -> None:
    for number in range(proposals):
        propose(tenant, f"thx {number}")
    propose(tenant, "later", snoozed_until=NOW + SECOND)
    live_rule_of(tenant)
    with django_capture_on_commit_callbacks(execute=True):
        assert digests.send_digest(tenant, NOW)
    (letter,) = mailoutbox
    assert letter.subject == subject
    assert letter.body == (
        f"{waiting} Each is a message that browsers could answer without the\nteacher.\n\n"
        f"Review them: {URL}/moderation/rules/rule/\n\n"
        "You get this email at most once a day. "
        f"An owner can switch it off under {URL}/install/policy/\n"
    )


def test_the_digest_stores_its_day_and_its_newest_proposal(
    tenant: Tenant, other_tenant: Tenant, owner: User
) -> None:
    hook(tenant, owner, WebhookEvent.PROPOSALS_WAITING)
    propose(tenant, "thx", proposed_at=NOW - DAY)
    propose(tenant, "ty", proposed_at=NOW - 2 * DAY)
    propose(other_tenant, "cheers", proposed_at=NOW)
    assert digests.send_digest(tenant, NOW)
    digest = Digest.objects.get(tenant=tenant)
    assert (digest.sent_on, digest.newest_at) == (NOW.date(), NOW - DAY)
    assert sent_to_webhook(tenant)["data"] == {"waiting": 2}


@pytest.mark.parametrize(
    ("joined", "newest"),
    [
        ({"proposed_at": NOW - DAY, "snoozed_until": NOW - 2 * DAY}, NOW - DAY),
        ({"proposed_at": NOW - 2 * DAY, "snoozed_until": NOW - DAY}, NOW - DAY),
        ({"proposed_at": None}, NOW),  # created at that moment
    ],
)
def test_a_proposal_joins_the_queue_when_it_is_proposed_or_its_snooze_ends(
    tenant: Tenant, joined: dict[str, Any], newest: datetime
) -> None:
    propose(tenant, "thx", **joined)
    digests.send_digest(tenant, NOW)
    assert Digest.objects.get(tenant=tenant).newest_at == newest


@pytest.mark.parametrize(
    ("zone", "hour", "sent"),
    [
        ("UTC", 8, True),
        ("UTC", 7, False),
        ("Asia/Tokyo", 0, True),
        ("America/New_York", 12, False),
        ("Nowhere/Land", 8, True),
        ("../etc", 7, False),
        ("", 8, True),
    ],
)
def test_morning_begins_at_eight_where_the_tenant_is(
    tenant: Tenant, zone: str, hour: int, sent: bool
) -> None:
    tenant.time_zone = zone
    propose(tenant, "thx")
    moment = NOW.replace(hour=hour, minute=59)
    assert digests.send_digest(tenant, moment) is sent
    assert Digest.objects.filter(tenant=tenant).exists() is sent


@pytest.mark.parametrize(("days", "sent"), [(6, False), (7, True)])
def test_moderators_are_reminded_of_old_proposals_after_seven_days(
    tenant: Tenant, days: int, sent: bool
) -> None:
    propose(tenant, "thx")
    assert digests.send_digest(tenant, NOW)
    assert digests.send_digest(tenant, NOW + days * DAY) is sent


def test_a_later_proposal_of_the_same_day_waits_for_the_next_day(
    tenant: Tenant, clock: time_machine.Traveller
) -> None:
    propose(tenant, "thx")
    assert digests.send_digest(tenant, NOW)
    clock.shift(SECOND)
    propose(tenant, "ty")
    assert not digests.send_digest(tenant, NOW + timedelta(hours=2))
    assert digests.send_digest(tenant, NOW + DAY)


def test_digests_go_to_the_tenants_whose_proposals_wait_at_that_moment(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    propose(tenant, "thx", snoozed_until=NOW + DAY)
    live_rule_of(other_tenant)
    assert digests.send_digests(NOW) == 0
    assert digests.send_digests(NOW + DAY) == 1
    assert digests.send_digests(NOW + DAY) == 0
    assert [digest.tenant for digest in Digest.objects.all()] == [tenant]


def test_switching_the_email_is_recorded_when_it_changes(tenant: Tenant, owner: User) -> None:
    for wanted in (True, False, False, True):
        digests.set_wanted(tenant, wanted=wanted, by=owner)
        assert Digest.objects.filter(tenant=tenant, wanted=False).exists() is not wanted
    entries = AuditEntry.objects.filter(tenant=tenant, action="digest.changed").order_by("pk")
    assert list(entries.values_list("target", "actor")) == [("off", owner.pk), ("on", owner.pk)]
