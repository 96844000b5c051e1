"""Fixed answers that end: the check with the teacher, the letter to moderators, and the end."""

from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.rules.models import Recheck, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.watching import fixed_answers
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.making import DAY, NOW, SECOND, live_rule_of
from tests.delegation.rules.watching.making import URL, answer_of, hook, sent_to_webhook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "public_url")]


@pytest.mark.parametrize(
    ("values", "is_due"),
    [
        ({}, True),
        ({"expires_at": NOW}, False),
        ({"expires_at": NOW + SECOND}, True),
        ({"expires_at": NOW + 7 * DAY}, True),
        ({"expires_at": NOW + 7 * DAY + SECOND}, False),
        ({"act": "thanks"}, False),
        ({"state": RuleState.SUSPENDED}, False),
    ],
)
def test_live_answers_are_checked_with_the_teacher_in_their_last_week(
    tenant: Tenant, values: dict[str, Any], is_due: bool
) -> None:
    rule = answer_of(tenant, **values)
    assert fixed_answers.rules_to_recheck() == ([rule] if is_due else [])


def test_a_version_is_checked_once_and_the_next_version_again(tenant: Tenant) -> None:
    edited, checked, other = (
        answer_of(tenant, phrase=phrase, version=version, expires_at=NOW + hours * DAY / 24)
        for phrase, version, hours in (("opening hours", 2, 1), ("address", 1, 2), ("prices", 1, 3))
    )
    for rule in (edited, checked):
        Recheck.objects.create(tenant=tenant, rule=rule, version=1, response="?", agrees=True)
    assert fixed_answers.rules_to_recheck() == [edited, other]


def test_the_answers_that_end_first_are_checked_and_suspended_first(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, sooner = (
        answer_of(tenant, phrase=f"p{days}", expires_at=NOW + days * DAY) for days in (2, 1)
    )
    assert fixed_answers.rules_to_recheck() == [sooner, later]
    monkeypatch.setattr(fixed_answers, "AT_ONCE", 1)
    assert fixed_answers.rules_to_recheck() == [sooner]
    Rule.objects.update(expires_at=NOW - DAY)
    Rule.objects.filter(pk=later.pk).update(expires_at=NOW - 2 * DAY)
    assert fixed_answers.suspend_expired() == 1
    assert Rule.objects.get(pk=later.pk).state == RuleState.SUSPENDED
    assert Rule.objects.get(pk=sooner.pk).state == RuleState.LIVE


def test_a_check_is_stored_recorded_and_sent_to_moderators_and_webhooks_once(
    tenant: Tenant,
    owner: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rule = answer_of(tenant)
    hook(tenant, owner, WebhookEvent.ANSWER_ENDING)
    long = " Ten to six. " + "x" * 600
    with django_capture_on_commit_callbacks(execute=True):
        recheck = fixed_answers.record_recheck(rule, long)
        assert fixed_answers.record_recheck(rule, "?") == recheck
    assert (recheck.tenant, recheck.rule, recheck.version) == (tenant, rule, 1)
    assert (recheck.response, recheck.agrees) == (long.strip()[:500], False)
    entry = AuditEntry.objects.get(tenant=tenant, action="rule.rechecked")
    assert (entry.target, entry.actor) == ("“opening hours” (answer)", None)
    assert entry.details == {"rule": rule.pk, "agrees": False}
    ends = "2027-03-02T09:00:00+00:00"
    data = {"rule": rule.pk, "phrase": "opening hours", "ends": ends, "agrees": False}
    assert sent_to_webhook(tenant)["data"] == data
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ("Nine to FIVE", "Both say the same."),
        ("Ten to six.", "They differ, so please read both."),
    ],
)
def test_the_letter_about_an_ending_answer_quotes_both_answers(
    tenant: Tenant,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    now: str,
    verdict: str,
) -> None:
    rule = answer_of(tenant)
    with django_capture_on_commit_callbacks(execute=True):
        fixed_answers.record_recheck(rule, now)
    (letter,) = mailoutbox
    assert letter.subject == "Shop: The answer to “opening hours” ends soon"
    link = f"{URL}/moderation/rules/rule/{rule.pk}/change/"
    assert letter.body == (
        "The answer to “opening hours” ends on 2 March 2027.\n\n"
        "    It says:              Nine to five.\n"
        f"    The teacher says now: {now}\n\n"
        f"{verdict} To keep the answer, save it with a later end: {link}\n"
        "Otherwise browsers stop using it on that day.\n"
    )


def test_an_answer_is_suspended_at_its_end_with_the_reason(
    tenant: Tenant, moderator: User, clock: time_machine.Traveller
) -> None:
    rule = answer_of(tenant, expires_at=NOW + SECOND)
    endless = live_rule_of(tenant)
    assert fixed_answers.suspend_expired() == 0
    clock.shift(SECOND)
    assert fixed_answers.suspend_expired() == 1
    rule.refresh_from_db()
    assert (rule.state, rule.decided_by) == (RuleState.SUSPENDED, None)
    assert rule.decision_reason == "its end date has passed"
    endless.refresh_from_db()
    assert endless.state == RuleState.LIVE


def test_an_ended_answer_that_a_person_decided_meanwhile_is_not_counted(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decided(*_: Any, **__: Any) -> None:
        raise moderation.AlreadyDecided("?")

    answer_of(tenant, expires_at=NOW)
    monkeypatch.setattr(fixed_answers, "suspend_rule", decided)
    assert fixed_answers.suspend_expired() == 0
