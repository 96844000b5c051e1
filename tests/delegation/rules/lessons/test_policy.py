"""The tenant's policy, its page, and what it lets live."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from delegation.domain.approval.auto_approval import WALLS_IN_WORDS, Wall
from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.models import Lesson, Pack, Rule, RuleState
from delegation.rules.services.lessons import replies
from delegation.rules.services.lessons.learning import record_lesson
from delegation.rules.services.lessons.policy import change_policy, walls_of
from tenants.models import Approval, AuditEntry, Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
FORM = {"at_once": ["thanks"], "minutes_apart": "30", "complaints_limit": "5", "own_words": "Acme"}


@pytest.fixture
def at_once(tenant: Tenant, owner: User) -> Tenant:
    tenant.approval = Approval.AT_ONCE
    tenant.save()
    texts = {Act.THANKS: "You're welcome!", Act.GREETING: "Hello!", Act.ACKNOWLEDGEMENT: "Fine!"}
    replies.approve_replies(tenant, texts, language="en", by=owner)
    return tenant


def teach(tenant: Tenant, query: str, act: Act, clock: time_machine.Traveller) -> Rule:
    """Three visitors of three networks, two hours apart."""
    for number in range(3):
        clock.shift(timedelta(hours=2))
        rule = record_lesson(tenant, TaughtLesson(query, "You're welcome!", act), seen(number))
    return rule


def test_visitors_spread_in_time_let_small_talk_live(
    at_once: Tenant, clock: time_machine.Traveller
) -> None:
    assert teach(at_once, "thank you so much", Act.THANKS, clock).state == RuleState.LIVE


def test_a_burst_from_many_networks_waits_for_a_person(
    at_once: Tenant, clock: time_machine.Traveller
) -> None:
    for number in range(50):
        rule = record_lesson(at_once, TaughtLesson("thx", "Sure!", Act.THANKS), seen(number))
    assert rule.state == RuleState.PROPOSED
    assert walls_of(at_once, rule) == [Wall.FEW_VISITORS]


def test_words_that_are_not_on_the_lists_wait_for_a_person(
    at_once: Tenant, clock: time_machine.Traveller
) -> None:
    rule = teach(at_once, "thanks you beautiful people", Act.THANKS, clock)
    assert rule.state == RuleState.PROPOSED
    assert Wall.UNKNOWN_WORDS in walls_of(at_once, rule)


def test_the_wrong_act_for_known_words_waits_for_a_person(
    at_once: Tenant, clock: time_machine.Traveller
) -> None:
    rule = teach(at_once, "bye", Act.GREETING, clock)
    assert rule.state == RuleState.PROPOSED
    assert walls_of(at_once, rule) == [Wall.UNKNOWN_WORDS, Wall.NO_REPLY]


def test_a_known_phrase_of_another_language_speaks_that_languages_reply(
    at_once: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    replies.approve_replies(at_once, {Act.THANKS: "De rien !"}, language="fr", by=owner)
    rule = teach(at_once, "merci beaucoup", Act.THANKS, clock)
    assert (rule.state, rule.language, rule.response) == (RuleState.LIVE, "fr", "De rien !")


def test_acts_that_may_accept_an_offer_go_live_only_where_the_owner_says_so(
    at_once: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    assert teach(at_once, "got it", Act.ACKNOWLEDGEMENT, clock).state == RuleState.PROPOSED
    change_policy(at_once, {"at_once": ["acknowledgement"]}, by=owner)
    assert teach(at_once, "understood", Act.ACKNOWLEDGEMENT, clock).state == RuleState.LIVE
    assert teach(at_once, "thanks", Act.THANKS, clock).state == RuleState.PROPOSED


def test_a_fixed_answer_never_goes_live_unread(tenant: Tenant, owner: User) -> None:
    with pytest.raises(ValueError, match="only closed acts"):
        change_policy(tenant, {"at_once": ["answer"]}, by=owner)


def test_lessons_with_links_are_kept_but_count_for_nothing(
    at_once: Tenant, clock: time_machine.Traveller
) -> None:
    for number in range(5):
        clock.shift(timedelta(hours=2))
        taught = TaughtLesson("thanks", "Visit evil.example.com!", Act.THANKS)
        rule = record_lesson(at_once, taught, seen(number))
    assert rule.state == RuleState.PROPOSED
    assert Lesson.objects.filter(tenant=at_once, credible=False).count() == 5
    assert "evil" not in "".join(Pack.objects.filter(tenant=at_once).values_list("body", flat=True))


def test_lessons_of_a_teacher_without_exam_do_not_help_those_of_one_with(
    at_once: Tenant, clock: time_machine.Traveller
) -> None:
    for number in range(3):
        clock.shift(timedelta(hours=2))
        taught = TaughtLesson("thanks", "Sure!", Act.THANKS)
        rule = record_lesson(at_once, taught, seen(number, trusted=number == 2))
    assert rule.state == RuleState.PROPOSED


def test_the_page_saves_what_an_owner_chooses_and_writes_it_down(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)

    page = client.post(reverse("policy"), {**FORM, "exempt": ["name"]}, follow=True)

    policy = access.policy_of(tenant)
    assert (policy.at_once, policy.minutes_apart, policy.complaints_limit) == (["thanks"], 30, 5)
    assert (policy.own_words, policy.exempt) == (["Acme"], ["name"])
    entry = AuditEntry.objects.get(tenant=tenant, action="policy.changed")
    assert entry.actor == owner
    assert entry.details["changes"]["exempt"] == [[], ["name"]]
    assert "The policy is saved." in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"at_once": ["answer"]}, {"minutes_apart": "-1"}, {"own_words": "!!!"}, {"exempt": ["nope"]}],
)
def test_nonsense_is_refused_in_words(
    client: Client, owner: User, tenant: Tenant, wrong: dict[str, object]
) -> None:
    client.force_login(owner)
    answer = client.post(reverse("policy"), {**FORM, **wrong})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not AuditEntry.objects.filter(tenant=tenant, action="policy.changed").exists()


@pytest.mark.parametrize("role", ["moderator", "viewer"])
def test_others_read_the_policy_and_change_nothing(
    client: Client, tenant: Tenant, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    assert "Save the policy" not in client.get(reverse("policy")).content.decode()
    refused = client.post(reverse("policy"), FORM)
    assert refused.status_code == 403
    assert "Only an owner of Shop may change this." in refused.content.decode()


def test_the_lists_can_be_read_in_every_language(
    client: Client, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    assert "thank you" in client.get(reverse("policy")).content.decode()
    assert "спасибо" in client.get(reverse("policy"), {"language": "ru"}).content.decode()


@pytest.mark.parametrize("page", ["policy", "starter_pack"])
def test_languages_are_called_as_their_reader_calls_them(
    client: Client, owner: User, tenant: Tenant, page: str
) -> None:
    client.force_login(owner)
    german = {"Accept-Language": "de"}
    assert ">Russian</a>" in client.get(reverse(page)).content.decode()
    assert ">Russisch</a>" in client.get(reverse(page), headers=german).content.decode()


def test_the_rules_page_says_why_it_waits(
    client: Client, owner: User, at_once: Tenant, clock: time_machine.Traveller
) -> None:
    rule = teach(at_once, "thanks you beautiful people", Act.THANKS, clock)
    client.force_login(owner)
    page = client.get(reverse("moderation:rules_rule_change", args=[rule.pk])).content.decode()
    assert "Why this did not go live automatically" in page
    assert WALLS_IN_WORDS[Wall.UNKNOWN_WORDS] in page


def test_what_goes_live_unread_answers_only_while_nothing_is_awaited(
    at_once: Tenant, clock: time_machine.Traveller
) -> None:
    rule = record_lesson(at_once, TaughtLesson("thank you", "Sure!", Act.THANKS), seen(9))
    Rule.objects.filter(pk=rule.pk).update(states=["confirm", "nothing"], variants=["cancel"])
    live = teach(at_once, "thank you", Act.THANKS, clock)
    assert (live.state, live.states, live.variants) == (RuleState.LIVE, ["nothing"], [])


def test_a_phrase_with_one_of_the_tenants_own_words_waits_for_a_person(
    at_once: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    change_policy(at_once, {"own_words": ["much"]}, by=owner)
    rule = teach(at_once, "thank you so much", Act.THANKS, clock)
    assert rule.state == RuleState.PROPOSED
    assert walls_of(at_once, rule) == [Wall.PROBLEM]
