"""What a lesson stores, and when its rule is linted, proposed and let live."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Lesson, Rule, RuleState, TaughtBy
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons import learning
from delegation.rules.services.lessons.evidence_wanted import wants_evidence
from delegation.rules.services.lessons.learning import (
    Evidence,
    LessonRefused,
    live_instruction,
    record_lesson,
)
from delegation.rules.services.lessons.policy import change_policy
from tenants.models import Tenant, User
from tests.delegation.rules.making import NOW, lesson_of, rule_of, seen

pytestmark = pytest.mark.django_db
THX = TaughtLesson("Thx!", "You're welcome!", Act.THANKS, ("ty", "Thx", "see evil.com", "cheers"))


def test_a_lesson_stores_its_texts_and_where_it_came_from(tenant: Tenant) -> None:
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


@pytest.mark.parametrize(
    ("variants", "trusted", "credible"),
    [(("ty",), True, True), (("ty",), False, False), (("see evil.com",), True, False)],
)
def test_only_harmless_lessons_of_a_trusted_teacher_are_credible(
    tenant: Tenant, variants: tuple[str, ...], trusted: bool, credible: bool
) -> None:
    taught = TaughtLesson("Thx!", "You're welcome!", Act.THANKS, variants)
    record_lesson(tenant, taught, seen(1, trusted=trusted))
    assert Lesson.objects.get(tenant=tenant).credible is credible


def test_a_lesson_that_names_no_act_is_an_answer_with_content(tenant: Tenant) -> None:
    rule = record_lesson(tenant, TaughtLesson("Opening hours?", "Nine.", None), seen(1))
    assert (rule.act, rule.lessons.get().act) == ("answer", "answer")


def test_a_message_without_words_teaches_nothing(tenant: Tenant) -> None:
    with pytest.raises(LessonRefused) as refused:
        record_lesson(tenant, TaughtLesson("!!!", "Hello!", Act.GREETING), seen(1))
    assert (refused.value.code, str(refused.value)) == (("lesson_query_not_matchable",) * 2)
    assert not Lesson.objects.filter(tenant=tenant).exists()


def test_a_known_visitor_on_a_new_network_adds_a_network_and_no_visitor(tenant: Tenant) -> None:
    for network in ("home", "office", "office"):
        rule = record_lesson(tenant, THX, seen(1, network=network))
    rule.refresh_from_db()
    assert (rule.lessons_count, rule.visitors_count, rule.networks_count) == (3, 1, 2)


def test_a_visitor_counts_for_each_rule_that_they_were_taught(tenant: Tenant) -> None:
    record_lesson(tenant, TaughtLesson("bye", "Bye!", Act.FAREWELL), seen(1))
    for _ in range(2):
        rule = record_lesson(tenant, THX, seen(2))
    rule = record_lesson(tenant, THX, seen(1))
    assert (rule.visitors_count, rule.networks_count) == (2, 2)


def test_a_rule_that_enough_visitors_were_taught_is_proposed_at_that_moment(tenant: Tenant) -> None:
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
    rule_of(tenant, lessons_count=lessons)
    assert tenant.sightings == 3
    assert wants_evidence(tenant, "thx") is wanted


@pytest.mark.parametrize(
    ("taught_by", "calls", "state"),
    [
        (TaughtBy.OWN_SERVER, 0, RuleState.OBSERVED),  # a browser reported it
        (TaughtBy.TEACHER, 1, RuleState.OBSERVED),
        (TaughtBy.OWN_SERVER, 1, RuleState.PROPOSED),  # the server, with its secret key
    ],
)
def test_only_the_tenants_own_server_proposes_more_than_a_network_may(
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


@pytest.mark.usefixtures("clock")
def test_one_network_makes_at_most_thirty_proposals_a_day(tenant: Tenant) -> None:
    tenant.sightings = 1
    for n, proposed_at in enumerate([NOW] * 29 + [NOW - timedelta(hours=25)]):
        rule = rule_of(tenant, phrase=f"thanks {n}", proposed_at=proposed_at)
        lesson_of(rule, address_prefix="one")
    states = [
        record_lesson(tenant, TaughtLesson(query, "!", Act.THANKS), seen(n, network="one")).state
        for n, query in enumerate(("thx", "ty"))
    ]
    assert states == [RuleState.PROPOSED, RuleState.OBSERVED]


@pytest.fixture
def after_one_lesson(at_once: Tenant, owner: User) -> Tenant:
    """Let small talk live at once after a single lesson."""
    at_once.sightings = 1
    at_once.save()
    change_policy(at_once, {"minutes_apart": 0}, by=owner)
    return at_once


def test_a_rule_that_the_policy_approved_names_no_person(after_one_lesson: Tenant) -> None:
    rule = record_lesson(
        after_one_lesson, TaughtLesson("Thx!", "Hi!", Act.THANKS, ("ty",)), seen(1)
    )
    rule = Rule.objects.get(pk=rule.pk)
    assert (rule.state, rule.decided_by, rule.version) == (RuleState.LIVE, None, 1)
    assert (rule.response, rule.variants, rule.states) == ("Any time!", [], ["nothing"])
    assert rule.language == "en"


def test_the_policy_leaves_a_phrase_that_a_live_rule_answers_to_a_person(
    after_one_lesson: Tenant, moderator: User
) -> None:
    moderation.approve_rule(rule_of(after_one_lesson, act="greeting"), by=moderator)
    rule = record_lesson(after_one_lesson, TaughtLesson("thx", "Hi!", Act.THANKS), seen(1))
    assert (rule.state, rule.response, rule.version) == (RuleState.PROPOSED, "Hi!", 0)
    assert live_instruction(rule) is None


def test_a_browser_gets_a_live_rule_as_an_instruction(tenant: Tenant, moderator: User) -> None:
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


def test_a_suspended_rule_is_no_instruction(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(record_lesson(tenant, THX, seen(1)), by=moderator)
    assert live_instruction(moderation.suspend_rule(rule, by=moderator, reason="?")) is None
