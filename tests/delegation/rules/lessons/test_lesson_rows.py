"""What a lesson leaves in the database, and when its rule is linted and proposed again."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Lesson, Rule, RuleState, TaughtBy
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons import learning, replies
from delegation.rules.services.lessons.evidence_wanted import wants_evidence
from delegation.rules.services.lessons.learning import (
    Evidence,
    LessonRefused,
    live_instruction,
    record_lesson,
)
from delegation.rules.services.lessons.policy import change_policy
from tenants.models import Approval, Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
THX = TaughtLesson("Thx!", "You're welcome!", Act.THANKS, ("ty", "Thx", "see evil.com", "cheers"))


def test_a_lesson_keeps_all_that_was_said_and_where_it_came_from(tenant: Tenant) -> None:
    escalation = uuid4()
    evidence = Evidence(
        escalation, "maria", "network", "more", True, 2, Decimal("0.03"), TaughtBy.OWN_SERVER
    )
    taught = TaughtLesson("Thx!", "You're welcome!", Act.THANKS, ("ty",))
    rule = record_lesson(tenant, taught, evidence)
    lesson = Lesson.objects.get(rule=rule)
    assert (lesson.tenant, lesson.taught_by, lesson.escalation_id) == (
        tenant,
        TaughtBy.OWN_SERVER,
        escalation,
    )
    assert (lesson.query, lesson.response, lesson.act) == ("Thx!", "You're welcome!", "thanks")
    assert (lesson.variants, lesson.awaiting) == (["ty"], "more")
    assert (lesson.visitor, lesson.address_prefix) == ("maria", "network")
    assert (lesson.credible, lesson.calls, lesson.cost) == (True, 2, Decimal("0.03"))


def test_a_new_rule_takes_the_lessons_text_and_its_harmless_variants(tenant: Tenant) -> None:
    tenant.language = "de"
    rule = Rule.objects.get(pk=record_lesson(tenant, THX, seen(1)).pk)
    assert (rule.phrase, rule.act, rule.language) == ("thx", "thanks", "de")
    assert rule.response == "You're welcome!"
    assert rule.variants == ["cheers", "ty"]
    assert (rule.state, rule.version, rule.proposed_at) == (RuleState.OBSERVED, 0, None)
    assert (rule.lessons_count, rule.visitors_count, rule.networks_count) == (1, 1, 1)


@pytest.mark.parametrize("trusted", [True, False])
def test_a_variant_that_looks_like_an_attack_takes_the_lessons_credit(
    tenant: Tenant, trusted: bool
) -> None:
    record_lesson(tenant, THX, seen(1, trusted=trusted))
    assert not Lesson.objects.get(tenant=tenant).credible


def test_a_lesson_that_names_no_act_is_an_answer_with_content(tenant: Tenant) -> None:
    rule = record_lesson(tenant, TaughtLesson("Opening hours?", "Nine.", None), seen(1))
    assert (rule.act, rule.lessons.get().act) == ("answer", "answer")


def test_a_message_without_words_teaches_nothing(tenant: Tenant) -> None:
    with pytest.raises(LessonRefused) as refused:
        record_lesson(tenant, TaughtLesson("!!!", "Hello!", Act.GREETING), seen(1))
    assert (refused.value.code, str(refused.value)) == (("lesson_query_not_matchable",) * 2)
    assert not Lesson.objects.filter(tenant=tenant).exists()


def test_a_known_visitor_on_a_new_network_is_a_new_network_alone(tenant: Tenant) -> None:
    for network in ("home", "office", "office"):
        rule = record_lesson(tenant, THX, seen(1, network=network))
    rule.refresh_from_db()
    assert (rule.lessons_count, rule.visitors_count, rule.networks_count) == (3, 1, 2)


def test_another_rules_visitors_are_new_to_this_one(tenant: Tenant) -> None:
    record_lesson(tenant, TaughtLesson("bye", "Bye!", Act.FAREWELL), seen(1))
    for _ in range(2):
        rule = record_lesson(tenant, THX, seen(2))
    rule = record_lesson(tenant, THX, seen(1))
    assert (rule.visitors_count, rule.networks_count) == (2, 2)


def test_a_rule_is_proposed_by_enough_visitors_and_says_when(tenant: Tenant) -> None:
    with time_machine.travel(NOW, tick=False):
        for number in range(3):
            rule = record_lesson(tenant, THX, seen(number))
    rule.refresh_from_db()
    assert (rule.state, rule.proposed_at) == (RuleState.PROPOSED, NOW)


def test_a_live_rule_that_is_taught_again_stays_live_and_is_not_linted(
    tenant: Tenant, moderator: User
) -> None:
    rule = moderation.approve_rule(record_lesson(tenant, THX, seen(0)), by=moderator)
    Rule.objects.filter(pk=rule.pk).update(problems=["name"], findings=[])
    for number in range(1, 5):
        rule = record_lesson(tenant, THX, seen(number))
    rule.refresh_from_db()
    assert (rule.state, rule.visitors_count, rule.proposed_at) == (RuleState.LIVE, 5, None)
    assert rule.problems == ["name"]


@pytest.mark.parametrize(("before", "linted"), [(49, True), (50, False)])
def test_a_phrase_is_linted_with_its_first_fifty_lessons(
    tenant: Tenant, before: int, linted: bool
) -> None:
    rule = record_lesson(tenant, THX, seen(1))
    Rule.objects.filter(pk=rule.pk).update(lessons_count=before, problems=["name"])
    record_lesson(tenant, THX, seen(2))
    rule.refresh_from_db()
    assert rule.lessons_count == before + 1
    assert ("name" not in rule.problems) is linted


@pytest.mark.parametrize(("lessons", "wanted"), [(14, True), (15, False)])
def test_five_times_the_wanted_visitors_are_enough_lessons(
    tenant: Tenant, lessons: int, wanted: bool
) -> None:
    Rule.objects.create(
        tenant=tenant, phrase="thx", act="thanks", response="!", lessons_count=lessons
    )
    assert tenant.sightings == 3
    assert wants_evidence(tenant, "thx") is wanted


@pytest.mark.parametrize(
    ("taught_by", "calls", "state"),
    [
        (TaughtBy.OWN_SERVER, 0, RuleState.OBSERVED),  # a browser reports it: a claim
        (TaughtBy.TEACHER, 1, RuleState.OBSERVED),
        (TaughtBy.OWN_SERVER, 1, RuleState.PROPOSED),  # with the secret key
    ],
)
def test_only_the_tenants_own_server_proposes_without_a_bound(
    tenant: Tenant,
    monkeypatch: pytest.MonkeyPatch,
    taught_by: TaughtBy,
    calls: int,
    state: RuleState,
) -> None:
    monkeypatch.setattr(learning, "PROPOSALS_OF_A_NETWORK", 1)
    tenant.sightings = 1
    states = []
    for query in ("thx", "ty"):
        evidence = Evidence(uuid4(), query, "one", "nothing", calls=calls, taught_by=taught_by)
        states.append(record_lesson(tenant, TaughtLesson(query, "!", Act.THANKS), evidence).state)
    assert states == [RuleState.PROPOSED, state]


def test_thirty_proposals_a_day_are_all_that_one_network_makes(tenant: Tenant) -> None:
    tenant.sightings = 1
    first = [
        Rule.objects.create(
            tenant=tenant, phrase=f"thanks {n}", act="thanks", response="!", proposed_at=at
        )
        for n, at in enumerate([timezone.now()] * 29 + [timezone.now() - timedelta(hours=25)])
    ]
    Lesson.objects.bulk_create(
        Lesson(
            tenant=tenant, rule=rule, escalation_id=uuid4(), query="?", response="!", act="thanks",
            awaiting="nothing", visitor="v", address_prefix="one",
        )
        for rule in first
    )  # fmt: skip
    states = [
        record_lesson(tenant, TaughtLesson(query, "!", Act.THANKS), seen(n, network="one")).state
        for n, query in enumerate(("thx", "ty"))
    ]
    assert states == [RuleState.PROPOSED, RuleState.OBSERVED]


@pytest.fixture
def at_once(tenant: Tenant, owner: User) -> Tenant:
    """The tenant lets thanks live at once, in words that its owner approved."""
    tenant.approval, tenant.sightings = Approval.AT_ONCE, 1
    tenant.save()
    change_policy(tenant, {"minutes_apart": 0}, by=owner)
    replies.approve_replies(tenant, {Act.THANKS: "Any time!"}, language="en", by=owner)
    return tenant


def test_a_rule_that_the_policy_approved_is_nobodys_decision(at_once: Tenant) -> None:
    rule = record_lesson(at_once, TaughtLesson("Thx!", "Hi!", Act.THANKS, ("ty",)), seen(1))
    rule = Rule.objects.get(pk=rule.pk)
    assert (rule.state, rule.decided_by, rule.version) == (RuleState.LIVE, None, 1)
    assert (rule.response, rule.variants, rule.states) == ("Any time!", [], ["nothing"])
    assert rule.language == "en"


def test_the_policy_leaves_a_phrase_that_a_live_rule_answers_to_a_person(
    at_once: Tenant, moderator: User
) -> None:
    other = Rule.objects.create(tenant=at_once, phrase="thx", act="greeting", response="Hello!")
    moderation.approve_rule(other, by=moderator)
    rule = record_lesson(at_once, TaughtLesson("thx", "Sure!", Act.THANKS), seen(1))
    assert (rule.state, rule.response, rule.version) == (RuleState.PROPOSED, "Sure!", 0)
    assert live_instruction(rule) is None


def test_the_browser_that_asked_gets_the_live_rule_as_an_order(
    tenant: Tenant, moderator: User
) -> None:
    rule = record_lesson(tenant, THX, seen(1))
    rule = moderation.approve_rule(rule, by=moderator, states=["more", "nothing"])
    assert live_instruction(rule) == {
        "command": "LEARN_SIMPLE_PHRASE",
        "query": "thx",
        "response": "You're welcome!",
        "act": "thanks",
        "variants": ["cheers", "ty"],
        "rule": {"id": rule.pk, "version": 1, "states": ["more", "nothing"]},
    }


def test_a_rule_that_is_suspended_is_no_order(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(record_lesson(tenant, THX, seen(1)), by=moderator)
    assert live_instruction(moderation.suspend_rule(rule, by=moderator, reason="?")) is None
