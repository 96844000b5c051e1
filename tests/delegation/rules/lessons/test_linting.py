"""What is wrong with a rule is kept with it, for the people who decide."""

import pytest

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Rule
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import record_lesson
from delegation.rules.services.lessons.linting import relint_tenant
from delegation.rules.services.lessons.policy import change_policy
from tenants.models import Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db


def taught(tenant: Tenant, query: str, response: str, act: Act = Act.THANKS) -> Rule:
    count = Rule.objects.filter(tenant=tenant).count() * 100
    return record_lesson(tenant, TaughtLesson(query, response, act), seen(count))


def test_a_finding_says_where_it_is_and_shows_what_a_look_hides(tenant: Tenant) -> None:
    rule = taught(tenant, "tha\u200bnks", "See shop.com")

    assert set(rule.problems) >= {"invisible_character", "link"}
    invisible = next(f for f in rule.findings if f["problem"] == "invisible_character")
    assert invisible["part"] == "phrase"
    assert invisible["code_points"] == ["U+200B ZERO WIDTH SPACE"]
    link = next(f for f in rule.findings if f["problem"] == "link")
    assert (link["part"], link["excerpt"]) == ("response", ".com")


def test_a_homoglyph_is_shown_letter_by_letter(tenant: Tenant) -> None:
    rule = taught(tenant, "th\u0430nks", "Sure!")
    (mixed,) = [f for f in rule.findings if f["problem"] == "mixed_script"]
    assert mixed["code_points"][2] == "U+0430 CYRILLIC SMALL LETTER A"


def test_a_telephone_number_is_named_as_one(tenant: Tenant) -> None:
    assert "phone" in taught(tenant, "thanks", "Call +49 30 901820").problems


def test_lessons_that_disagree_are_a_conflict(tenant: Tenant) -> None:
    taught(tenant, "alright", "Fine!", Act.ACKNOWLEDGEMENT)
    rule = taught(tenant, "alright", "Bye!", Act.FAREWELL)
    assert "conflict" in rule.problems


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("Yes, we are open.", "No, we are closed."),
        ("Да, открыты.", "Нет, закрыты."),
        ("是的，开着", "不是，关了"),
    ],
)
def test_lessons_that_say_yes_and_no_are_a_conflict(tenant: Tenant, yes: str, no: str) -> None:
    taught(tenant, "open today", yes, Act.ANSWER)
    assert "conflict" in taught(tenant, "open today", no, Act.ANSWER).problems


def test_different_responses_to_different_visitors_are_told(tenant: Tenant) -> None:
    assert "response_differs" not in taught(tenant, "open today", "All day", Act.ANSWER).problems
    rule = taught(tenant, "open today", "Only the shop in town", Act.ANSWER)
    assert "response_differs" in rule.problems
    assert "Only the shop" not in str(rule.findings)  # it may have been for one visitor


def test_a_rule_that_a_live_one_answers_already_is_shadowed(
    tenant: Tenant, moderator: User
) -> None:
    moderation.approve_rule(taught(tenant, "thanks", "Sure!"), by=moderator)
    rule = taught(tenant, "thanks", "Bye!", Act.FAREWELL)
    (shadow,) = [f for f in rule.findings if f["problem"] == "shadowed"]
    assert shadow["excerpt"] == "thanks"


def test_a_response_in_another_script_is_told(tenant: Tenant) -> None:
    assert "language_mismatch" in taught(tenant, "спасибо", "You're welcome!").problems


def test_a_tenant_adds_words_and_exempts_problems(tenant: Tenant, owner: User) -> None:
    change_policy(tenant, {"own_words": ["anvil*"], "exempt": ["link"]}, by=owner)
    rule = taught(tenant, "thanks for the anvils", "See shop.com")
    assert "tenant_word" in rule.problems
    assert "link" not in rule.problems


def test_the_tenants_own_name_is_one_of_its_words(tenant: Tenant) -> None:
    assert "tenant_word" in taught(tenant, "thanks shop", "Sure!").problems


def test_the_words_of_a_tenant_are_not_those_of_another(
    tenant: Tenant, other_tenant: Tenant, owner: User
) -> None:
    change_policy(tenant, {"own_words": ["anvil*"]}, by=owner)
    assert "tenant_word" not in taught(other_tenant, "thanks for the anvils", "Sure!").problems


def test_a_rule_full_of_problems_keeps_a_bounded_number_of_findings(tenant: Tenant) -> None:
    rule = taught(tenant, "thanks", " ".join(f"a{n}.com" for n in range(60)))
    assert len(rule.findings) <= 40
    assert "link" in rule.problems


def test_what_waits_is_linted_anew_when_the_words_change(tenant: Tenant, owner: User) -> None:
    rule = taught(tenant, "thanks for the anvils", "See shop.com")
    change_policy(tenant, {"own_words": ["anvil*"], "exempt": ["link"]}, by=owner)
    assert relint_tenant(tenant.pk) == 1
    rule.refresh_from_db()
    assert "tenant_word" in rule.problems
    assert "link" not in rule.problems
