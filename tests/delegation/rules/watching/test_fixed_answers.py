"""Fixed answers: a person approves each, each ends on a day, and is asked again before it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Pack, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import record_lesson
from delegation.rules.services.watching.fixed_answers import (
    record_recheck,
    rules_to_recheck,
    suspend_expired,
)
from tenants.models import Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(clock: time_machine.Traveller, tenant: Tenant) -> Rule:
    return record_lesson(tenant, TaughtLesson("opening hours", "Nine to five.", None), seen(1))


def test_an_answer_ends_after_ninety_days_unless_another_day_is_given(
    proposal: Rule, moderator: User
) -> None:
    live = moderation.approve_rule(proposal, by=moderator)
    assert live.expires_at == timezone.now() + timedelta(days=90)
    later = timezone.now() + timedelta(days=200)
    edited = moderation.edit_live_rule(live, by=moderator, dates=moderation.Dates(expires_at=later))
    assert edited.expires_at == later
    assert edited.versions.get(number=2).expires_at == later


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_in_the_past_or_beyond_a_year_is_refused(
    proposal: Rule, moderator: User, days: int
) -> None:
    wrong = timezone.now() + timedelta(days=days)
    with pytest.raises(moderation.RuleRefused) as refused:
        moderation.approve_rule(proposal, by=moderator, dates=moderation.Dates(expires_at=wrong))
    assert refused.value.field == "expires_at"
    proposal.refresh_from_db()
    assert proposal.state == RuleState.OBSERVED


def test_no_policy_ever_approves_a_fixed_answer(proposal: Rule) -> None:
    with pytest.raises(moderation.RuleRefused, match="Only a person can approve"):
        moderation.approve_rule(proposal, by=None)


def test_small_talk_need_not_end(tenant: Tenant, moderator: User) -> None:
    thanks = record_lesson(tenant, TaughtLesson("thx", "Sure!", Act.THANKS), seen(1))
    assert moderation.approve_rule(thanks, by=moderator).expires_at is None


def test_it_is_asked_again_a_week_before_its_end_and_once(
    clock: time_machine.Traveller, proposal: Rule, moderator: User
) -> None:
    live = moderation.approve_rule(proposal, by=moderator)
    assert list(rules_to_recheck()) == []
    clock.shift(timedelta(days=84))
    assert list(rules_to_recheck()) == [live]
    assert not record_recheck(live, "Ten to six.").agrees
    assert list(rules_to_recheck()) == []
    edited = moderation.edit_live_rule(
        live, by=moderator, dates=moderation.Dates(expires_at=timezone.now() + timedelta(days=6))
    )
    assert list(rules_to_recheck()) == [edited]


@pytest.mark.parametrize(
    ("now", "agrees", "words"),
    [("nine to five", True, "Both say the same."), ("Ten to six", False, "They differ")],
)
def test_the_moderators_read_both_and_decide(
    proposal: Rule,
    moderator: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    now: str,
    agrees: bool,
    words: str,
) -> None:
    live = moderation.approve_rule(proposal, by=moderator)
    with django_capture_on_commit_callbacks(execute=True):
        assert record_recheck(live, now).agrees is agrees
    assert mailoutbox[0].subject.endswith("The answer to “opening hours” ends soon")
    assert words in mailoutbox[0].body
    assert "Nine to five." in mailoutbox[0].body
    live.refresh_from_db()
    assert (live.state, live.version) == (RuleState.LIVE, 1)


def test_an_answer_that_had_its_day_waits_for_a_person(
    clock: time_machine.Traveller, proposal: Rule, moderator: User
) -> None:
    live = moderation.approve_rule(proposal, by=moderator)
    assert suspend_expired() == 0
    clock.shift(timedelta(days=91))
    assert (suspend_expired(), suspend_expired()) == (1, 0)
    live.refresh_from_db()
    assert live.state == RuleState.SUSPENDED
    assert "Nine" not in Pack.objects.filter(tenant=live.tenant).latest("version").body
    again = moderation.approve_rule(live, by=moderator)
    assert again.expires_at == timezone.now() + timedelta(days=90)
