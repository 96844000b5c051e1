"""Decisions last, are undone, and are reconsidered only when the evidence differs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from delegation.rules.models import Lesson, Pack, Rule, RuleState
from delegation.rules.services.deciding import kill_switch, moderation, undo
from delegation.rules.services.lessons import weighing
from delegation.rules.services.publishing import schedule
from delegation.rules.services.publishing.publishing import together
from tenants.models import Tenant, User
from tests.delegation.rules.deciding.making import proposal, teach

pytestmark = pytest.mark.django_db
SOON = timedelta(days=1)


def packed(tenant: Tenant, phrase: str) -> bool:
    return f'"{phrase}"' in Pack.objects.filter(tenant=tenant).latest("version").body


def undo_last(tenant: Tenant, by: User) -> undo.Undone:
    return undo.undo(tenant, undo.last_batch(tenant, by)[0].batch, by=by)


def test_a_rule_says_what_it_cost_and_would_save(tenant: Tenant) -> None:
    for network, cost in enumerate(["0.02", "0.04", None]):
        rule = teach(tenant, network=network, cost=cost)
    assert (rule.asked_month, rule.calls_count, rule.networks_count) == (3, 3, 3)
    assert rule.spent == Decimal("0.06")
    assert rule.worth == Decimal("0.09")  # three messages at three cents


def test_what_costs_nobody_knows_saves_nobody_knows_what(tenant: Tenant) -> None:
    assert teach(tenant).worth is None


def test_what_nobody_says_any_more_is_worth_nothing(tenant: Tenant) -> None:
    rule = teach(tenant, cost="0.02")
    rule.lessons.update(created_at=timezone.now() - timedelta(days=31))
    weighing.refresh_worth(tenant)
    rule.refresh_from_db()
    assert rule.asked_month == 0
    assert rule.worth == Decimal(0)
    assert rule.spent == Decimal("0.02")


def test_every_proposal_is_worth_its_messages_of_the_last_month(
    tenant: Tenant, moderator: User
) -> None:
    for query, count in (("thanks", 3), ("thx", 2), ("ty", 1)):
        for network in range(count):
            teach(tenant, query, network=network, cost="0.02")
    live = moderation.approve_rule(Rule.objects.get(phrase="ty"), by=moderator)
    old = Rule.objects.get(phrase="thx").lessons.latest("pk")
    Lesson.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    Rule.objects.update(asked_month=9, worth=9)
    weighing.refresh_worth(tenant)
    figures = {rule.phrase: (rule.asked_month, rule.worth) for rule in Rule.objects.all()}
    assert figures["thanks"] == (3, Decimal("0.06"))
    assert figures["thx"] == (1, Decimal("0.02"))
    assert figures[live.phrase] == (9, Decimal(9)), (
        "a live rule is in no queue and is not recounted"
    )


def test_a_rejected_phrase_stays_rejected_however_often_it_is_said(
    tenant: Tenant, moderator: User
) -> None:
    rule = moderation.reject_rule(proposal(tenant), by=moderator, reason="It accepts an offer.")
    for number in range(30):
        rule = teach(tenant, network=number % 5)
    assert rule.state == RuleState.REJECTED


@pytest.mark.parametrize(
    ("networks", "awaiting", "words"),
    [
        (range(3, 13), "nothing", "It now comes from 12 networks, up from 3."),
        (range(3), "more", "Since then, visitors also wrote it after “anything else?”."),
    ],
)
def test_a_rejected_phrase_returns_when_its_evidence_differs_and_says_so(
    tenant: Tenant, moderator: User, networks: range, awaiting: str, words: str
) -> None:
    moderation.reject_rule(proposal(tenant), by=moderator, reason="It accepts an offer.")
    for network in networks:
        rule = teach(tenant, network=network, awaiting=awaiting)
    assert rule.state == RuleState.PROPOSED
    assert rule.returned_because == words
    assert rule.dismissed is not None
    assert rule.dismissed["reason"] == "It accepts an offer."
    assert rule.lessons.count() == rule.lessons_count  # the evidence is kept


def test_an_approval_is_undone_and_leaves_the_pack(tenant: Tenant, moderator: User) -> None:
    rule = proposal(tenant)
    moderation.approve_rule(rule, by=moderator, response="My pleasure!")
    assert packed(tenant, "thanks")
    assert undo_last(tenant, moderator) == undo.Undone(1, [])
    rule.refresh_from_db()
    assert (rule.state, rule.response) == (RuleState.PROPOSED, "You're welcome!")
    assert not packed(tenant, "thanks")
    assert undo.last_batch(tenant, moderator) == []


def test_many_decisions_are_undone_together(tenant: Tenant, moderator: User) -> None:
    rules = [proposal(tenant, query) for query in ("thanks", "thx", "ty")]
    with together(tenant):
        moderation.approve_rule(rules[0], by=moderator)
        moderation.reject_rule(rules[1], by=moderator, reason="No.")
        moderation.snooze_rule(rules[2], by=moderator, until=timezone.now() + SOON)
    assert undo_last(tenant, moderator).count == 3
    for rule in rules:
        rule.refresh_from_db()
    assert {rule.state for rule in rules} == {RuleState.PROPOSED}
    assert {rule.snoozed_until for rule in rules} == {None}
    assert {rule.dismissed is None for rule in rules} == {True}


def test_a_suspension_is_undone_as_a_new_version(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=moderator)
    moderation.suspend_rule(rule, by=moderator, reason="Looking.")
    assert not packed(tenant, "thanks")
    undo_last(tenant, moderator)
    rule.refresh_from_db()
    assert (rule.state, rule.version) == (RuleState.LIVE, 2)
    assert rule.versions.count() == 2
    assert packed(tenant, "thanks")


def test_undo_does_not_overwrite_what_another_moderator_decided_since(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=moderator)
    moderation.suspend_rule(rule, by=owner, reason="Wrong.")
    undone = undo_last(tenant, moderator)
    assert undone.count == 0
    assert undone.problems == [
        f"“thanks” (thanks) cannot be undone: {owner.email} has decided since. It is now suspended."
    ]
    rule.refresh_from_db()
    assert rule.state == RuleState.SUSPENDED


def test_undo_keeps_what_another_moderator_wrote_into_the_live_rule(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    """The state is the same after both decisions: only their times tell them apart."""
    rule = moderation.approve_rule(proposal(tenant), by=moderator)
    moderation.edit_live_rule(rule, by=owner, response="My pleasure!")
    undone = undo_last(tenant, moderator)
    assert undone.count == 0
    assert len(undone.problems) == 1
    rule.refresh_from_db()
    assert (rule.state, rule.response) == (RuleState.LIVE, "My pleasure!")


def test_nobody_undoes_for_somebody_else(tenant: Tenant, moderator: User, owner: User) -> None:
    moderation.approve_rule(proposal(tenant), by=moderator)
    batch = undo.last_batch(tenant, moderator)[0].batch
    assert undo.last_batch(tenant, owner) == []
    assert undo.undo(tenant, batch, by=owner) == undo.Undone()


def test_a_scheduled_rule_joins_the_pack_when_it_begins(tenant: Tenant, moderator: User) -> None:
    later = moderation.Dates(starts_at=timezone.now() + SOON)
    rule = moderation.approve_rule(proposal(tenant), by=moderator, dates=later)
    assert not packed(tenant, "thanks")
    schedule.publish_waiting()
    assert not packed(tenant, "thanks")
    Rule.objects.filter(pk=rule.pk).update(starts_at=timezone.now())
    schedule.publish_waiting()
    assert packed(tenant, "thanks")


def test_a_rule_cannot_expire_before_it_begins(tenant: Tenant, moderator: User) -> None:
    now = timezone.now()
    for dates in (moderation.Dates(expires_at=now - SOON), moderation.Dates(now + SOON, now)):
        with pytest.raises(moderation.RuleRefused) as refused:
            moderation.approve_rule(proposal(tenant), by=moderator, dates=dates)
        assert refused.value.field == "expires_at"


def test_decisions_are_undone_one_after_the_other(tenant: Tenant, moderator: User) -> None:
    rule = proposal(tenant)
    rule = moderation.snooze_rule(rule, by=moderator, until=timezone.now() + SOON)
    moderation.reject_rule(rule, by=moderator, reason="No.")
    assert undo_last(tenant, moderator) == undo.Undone(1)
    rule.refresh_from_db()
    assert (rule.state, rule.snoozed_until is None) == (RuleState.PROPOSED, False)
    assert undo_last(tenant, moderator) == undo.Undone(1)
    rule.refresh_from_db()
    assert (rule.state, rule.snoozed_until) == (RuleState.PROPOSED, None)


def test_an_edit_and_the_approval_before_it_are_undone(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=moderator)
    moderation.edit_live_rule(rule, by=moderator, response="My pleasure!")
    assert undo_last(tenant, moderator) == undo.Undone(1)
    rule.refresh_from_db()
    assert (rule.state, rule.response) == (RuleState.LIVE, "You're welcome!")
    assert undo_last(tenant, moderator) == undo.Undone(1)
    rule.refresh_from_db()
    assert rule.state == RuleState.PROPOSED
    assert not packed(tenant, "thanks")


def test_undo_names_every_rule_that_another_moderator_decided_since(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rules = [proposal(tenant, query) for query in ("thanks", "thx")]
    with together(tenant):
        live = [moderation.approve_rule(rule, by=moderator) for rule in rules]
    for rule in live:
        moderation.suspend_rule(rule, by=owner, reason="Wrong.")
    undone = undo_last(tenant, moderator)
    assert undone.count == 0
    assert [problem.split(" (")[0] for problem in undone.problems] == ["“thx”", "“thanks”"]


def test_a_rejected_phrase_does_not_return_for_one_network_that_repeats_it(
    tenant: Tenant, moderator: User
) -> None:
    moderation.reject_rule(proposal(tenant), by=moderator, reason="It accepts an offer.")
    for _ in range(tenant.sightings):
        rule = teach(tenant, network=1, awaiting="more")
    assert rule.state == RuleState.REJECTED


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "answering switched off"),
        ("a fault", "answering switched off: a fault"),
        # A reason may end in any letter.
        ("see FAX", "answering switched off: see FAX"),
    ],
)
def test_the_pack_says_that_answering_was_switched_off_and_why_if_known(
    tenant: Tenant, owner: User, reason: str, words: str
) -> None:
    kill_switch.switch_gatekeeper(tenant, on=False, by=owner, reason=reason)
    assert Pack.objects.filter(tenant=tenant).latest("version").reason == words
