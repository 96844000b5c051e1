"""Decisions that are refused, with the field to correct, and rejections that return or stay."""

from datetime import datetime
from typing import Any

import pytest
import time_machine

from delegation.rules.models import Pack, Rule, RuleState
from delegation.rules.services.deciding import dismissals, moderation
from delegation.rules.services.deciding.rulings import snapshot
from tenants.access import lock_tenant
from tenants.models import Tenant, User
from tests.delegation.rules.deciding.making import proposal, teach
from tests.delegation.rules.making import DAY, NOW, SECOND, rule_of

pytestmark = pytest.mark.django_db
TOO_LATE = "Choose a date within a year. Answers with facts are checked again then."
NOT_AFTER = "This date must be in the future and after the start."


def answer_of(tenant: Tenant, **values: Any) -> Rule:
    return rule_of(tenant, phrase="opening hours", act="answer", response="Nine.", **values)


@pytest.mark.parametrize(
    ("edits", "field", "words"),
    [
        (
            {"response": " "},
            "response",
            "Write a response. Visitors get it when they use the phrase.",
        ),
        (
            {"states": ["nothing", "unknown"]},
            "states",
            "Choose from the listed cases when the rule may answer.",
        ),
        ({"states": []}, "states", "Choose at least one case in which the rule may answer."),
        (
            {"variants": ["ty", "!!!"]},
            "variants",
            "No message can match “!!!”: it has no word or is too long.",
        ),
        ({"dates": moderation.Dates(None, NOW)}, "expires_at", NOT_AFTER),
        ({"dates": moderation.Dates(NOW + DAY, NOW + DAY)}, "expires_at", NOT_AFTER),
    ],
)
def test_a_refused_edit_names_the_field_to_correct_and_writes_nothing(
    tenant: Tenant, moderator: User, edits: dict[str, Any], field: str, words: str
) -> None:
    rule = proposal(tenant)
    with time_machine.travel(NOW, tick=False), pytest.raises(moderation.RuleRefused) as refused:
        moderation.approve_rule(rule, by=moderator, **edits)
    assert (str(refused.value), refused.value.field) == (words, field)
    assert refused.value.code == "rule_refused"
    rule.refresh_from_db()
    assert (rule.state, rule.version) == (RuleState.PROPOSED, 0)
    assert not Pack.objects.filter(tenant=tenant).exists()


def test_a_moderator_may_choose_every_listed_case(tenant: Tenant, moderator: User) -> None:
    listed = ["choice", "confirm", "info", "more", "nothing"]
    assert moderation.approve_rule(proposal(tenant), by=moderator, states=listed).states == listed


def test_a_phrase_that_another_live_rule_answers_is_refused_with_the_next_step(
    tenant: Tenant, moderator: User
) -> None:
    moderation.approve_rule(proposal(tenant), by=moderator)
    other = rule_of(tenant, phrase="thanks", act="greeting")
    with pytest.raises(moderation.RuleRefused) as refused:
        moderation.approve_rule(other, by=moderator)
    assert str(refused.value) == (
        "Another live rule already answers this phrase. Suspend or retire that one first."
    )


def test_only_a_person_can_approve_an_answer_with_content(tenant: Tenant, moderator: User) -> None:
    rule = answer_of(tenant)
    with pytest.raises(moderation.RuleRefused) as refused:
        moderation.approve_rule(rule, by=None)
    assert str(refused.value) == "Only a person can approve an answer with content."
    assert refused.value.field == "act"
    assert moderation.approve_rule(rule, by=moderator).state == RuleState.LIVE


@pytest.mark.parametrize(
    ("dates", "ends"),
    [
        (None, NOW + 90 * DAY),
        (moderation.Dates(NOW + 10 * DAY, None), NOW + 100 * DAY),
        (moderation.Dates(None, NOW + 366 * DAY), NOW + 366 * DAY),
        (moderation.Dates(None, NOW + SECOND), NOW + SECOND),
    ],
)
def test_an_answer_with_content_ends_within_a_year(
    tenant: Tenant, moderator: User, dates: moderation.Dates | None, ends: datetime
) -> None:
    with time_machine.travel(NOW, tick=False):
        live = moderation.approve_rule(answer_of(tenant), by=moderator, dates=dates)
    live.refresh_from_db()
    assert live.expires_at == ends


@pytest.mark.parametrize("ended", [NOW, NOW - DAY])
def test_an_answer_that_ended_gets_a_new_end(
    tenant: Tenant, moderator: User, ended: datetime
) -> None:
    with time_machine.travel(NOW, tick=False):
        live = moderation.approve_rule(answer_of(tenant, expires_at=ended), by=moderator)
    assert live.expires_at == NOW + 90 * DAY


def test_an_answer_that_ends_after_more_than_a_year_is_refused(
    tenant: Tenant, moderator: User
) -> None:
    dates = moderation.Dates(None, NOW + 366 * DAY + SECOND)
    with time_machine.travel(NOW, tick=False), pytest.raises(moderation.RuleRefused) as refused:
        moderation.approve_rule(answer_of(tenant), by=moderator, dates=dates)
    assert (str(refused.value), refused.value.field) == (TOO_LATE, "expires_at")


# --- changes between reading a rule and writing it, as if there were no lock


@pytest.mark.parametrize("meanwhile", [{"state": RuleState.REJECTED}, {"version": 7}])
def test_a_rule_that_changes_between_reading_and_writing_is_not_overwritten(
    tenant: Tenant,
    moderator: User,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: dict[str, Any],
) -> None:
    rule = proposal(tenant)

    def snapshot_then_change(claimed: Rule) -> dict[str, Any]:
        before = snapshot(claimed)
        Rule.objects.filter(pk=rule.pk).update(decided_by=owner, **meanwhile)
        return before

    monkeypatch.setattr(moderation, "snapshot", snapshot_then_change)
    with pytest.raises(moderation.AlreadyDecided) as caught:
        moderation.approve_rule(rule, by=moderator, response="Hi!")
    state = "rejected" if "state" in meanwhile else "proposed"
    assert str(caught.value) == (
        f"{owner.email} decided about “thanks” (thanks) first: it is now {state}."
    )
    assert caught.value.code == "already_decided"


def test_a_decision_waits_for_the_tenants_lock(
    tenant: Tenant, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[int] = []

    def note_and_lock(tenant_id: int) -> Tenant:
        locked.append(tenant_id)
        return lock_tenant(tenant_id)

    monkeypatch.setattr(moderation, "lock_tenant", note_and_lock)
    moderation.reject_rule(proposal(tenant), by=moderator, reason="No.")
    assert locked == [tenant.pk]


# --- rejections


def test_a_rejection_remembers_the_evidence_that_its_moderator_saw(
    tenant: Tenant, moderator: User
) -> None:
    teach(tenant, network=7, awaiting="more")
    with time_machine.travel(NOW, tick=False):
        rule = moderation.reject_rule(proposal(tenant), by=moderator, reason="No.")
    rule.refresh_from_db()
    assert rule.dismissed == {
        "by": moderator.email,
        "at": "2027-03-01T09:00:00+00:00",
        "reason": "No.",
        "networks": 4,
        "awaiting": ["more", "nothing"],
    }
    assert (rule.returned_because, rule.decision_reason) == ("", "No.")


def test_a_rejected_phrase_returns_to_the_end_of_the_queue_and_can_be_rejected_again(
    tenant: Tenant, moderator: User
) -> None:
    moderation.reject_rule(proposal(tenant), by=moderator, reason="No.")
    with time_machine.travel(NOW, tick=False):
        for network in range(3):
            rule = teach(tenant, network=network, awaiting="more")
    rule.refresh_from_db()
    assert (rule.state, rule.proposed_at) == (RuleState.PROPOSED, NOW)
    assert rule.returned_because
    rule = moderation.reject_rule(rule, by=moderator, reason="No, again.")
    rule.refresh_from_db()
    assert rule.returned_because == ""
    assert rule.dismissed is not None
    assert rule.dismissed["reason"] == "No, again."


def test_new_evidence_does_not_propose_a_live_rule_again(tenant: Tenant, moderator: User) -> None:
    rule = moderation.reject_rule(proposal(tenant), by=moderator, reason="No.")
    moderation.approve_rule(rule, by=moderator)
    for network in range(20):
        rule = teach(tenant, network=network, awaiting="more")
    rule.refresh_from_db()
    assert (rule.state, rule.returned_because) == (RuleState.LIVE, "")


def test_a_rejection_without_stored_evidence_stays(tenant: Tenant, moderator: User) -> None:
    rule = moderation.reject_rule(proposal(tenant), by=moderator, reason="No.")
    Rule.objects.filter(pk=rule.pk).update(dismissed=None)
    for network in range(20):
        rule = teach(tenant, network=network, awaiting="more")
    assert rule.state == RuleState.REJECTED


def test_lessons_of_other_rules_are_no_evidence(tenant: Tenant, moderator: User) -> None:
    teach(tenant, "ty", awaiting="more")
    rule = proposal(tenant)
    assert dismissals.dismissal_of(rule, by=moderator, reason="")["awaiting"] == ["nothing"]
