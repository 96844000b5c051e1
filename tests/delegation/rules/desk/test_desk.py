"""The moderation desk: what a proposal is worth, what it would do, and what could go wrong."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegation.conversations.models import Answer, Conversation, Escalation, EscalationState
from delegation.domain.phrases import canonical
from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules import panels
from delegation.rules.models import Lesson, Pack, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.desk import queue
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from tenants.models import Membership, Tenant, User
from tests.delegation.rules.desk.making import (
    PAGE,
    QUEUE,
    decide,
    decide_many,
    page_of,
    propose,
    state_of,
    undo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client


@pytest.fixture
def rule(tenant: Tenant) -> Rule:
    return propose(tenant)


def say(
    tenant: Tenant, text: str, *, awaiting: str = "nothing", answer: str = "Sure!", who: str = "v"
) -> UUID:
    """A message that the teacher answered."""
    conversation, _ = Conversation.objects.get_or_create(tenant=tenant, visitor=who, client_id=who)
    escalation = Escalation.objects.create(
        tenant=tenant,
        site_key=tenant.site_keys.get(),
        conversation=conversation,
        client_id=str(uuid4()),
        body_hash="",
        message=text,
        phrase=canonical(text),
        awaiting=awaiting,
        address_prefix="n",
        state=EscalationState.ANSWERED,
    )
    Answer.objects.create(
        escalation=escalation, tenant=tenant, text=answer, awaiting="nothing", source="teacher"
    )
    escalation.refresh_from_db()
    return escalation.pk


def teach(tenant: Tenant, query: str, response: str, *, who: str, before: str = "") -> Rule:
    if before:
        say(tenant, "a question", answer=before, who=who)
    pk = say(tenant, query, answer=response, who=who)
    taught = TaughtLesson(query, response, Act.THANKS)
    return record_lesson(tenant, taught, Evidence(pk, who, f"net-{who}", "nothing"))


def text_of(client: Client, rule: Rule) -> str:
    return client.get(page_of(rule)).content.decode()


def test_it_shows_the_turn_before_and_hides_who_wrote(desk: Client, tenant: Tenant) -> None:
    rule = teach(
        tenant, "thx Maria", "Welcome!", who="visitor-1", before="Your order 4711 is on its way."
    )
    page = text_of(desk, rule)
    assert "Your order [number] is on its way." in page
    assert "<td><bdi>thx [name]</bdi></td>" in page
    assert "visitor-1" not in page


def test_it_shows_the_different_responses_side_by_side(desk: Client, tenant: Tenant) -> None:
    for who, response in enumerate(["Welcome!", "Welcome!", "My pleasure."]):
        rule = teach(tenant, "thx", response, who=str(who))
    page = text_of(desk, rule)
    assert "<bdi>Welcome!</bdi> <small>2 times</small>" in page
    assert "<bdi>My pleasure.</bdi> <small>1 time</small>" in page


def test_a_question_is_shown_as_people_write_it(desk: Client, tenant: Tenant) -> None:
    rule = propose(tenant, canonical("When are you open?") or "", act="answer")

    assert "<q>when are you open?</q>" in desk.get(page_of(rule)).content.decode()
    assert ">when are you open?</a>" in desk.get(reverse(QUEUE)).content.decode()
    assert str(rule) == "“when are you open?” (answer)"


def test_it_says_its_problems_in_words(desk: Client, tenant: Tenant) -> None:
    rule = teach(tenant, "thx", "See https://evil.example", who="1")
    assert "Contains a link, or text that reads like a link." in text_of(desk, rule)


def test_it_says_in_the_readers_language_where_a_problem_lies(desk: Client, tenant: Tenant) -> None:
    rule = teach(tenant, "thx", "See https://evil.example", who="1")
    page = desk.get(page_of(rule), headers={"Accept-Language": "de"}).content.decode()
    assert "in: Antwort" in page


def test_it_doubts_visitors_of_one_network_and_hour(desk: Client, tenant: Tenant) -> None:
    rule = propose(tenant)
    page = text_of(desk, rule)
    assert "All these visitors came from one network" in page
    assert "All these messages came within one hour." in page


def test_it_does_not_doubt_visitors_of_many_networks_and_hours(
    desk: Client, tenant: Tenant
) -> None:
    for who in ("1", "2"):
        rule = teach(tenant, "thx", "Welcome!", who=who)
    first = rule.lessons.order_by("pk").first()
    assert first is not None
    Lesson.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(hours=2))
    page = text_of(desk, rule)
    assert "from one network" not in page
    assert "within one hour" not in page


def test_it_says_that_a_proposal_was_rejected_before(desk: Client, rule: Rule) -> None:
    Rule.objects.filter(pk=rule.pk).update(
        dismissed={"by": "ann@shop.example", "reason": "An offer."},
        returned_because="Since then it came from 12 networks; it was 3.",
    )
    page = text_of(desk, rule)
    assert "Rejected before" in page
    assert "ann@shop.example: “An offer.”" in page
    assert "Since then it came from 12 networks" in page


def test_near_proposals_become_variants_in_one_decision_and_return_with_undo(
    desk: Client, tenant: Tenant
) -> None:
    rule, near = propose(tenant, "thank you"), propose(tenant, "thank youu")
    assert f'name="merge" value="{near.pk}"' in text_of(desk, rule)

    decide(desk, rule, "approve", merge=[near.pk])
    assert state_of(rule) == RuleState.LIVE
    assert rule.variants == ["thank youu"]
    assert state_of(near) == RuleState.RETIRED
    assert near.merged_into == rule

    page = undo(desk)
    assert "2 decisions undone." in page
    assert (state_of(rule), state_of(near)) == (RuleState.PROPOSED, RuleState.PROPOSED)


def test_a_variant_that_somebody_decided_stops_the_whole_decision(
    desk: Client, tenant: Tenant, owner: User
) -> None:
    rule, near = propose(tenant, "thank you"), propose(tenant, "thank youu")
    moderation.reject_rule(Rule.objects.get(pk=near.pk), by=owner, reason="No.")
    page = decide(desk, rule, "approve", merge=[near.pk])
    assert f"{owner.email} decided about “thank youu” (thanks) first: it is now rejected." in page
    assert state_of(rule) == RuleState.PROPOSED


def test_many_decisions_are_undone_by_one_button(desk: Client, tenant: Tenant) -> None:
    rules = [propose(tenant, phrase) for phrase in ("thx", "bye now", "hello there")]
    decide_many(desk, rules, "approve")
    assert "Your last decision: 3 rules live." in desk.get(reverse(QUEUE)).content.decode()
    assert "3 decisions undone." in undo(desk)
    assert {state_of(rule) for rule in rules} == {RuleState.PROPOSED}
    assert "There is nothing to undo." in undo(desk)


def test_a_viewer_and_another_tenant_undo_nothing(
    desk: Client, rule: Rule, viewer: User, outsider: User, other_tenant: Tenant
) -> None:
    decide(desk, rule, "approve")
    batch = desk.get(reverse(QUEUE)).context["undo"].batch
    for person in (viewer, outsider):
        desk.force_login(person)
        desk.post(reverse("moderation:undo"), {"batch": str(batch)})
        assert state_of(rule) == RuleState.LIVE


def test_a_snoozed_proposal_leaves_the_queue_until_then(desk: Client, rule: Rule) -> None:
    assert "snoozed." in decide(desk, rule, "snooze", snooze_days=3)
    assert ">thx</a>" not in desk.get(reverse(QUEUE)).content.decode()
    assert ">thx</a>" in desk.get(reverse(QUEUE), {"state": "snoozed"}).content.decode()
    assert state_of(rule) == RuleState.PROPOSED
    assert rule.snoozed_until is not None
    days = (rule.snoozed_until - timezone.now()).total_seconds() / 86_400
    assert 2.9 < days <= 3
    Rule.objects.filter(pk=rule.pk).update(snoozed_until=timezone.now() - timedelta(minutes=1))
    assert ">thx</a>" in desk.get(reverse(QUEUE)).content.decode()


def test_the_dashboard_counts_what_the_queue_shows(
    desk: Client, rule: Rule, moderator: User
) -> None:
    propose(rule.tenant, "bye")
    decide(desk, rule, "snooze")
    (figure,) = panels.waiting(rule.tenant, timezone.now())
    assert (figure.label, figure.value) == ("Waiting proposals", "1")
    member = Membership.objects.get(tenant=rule.tenant, user=moderator)
    (step,) = panels.last_step(member)
    assert step.href == reverse(QUEUE)
    Rule.objects.filter(phrase="bye").delete()
    (step,) = panels.last_step(member)
    assert step.href == ""


def test_the_queue_shows_first_what_saves_most(desk: Client, tenant: Tenant) -> None:
    worths = {"rare": "0.0040", "often": "9.50", "nobody knows": None}
    for phrase, worth in worths.items():
        Rule.objects.filter(pk=propose(tenant, phrase).pk).update(worth=worth)
    page = desk.get(reverse(QUEUE)).content.decode()
    places = [page.index(f">{phrase}</a>") for phrase in ("often", "rare", "nobody knows")]
    assert places == sorted(places)
    assert "$9.50" in page
    assert "$0.0040" in page  # not $0.00
    assert "not known" in page


def test_phones_read_the_heads_of_columns_in_the_readers_language(
    desk: Client, tenant: Tenant
) -> None:
    Rule.objects.filter(pk=propose(tenant).pk).update(asked_month=1)
    english = desk.get(reverse(QUEUE)).content.decode()
    assert '<span data-before="" data-after=" visitors">3</span>' in english
    assert '<span data-before="asked " data-after=" time a month">1</span>' in english
    german = desk.get(reverse(QUEUE), headers={"Accept-Language": "de"}).content.decode()
    assert "1 Eintrag" in german
    assert '<span data-before="spart pro Monat: " data-after="">nicht bekannt</span>' in german
    assert '<span data-before="Probleme: " data-after="">keine</span>' in german


def test_a_decision_leads_to_the_next_proposal(desk: Client, tenant: Tenant) -> None:
    rules = [propose(tenant, phrase) for phrase in ("first", "second", "third")]
    assert list(queue.proposals(tenant)) == rules
    for rule, following in zip(rules, [rules[1], rules[2], rules[0]], strict=True):
        assert queue.next_proposal(rule) == following
    page = decide(desk, rules[1], "reject", reason="No.", go_on="1")
    assert "<q>third</q>" in page


def test_a_rule_goes_live_when_its_moderator_says(desk: Client, rule: Rule) -> None:
    later = timezone.now() + timedelta(days=2)
    decide(desk, rule, "approve", starts_at=later.strftime("%Y-%m-%dT%H:%M"))
    assert state_of(rule) == RuleState.LIVE
    assert '"thx"' not in Pack.objects.filter(tenant=rule.tenant).latest("version").body


def what_if(client: Client, rule: Rule) -> str:
    page = client.get(reverse("moderation:what_if"), {"rule": rule.pk}).content.decode()
    return " ".join(page.split())


def test_the_replay_says_what_the_rule_would_have_answered(
    desk: Client, tenant: Tenant, rule: Rule
) -> None:
    for text in ("thx", "Thx!", "thx for nothing", "what is my balance"):
        say(tenant, text)
    say(tenant, "thx", awaiting="confirm")
    page = what_if(desk, rule)
    assert "5 messages went to the teacher" in page
    assert "<b>2</b> of them, none after a question of the assistant" in page

    Rule.objects.filter(pk=rule.pk).update(states=["nothing", "confirm"])
    page = what_if(desk, rule)
    assert "<b>3</b> of them" in page
    assert "1 after a question of the assistant" in page


def test_the_replay_finds_messages_of_any_length(desk: Client, tenant: Tenant) -> None:
    rule = propose(tenant, "many thanks for everything you did")
    for text in ("Many thanks for everything you did!", "many thanks for everything you broke"):
        say(tenant, text)
    page = what_if(desk, rule)
    assert "2 messages went to the teacher" in page
    assert "<b>1</b> of them" in page


def test_the_replay_reads_thirty_days_of_this_tenant(
    desk: Client, tenant: Tenant, rule: Rule, other_tenant: Tenant
) -> None:
    old = say(tenant, "thx")
    Escalation.objects.filter(pk=old).update(created_at=timezone.now() - timedelta(days=31))
    say(other_tenant, "thx")
    assert "No message went to the teacher in the last 30 days." in what_if(desk, rule)


def test_the_test_box_compares_the_live_pack_with_the_proposal(desk: Client, rule: Rule) -> None:
    asked = {"message": "Thx!", "awaiting": "nothing", "rule": str(rule.pk)}
    page = desk.get(reverse("moderation:test"), asked).content.decode()
    assert "With the live rules" in page
    assert "no rule may answer after this kind of reply" in page
    assert "With “thx” (thanks) as well" in page
    assert (
        "Answered: this is an approved phrase. (after a reply that asks nothing; phrases: thx)"
        in page
    )


def test_the_test_box_tries_the_live_pack_alone(desk: Client, rule: Rule, moderator: User) -> None:
    moderation.approve_rule(rule, by=moderator)
    for awaiting, outcome in (("nothing", "answered"), ("confirm", "sent to the teacher")):
        asked = {"message": "thx", "awaiting": awaiting}
        page = desk.get(reverse("moderation:test"), asked).content.decode()
        assert f">{outcome}</span>" in page
    assert (
        "This field is required"
        in desk.get(
            reverse("moderation:test"), {"message": "", "awaiting": "nothing"}
        ).content.decode()
    )


@pytest.mark.parametrize("name", ["what_if", "test"])
def test_an_outsider_tries_nobody_elses_rule(
    desk: Client, rule: Rule, outsider: User, other_tenant: Tenant, name: str
) -> None:
    desk.force_login(outsider)
    for pk in (str(rule.pk), "abc", "9" * 30):
        asked = {"rule": pk, "message": "thx", "awaiting": "nothing"}
        assert desk.get(reverse(f"moderation:{name}"), asked).status_code == 404


def test_the_page_of_a_rule_needs_few_queries(
    desk: Client, tenant: Tenant, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        rule = teach(tenant, "thx", f"Welcome {number}", who=str(number))
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        page = desk.get(reverse(PAGE, args=[rule.pk])).content.decode()
    assert page.count("<td><bdi>thx</bdi></td>") == 50
    assert "These are the newest 50 of 60." in page
