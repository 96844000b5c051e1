"""What the policy reads before it lets a rule live, and how its owner changes it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from delegation.domain.approval.auto_approval import WALLS_IN_WORDS, Wall
from delegation.domain.approval.evidence import Sighting
from delegation.domain.approval.small_talk import CLOSED_ACTS
from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.models import ApprovedReply, Policy, Rule, RuleState
from delegation.rules.services.lessons import policy, replies
from delegation.rules.services.lessons.learning import record_lesson
from delegation.rules.services.lessons.policy import change_policy, walls_in_words, walls_of
from tenants.models import Approval, AuditEntry, Tenant, User
from tests.delegation.rules.making import NOW, lesson_of, rule_of, seen

pytestmark = pytest.mark.django_db
THX = TaughtLesson("thx", "Sure!", Act.THANKS)


def waiting(tenant: Tenant, **values: Any) -> Rule:
    """Return a proposal that the policy would let live, except for these values."""
    rule = rule_of(tenant, **{"state": RuleState.PROPOSED, "visitors_count": 9, **values})
    for number in range(3):
        lesson_of(
            rule, visitor=f"v{number}", address_prefix=f"n{number}", credible=True,
            created_at=NOW - timedelta(hours=2 * number),
        )  # fmt: skip
    return rule


@pytest.mark.parametrize(
    ("apart", "state"), [(30 * 60, RuleState.LIVE), (30 * 60 - 1, RuleState.PROPOSED)]
)
def test_visitors_count_only_as_many_minutes_apart_as_the_owner_chose(
    at_once: Tenant, owner: User, clock: time_machine.Traveller, apart: int, state: RuleState
) -> None:
    change_policy(at_once, {"minutes_apart": 30}, by=owner)
    for number in range(3):
        rule = record_lesson(at_once, THX, seen(number))
        clock.shift(timedelta(seconds=apart))
    assert rule.state == state


def test_as_many_visitors_as_the_tenant_wants_are_enough(at_once: Tenant) -> None:
    rule = waiting(at_once)
    assert walls_of(at_once, rule) == []
    at_once.sightings = 4
    assert walls_of(at_once, rule) == [Wall.FEW_VISITORS]


def test_the_policy_reads_the_credible_lessons_of_the_rule_in_their_order(
    at_once: Tenant, other_tenant: Tenant
) -> None:
    rule = waiting(at_once)
    rule.lessons.filter(visitor="v1").update(credible=False)
    waiting(other_tenant, visitors_count=50)
    rule_of(at_once, act="greeting", visitors_count=2)
    lesson_of(rule_of(at_once, phrase="ty", act="greeting", visitors_count=7), credible=True)
    proposal = policy.proposal_of(at_once, rule)
    assert proposal.sightings == (
        Sighting("n2", (NOW - timedelta(hours=4)).timestamp()),
        Sighting("n0", NOW.timestamp()),
    )
    assert (proposal.phrase, proposal.act, proposal.language) == ("thx", "thanks", "en")
    assert (proposal.visitors, proposal.rivals, proposal.decided) == (9, 2, False)
    assert proposal.replies == {"en": "Any time!"}


def test_two_visitors_who_were_taught_another_act_keep_it_from_going_live(at_once: Tenant) -> None:
    rule = waiting(at_once)
    rival = rule_of(at_once, act="greeting", visitors_count=1)
    assert walls_of(at_once, rule) == []
    Rule.objects.filter(pk=rival.pk).update(visitors_count=2)
    assert walls_of(at_once, rule) == [Wall.DISAGREEMENT]


def test_a_person_decides_again_about_a_rule_that_was_decided_once(
    at_once: Tenant, moderator: User
) -> None:
    rule = waiting(at_once)
    for decided in ({"decided_by": moderator, "version": 0}, {"decided_by": None, "version": 1}):
        Rule.objects.filter(pk=rule.pk).update(**decided)
        rule.refresh_from_db()
        assert walls_of(at_once, rule) == [Wall.DECIDED]


def test_moderators_read_why_a_proposal_waits_only_where_it_could_go_live(
    at_once: Tenant, moderator: User
) -> None:
    rule = waiting(at_once, decided_by=moderator)
    assert walls_in_words(rule) == [WALLS_IN_WORDS[Wall.DECIDED]]
    rule.state = RuleState.REJECTED
    assert walls_in_words(rule) == []
    rule.state, at_once.approval = RuleState.PROPOSED, Approval.HUMAN
    assert walls_in_words(rule) == []


def test_where_a_person_approves_everything_the_policy_approves_nothing(at_once: Tenant) -> None:
    rule = waiting(at_once)
    assert policy.unread_reply(at_once, rule) == ("en", "Any time!")
    at_once.approval = Approval.HUMAN
    assert policy.unread_reply(at_once, rule) is None
    assert Wall.POLICY in walls_of(at_once, rule)


def test_a_change_of_the_policy_is_recorded_with_the_old_and_new_values(
    tenant: Tenant, owner: User
) -> None:
    same = change_policy(tenant, {"minutes_apart": 60}, by=owner)
    assert same.minutes_apart == 60
    assert not Policy.objects.filter(tenant=tenant).exists()
    assert not AuditEntry.objects.filter(action="policy.changed").exists()
    changes = {"minutes_apart": 60, "complaints_limit": 9, "at_once": ["thanks"]}
    changed = change_policy(tenant, changes, by=owner)
    assert changed == Policy.objects.get(tenant=tenant)
    assert access.policy_of(tenant).complaints_limit == 9
    entry = AuditEntry.objects.get(tenant=tenant, action="policy.changed")
    assert (entry.target, entry.actor) == ("thanks", owner)
    usual = ["greeting", "thanks", "farewell", "laughter"]
    assert entry.details == {
        "changes": {"complaints_limit": [3, 9], "at_once": [usual, ["thanks"]]}
    }


@pytest.mark.parametrize(
    ("changes", "relinted"),
    [
        ({"own_words": ["anvil"]}, True),
        ({"exempt": ["link"]}, True),
        ({"minutes_apart": 5, "own_words": []}, False),
    ],
)
def test_proposals_are_linted_again_when_words_or_exemptions_change(
    tenant: Tenant,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
    changes: dict[str, Any],
    relinted: bool,
) -> None:
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(policy, "send", lambda *task: sent.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        change_policy(tenant, changes, by=owner)
        assert sent == [], "a worker would still find the old words"
    assert sent == ([("rules.relint", tenant.pk)] if relinted else [])


def test_an_owner_may_let_every_kind_of_small_talk_live_at_once(
    tenant: Tenant, owner: User
) -> None:
    acts = [act.value for act in CLOSED_ACTS]
    assert change_policy(tenant, {"at_once": acts}, by=owner).at_once == acts


def test_an_owner_cannot_let_answers_with_content_live_at_once(tenant: Tenant, owner: User) -> None:
    with pytest.raises(ValueError, match=r"^only closed acts may go live without a person$"):
        change_policy(tenant, {"at_once": ["thanks", "answer"]}, by=owner)
    with pytest.raises(ValueError, match=r"^answer never goes live automatically, so it has no"):
        replies.approve_replies(tenant, {Act.ANSWER: "Nine."}, language="en", by=owner)
    assert not ApprovedReply.objects.filter(tenant=tenant).exists()


def test_replies_are_approved_replaced_and_withdrawn_for_one_language(
    tenant: Tenant, owner: User, moderator: User
) -> None:
    first = {Act.THANKS: " Any time! ", Act.GREETING: "Hi!"}
    replies.approve_replies(tenant, first, language="en", by=owner)
    replies.approve_replies(tenant, {Act.THANKS: "De nada"}, language="pt-BR", by=owner)
    second = {Act.THANKS: "My pleasure!", Act.GREETING: " "}
    (approved,) = replies.approve_replies(tenant, second, language="en-GB", by=moderator)
    kept = access.replies_of(tenant).order_by("language")
    assert list(kept.values_list("act", "language", "text", "approved_by")) == [
        ("thanks", "en", "My pleasure!", moderator.pk),
        ("thanks", "pt", "De nada", owner.pk),
    ]
    assert approved == kept[0]
    entry = AuditEntry.objects.filter(tenant=tenant, action="replies.approved").latest("pk")
    assert (entry.target, entry.actor) == ("replies in en-GB", moderator)
    assert entry.details == {"texts": {"thanks": "My pleasure!", "greeting": " "}}


def test_replies_are_stored_without_the_blanks_around_them(tenant: Tenant, owner: User) -> None:
    replies.approve_replies(tenant, {Act.THANKS: " \nAny time!\n "}, language="en", by=owner)
    assert access.replies_of(tenant).get().text == "Any time!"
