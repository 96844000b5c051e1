"""Findings as moderators read them: which lessons are linted, and what each finding shows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import record_lesson
from delegation.rules.services.lessons.linting import lint_rule, relint_tenant
from delegation.rules.services.lessons.policy import change_policy
from tenants.models import Tenant, User
from tests.delegation.rules.making import lesson_of, rule_of, seen

pytestmark = pytest.mark.django_db


def test_a_finding_of_words_shows_them_and_no_code_points(tenant: Tenant) -> None:
    rule = rule_of(tenant, response="See acme.com")
    lint_rule(tenant, rule)
    assert rule.problems == ["link"]
    assert rule.findings == [{"problem": "link", "part": "response", "excerpt": ".com"}]


@pytest.mark.parametrize(
    ("response", "problem"),
    [("<b>", "markup"), ("th\u0430nks", "mixed_script"), ("a\u200bb", "invisible_character")],
)
def test_a_finding_of_characters_names_each(tenant: Tenant, response: str, problem: str) -> None:
    rule = rule_of(tenant, response=response)
    lint_rule(tenant, rule)
    (found,) = [each for each in rule.findings if each["problem"] == problem]
    assert len(found["code_points"]) == len(found["excerpt"]) > 0


def test_a_long_excerpt_is_cut(tenant: Tenant) -> None:
    word = "th\u0430" + "nk" * 100  # a Cyrillic letter among Latin ones
    rule = rule_of(tenant, response=word)
    lint_rule(tenant, rule)
    (found,) = [each for each in rule.findings if each["problem"] == "mixed_script"]
    assert found["excerpt"] == word[:120]
    assert len(found["code_points"]) == 120


def test_a_null_character_is_shown_as_its_symbol(tenant: Tenant) -> None:
    rule = Rule(tenant=tenant, phrase="thx", act="thanks", response="a\0b")
    lint_rule(tenant, rule)
    (found,) = [each for each in rule.findings if each["problem"] == "invisible_character"]
    assert (found["excerpt"], found["code_points"]) == ("␀", ["U+0000 without a name"])


def test_forty_findings_are_kept_and_every_problem_is_named(tenant: Tenant) -> None:
    numbers = " ".join(str(number) for number in range(1000, 1060))
    rule = rule_of(tenant, response=f"{numbers} acme.com")
    lint_rule(tenant, rule)
    assert len(rule.findings) == 40
    assert "link" in rule.problems


def test_only_the_newest_fifty_lessons_are_linted(tenant: Tenant) -> None:
    rule = rule_of(tenant)
    now = timezone.now()
    lesson_of(rule, query="Thx <b>", created_at=now - timedelta(hours=1))
    for number in range(49):
        lesson_of(rule, created_at=now - timedelta(minutes=number))
    lint_rule(tenant, rule)
    assert "markup" in rule.problems
    lesson_of(rule)
    lint_rule(tenant, rule)
    assert rule.problems == []


def test_the_words_of_visitors_are_linted_as_well_as_the_phrase(tenant: Tenant) -> None:
    rule = rule_of(tenant, variants=["thanks maria 7"])
    lesson_of(rule, query="Thx <b>")
    lint_rule(tenant, rule)
    assert {"number", "markup"} <= set(rule.problems)


def test_lessons_of_another_act_add_no_problem_to_its_texts(tenant: Tenant) -> None:
    rule = rule_of(tenant)
    lesson_of(rule)
    lesson_of(rule_of(tenant, response="Hi!", act="greeting"), query="Thx <b>")
    lint_rule(tenant, rule)
    assert "markup" not in rule.problems
    assert "response_differs" not in rule.problems


def test_lessons_of_another_tenant_add_no_problem(tenant: Tenant, other_tenant: Tenant) -> None:
    lesson_of(rule_of(other_tenant, response="No!", act="answer"), query="Thx <b>")
    rule = rule_of(tenant, response="Yes!", act="answer")
    lesson_of(rule)
    lint_rule(tenant, rule)
    assert not {"conflict", "markup", "response_differs"} & set(rule.problems)


def test_a_conflict_names_the_acts_the_newest_first(tenant: Tenant) -> None:
    record_lesson(tenant, TaughtLesson("alright", "Fine!", Act.ACKNOWLEDGEMENT), seen(1))
    rule = record_lesson(tenant, TaughtLesson("alright", "Bye!", Act.FAREWELL), seen(2))
    (conflict,) = [each for each in rule.findings if each["problem"] == "conflict"]
    assert conflict == {
        "problem": "conflict",
        "part": "response",
        "excerpt": "farewell, acknowledgement",
    }


def test_a_conflict_of_replies_quotes_neither(tenant: Tenant) -> None:
    for number, response in enumerate(("Yes, we are open.", "No, we are closed.")):
        rule = record_lesson(tenant, TaughtLesson("open today", response, None), seen(number))
    found = [each for each in rule.findings if each["problem"] in ("conflict", "response_differs")]
    assert {each["problem"] for each in found} == {"conflict", "response_differs"}
    assert {(each["part"], each["excerpt"]) for each in found} == {("response", "")}


def test_a_rule_is_shadowed_by_another_live_rule_and_not_by_itself(
    tenant: Tenant, moderator: User
) -> None:
    live = moderation.approve_rule(rule_of(tenant), by=moderator)
    lint_rule(tenant, live)
    assert live.problems == []
    other = rule_of(tenant, act="greeting", variants=["thx"], phrase="hello")
    lint_rule(tenant, other)
    assert other.findings == [{"problem": "shadowed", "part": "phrase", "excerpt": "thx"}]


def test_only_undecided_rules_are_linted_again(
    tenant: Tenant, other_tenant: Tenant, owner: User, moderator: User
) -> None:
    live = moderation.approve_rule(rule_of(tenant, response="See acme.com"), by=moderator)
    waiting = [
        rule_of(tenant, response="See acme.com", phrase=phrase) for phrase in ("ty", "cheers")
    ]
    Rule.objects.filter(pk=waiting[0].pk).update(state=RuleState.PROPOSED)
    elsewhere = rule_of(other_tenant, response="See acme.com")
    assert relint_tenant(tenant.pk) == 2
    for rule in (live, *waiting, elsewhere):
        rule.refresh_from_db()
    assert [rule.problems for rule in waiting] == [["link"], ["link"]]
    assert [len(rule.findings) for rule in waiting] == [1, 1]
    assert (live.problems, elsewhere.problems) == ([], [])
    change_policy(tenant, {"exempt": ["link"]}, by=owner)
    assert relint_tenant(tenant.pk) == 2
    waiting[0].refresh_from_db()
    assert (waiting[0].problems, waiting[0].findings) == ([], [])
