"""From lessons to rules: what is proposed, what goes live unread, and in whose words."""

from contextlib import suppress

import pytest

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Pack, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons import replies
from delegation.rules.services.lessons.learning import (
    LessonRefused,
    live_instruction,
    record_lesson,
)
from delegation.rules.services.lessons.policy import change_policy
from tenants.models import Approval, AuditEntry, Tenant, User
from tests.delegation.rules.making import seen

THX = TaughtLesson("thx", "You're welcome, Maria!", Act.THANKS, ("thanks", "ty"))


@pytest.fixture
def at_once(tenant: Tenant, owner: User) -> Tenant:
    """The tenant lets closed acts through, in words that its owner approved."""
    tenant.approval = Approval.AT_ONCE
    tenant.save()
    change_policy(tenant, {"minutes_apart": 0}, by=owner)
    replies.approve_replies(tenant, {Act.THANKS: "You're welcome!"}, language="en", by=owner)
    return tenant


def test_it_proposes_a_phrase_after_enough_visitors(tenant: Tenant) -> None:
    states = [record_lesson(tenant, THX, seen(number)).state for number in range(3)]
    assert states == [RuleState.OBSERVED, RuleState.OBSERVED, RuleState.PROPOSED]


def test_one_visitor_asking_often_is_one_visitor(tenant: Tenant) -> None:
    for _ in range(5):
        rule = record_lesson(tenant, THX, seen(1))
    assert (rule.state, rule.lessons_count, rule.visitors_count) == (RuleState.OBSERVED, 5, 1)


def test_spellings_of_one_phrase_are_one_rule(tenant: Tenant) -> None:
    shouted = TaughtLesson("  THX!! ", "You're welcome!", Act.THANKS)
    assert record_lesson(tenant, THX, seen(1)) == record_lesson(tenant, shouted, seen(2))


def test_a_human_tenant_lets_nothing_live_by_itself(tenant: Tenant, owner: User) -> None:
    replies.approve_replies(tenant, {Act.THANKS: "You're welcome!"}, language="en", by=owner)
    for number in range(10):
        rule = record_lesson(tenant, THX, seen(number))
    assert rule.state == RuleState.PROPOSED
    assert live_instruction(rule) is None


def test_a_safe_class_goes_live_in_the_tenants_own_words(at_once: Tenant) -> None:
    for number in range(3):
        rule = record_lesson(at_once, THX, seen(number))
    assert rule.state == RuleState.LIVE
    assert rule.response == "You're welcome!"  # not what was said to Maria
    assert rule.variants == []  # what the teacher only claimed is not published
    body = Pack.objects.filter(tenant=at_once).latest("version").body
    assert "You're welcome!" in body
    assert "Maria" not in body


def test_one_network_with_many_ids_cannot_make_a_rule_live(at_once: Tenant) -> None:
    for number in range(20):
        rule = record_lesson(at_once, THX, seen(number, network="one"))
    assert rule.state == RuleState.PROPOSED


def test_an_act_without_an_approved_reply_needs_a_human(at_once: Tenant) -> None:
    hello = TaughtLesson("hello", "Hello!", Act.GREETING)
    for number in range(3):
        rule = record_lesson(at_once, hello, seen(number))
    assert rule.state == RuleState.PROPOSED


@pytest.mark.parametrize("act", [Act.ACKNOWLEDGEMENT, Act.COMPLIMENT, Act.ANSWER, None])
def test_a_class_that_is_not_safe_needs_a_human(at_once: Tenant, act: Act | None) -> None:
    taught = TaughtLesson("great", "Glad to hear it!", act)
    for number in range(5):
        rule = record_lesson(at_once, taught, seen(number))
    assert rule.state == RuleState.PROPOSED


@pytest.mark.parametrize(
    "query", ["thanks, see evil.com", "thx 4", "thanks?", "thanks <b>", "tha\u200bnks so much"]
)
def test_a_phrase_with_a_problem_needs_a_human(at_once: Tenant, query: str) -> None:
    taught = TaughtLesson(query, "You're welcome!", Act.THANKS)
    with suppress(LessonRefused):  # some can never be matched, and are not even proposed
        for number in range(5):
            record_lesson(at_once, taught, seen(number))
    assert not Rule.objects.filter(tenant=at_once, state=RuleState.LIVE).exists()


@pytest.mark.parametrize("awaiting", ["confirm", "choice", "info", "unknown"])
def test_nothing_is_learned_while_something_is_awaited(tenant: Tenant, awaiting: str) -> None:
    with pytest.raises(LessonRefused) as refused:
        record_lesson(tenant, THX, seen(1, awaiting=awaiting))
    assert refused.value.code == "lesson_while_awaiting"
    assert not Rule.objects.filter(tenant=tenant).exists()


def test_the_second_moderator_is_told_who_decided_first(
    tenant: Tenant, owner: User, moderator: User
) -> None:
    rule = record_lesson(tenant, THX, seen(1))
    mine, theirs = Rule.objects.get(pk=rule.pk), Rule.objects.get(pk=rule.pk)
    moderation.approve_rule(mine, by=moderator)
    with pytest.raises(moderation.AlreadyDecided, match=r"moderator@shop\.example decided about"):
        moderation.reject_rule(theirs, by=owner, reason="not ours")
    assert Rule.objects.get(pk=rule.pk).state == RuleState.LIVE


def test_every_decision_leaves_an_audit_row(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(record_lesson(tenant, THX, seen(1)), by=moderator)
    rule = moderation.suspend_rule(rule, by=moderator, reason="checking")
    moderation.retire_rule(rule, by=moderator, reason="not needed")
    actions = AuditEntry.objects.filter(tenant=tenant, actor=moderator).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "rule.approved",
        "rule.suspended",
        "rule.retired",
    ]


def test_a_suspended_rule_leaves_the_pack(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(record_lesson(tenant, THX, seen(1)), by=moderator)
    assert '"thx"' in Pack.objects.filter(tenant=tenant).latest("version").body
    moderation.suspend_rule(rule, by=moderator, reason="checking")
    assert '"thx"' not in Pack.objects.filter(tenant=tenant).latest("version").body


def test_two_live_rules_never_answer_the_same_phrase(tenant: Tenant, moderator: User) -> None:
    as_thanks = record_lesson(tenant, THX, seen(1))
    as_farewell = record_lesson(tenant, TaughtLesson("thx", "Bye!", Act.FAREWELL), seen(2))
    moderation.approve_rule(as_thanks, by=moderator)
    with pytest.raises(moderation.RuleRefused) as refused:
        moderation.approve_rule(as_farewell, by=moderator)
    assert refused.value.field == "phrase"


def test_an_edit_of_a_live_rule_is_a_new_version(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(record_lesson(tenant, THX, seen(1)), by=moderator)
    edited = moderation.edit_live_rule(rule, by=moderator, response="My pleasure!")
    assert edited.version == 2
    assert [v.response for v in edited.versions.order_by("number")] == [
        "You're welcome, Maria!",
        "My pleasure!",
    ]


def test_a_teacher_that_did_not_pass_the_exam_needs_a_human(at_once: Tenant) -> None:
    for number in range(5):
        rule = record_lesson(at_once, THX, seen(number, trusted=False))
    assert rule.state == RuleState.PROPOSED
