"""Self-correction: what speaks against a rule's version, and when it suspends itself."""

import json

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.models import ComplaintKind, Pack, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import record_lesson
from delegation.rules.services.lessons.policy import change_policy
from delegation.rules.services.publishing import publishing
from delegation.rules.services.publishing.schedule import publish_tenant
from delegation.rules.services.watching import complaints as watching
from delegation.rules.services.watching.complaints import complain, complain_about
from tenants.models import AuditEntry, SiteKey, Tenant, User
from tests.conftest import SHOP
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
ASKED, FAILED = ComplaintKind.ASKED_ANEW, ComplaintKind.FAILED_AUDIT


@pytest.fixture(autouse=True)
def given(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many counted answers the rule gave; tests change it."""
    answers = [10]
    monkeypatch.setattr(watching, "_answers_given", [lambda *_: answers[0]])
    return answers


@pytest.fixture
def rule(tenant: Tenant, moderator: User) -> Rule:
    taught = TaughtLesson("thx", "You're welcome!", Act.THANKS)
    return moderation.approve_rule(record_lesson(tenant, taught, seen(1)), by=moderator)


def complaints(rule: Rule, count: int, kind: ComplaintKind = ASKED) -> list[bool]:
    return [complain(rule, rule.version, kind, source=f"{kind}-{n}") for n in range(count)]


def test_enough_complaints_suspend_the_rule_and_a_worker_takes_it_out_of_the_pack(
    rule: Rule,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(publishing, "wake_publisher", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        assert complaints(rule, 3) == [False, False, True]
    rule.refresh_from_db()
    assert rule.state == RuleState.SUSPENDED
    assert woken == [rule.tenant_id]
    publish_tenant(rule.tenant_id)
    assert '"thx"' not in Pack.objects.filter(tenant=rule.tenant).latest("version").body
    entry = AuditEntry.objects.get(tenant=rule.tenant, action="rule.suspended")
    assert entry.actor is None
    assert "3 complaints about version 1" in entry.details["reason"]


def test_a_rule_that_never_answered_is_not_taken_down_by_posts(
    rule: Rule, given: list[int]
) -> None:
    given[0] = 0
    assert not any(complaints(rule, 20))
    rule.refresh_from_db()
    assert rule.state == RuleState.LIVE
    assert complaints(rule, 3, FAILED) == [False, False, True]  # our own audits need no visitor


def test_a_rule_that_answered_thousands_needs_a_share_of_complaints(
    rule: Rule, given: list[int]
) -> None:
    given[0] = 1_000
    assert complaints(rule, 20) == [False] * 19 + [True]


def test_its_moderators_are_told_by_mail(
    rule: Rule,
    owner: User,
    moderator: User,
    viewer: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        complaints(rule, 3)
    assert {mail.to[0] for mail in mailoutbox} == {owner.email, moderator.email}
    assert "is suspended" in mailoutbox[0].subject
    assert f"/moderation/rules/rule/{rule.pk}/change/" in mailoutbox[0].body


def test_one_network_complaining_often_counts_once(rule: Rule) -> None:
    for _ in range(10):
        complain(rule, 1, ASKED, source="the same")
    rule.refresh_from_db()
    assert rule.state == RuleState.LIVE


def test_failed_audits_and_complaints_count_together(rule: Rule) -> None:
    complaints(rule, 2)
    assert complain(rule, 1, FAILED, source="audit-7")


def test_the_limit_is_the_tenants_own(rule: Rule, owner: User) -> None:
    change_policy(rule.tenant, {"complaints_limit": 1}, by=owner)
    assert complaints(rule, 1) == [True]


def test_what_was_said_about_an_older_version_suspends_nothing(rule: Rule, moderator: User) -> None:
    complaints(rule, 2)
    edited = moderation.edit_live_rule(rule, by=moderator, response="My pleasure!")
    assert not complain(edited, 1, ASKED, source="late")
    assert not complain(edited, 2, ASKED, source="new")
    edited.refresh_from_db()
    assert edited.state == RuleState.LIVE


def test_a_rule_made_live_again_starts_anew(rule: Rule, moderator: User) -> None:
    complaints(rule, 3)
    rule.refresh_from_db()
    again = moderation.approve_rule(rule, by=moderator)
    assert not complain(again, again.version, ASKED, source="one")


@pytest.mark.parametrize("rejected", [{"rule": 10**12, "version": 1}, None])
def test_a_claim_about_nothing_is_nothing(rule: Rule, rejected: dict[str, int] | None) -> None:
    complain_about(rule.tenant, rejected, source="n")
    assert not access.complaints_of(rule.tenant).exists()


def test_a_version_that_never_was_cannot_be_complained_about(rule: Rule) -> None:
    for version in (0, 2):
        complain_about(rule.tenant, {"rule": rule.pk, "version": version}, source="n")
    assert not access.complaints_of(rule.tenant).exists()


def test_another_tenants_visitors_cannot_complain_about_it(
    rule: Rule, other_tenant: Tenant
) -> None:
    complain_about(other_tenant, {"rule": rule.pk, "version": 1}, source="n")
    assert not access.complaints_of(rule.tenant).exists()
    assert not access.complaints_of(other_tenant).exists()


def test_asking_the_assistant_instead_counts_against_the_version(
    client: Client, rule: Rule, site_key: SiteKey, owner: User
) -> None:
    change_policy(rule.tenant, {"complaints_limit": 1}, by=owner)
    body = {
        "key": site_key.key,
        "visitor": "visitor-0001",
        "conversation": "conversation-0001",
        "id": "message-0001",
        "message": "thx",
        "rejects": {"rule": rule.pk, "version": 1},
    }
    for _ in range(2):  # the same post again is the same complaint
        answer = client.post(
            "/api/v1/escalations",
            json.dumps(body),
            content_type="text/plain",
            headers={"origin": SHOP},
        )
        assert answer.status_code == 202
    assert access.complaints_of(rule.tenant).count() == 1
    rule.refresh_from_db()
    assert rule.state == RuleState.SUSPENDED
    publish_tenant(rule.tenant_id)
    pack = client.get("/api/v1/pack", {"key": site_key.key}, headers={"origin": SHOP}).json()
    assert pack["rules"] == []
