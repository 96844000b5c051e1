"""A proposal that one visitor alone taught is that visitor's words, and goes when they do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from delegation.domain.lessons import Lesson as TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Lesson, Rule
from delegation.rules.services import moderation
from delegation.rules.services.learning import Evidence, record_lesson
from tenants.models import AuditEntry, Tenant, User
from tenants.services.data import erase_old_texts, erase_visitor

SAID = TaughtLesson("thanks from maria", "You're welcome!", Act.THANKS)
DAYS = 30


def taught(tenant: Tenant, *visitors: str, days_ago: int = 0) -> Rule:
    """The rule of lessons that these visitors' messages were."""
    for visitor in visitors:
        evidence = Evidence(uuid4(), visitor, f"network of {visitor}", "nothing", True)
        rule = record_lesson(tenant, SAID, evidence)
    then = timezone.now() - timedelta(days=days_ago)
    Lesson.objects.filter(rule=rule).update(created_at=then)
    return rule


def stays(rule: Rule) -> bool:
    return Rule.objects.filter(pk=rule.pk).exists()


def test_it_goes_with_its_visitor_and_the_audit_log_forgets_its_words(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = taught(tenant, "maria", "maria")
    other = Rule.objects.create(tenant=tenant, phrase="thx", act="thanks", response="Welcome!")
    for each in (rule, other):
        moderation.reject_rule(each, by=moderator, reason="a name")

    assert erase_visitor(tenant, "maria", by=owner)

    assert (stays(rule), stays(other)) == (False, True)
    entries = AuditEntry.objects.filter(tenant=tenant, action="rule.rejected", actor=moderator)
    assert [each.target for each in entries.order_by("pk")] == ["erased", str(other)]


def test_it_stays_while_somebody_else_taught_it_too(tenant: Tenant, owner: User) -> None:
    rule = taught(tenant, "maria", "jo")

    erase_visitor(tenant, "maria", by=owner)
    assert stays(rule)
    erase_visitor(tenant, "jo", by=owner)
    assert not stays(rule)


def test_what_somebody_approved_is_the_tenants_own(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = moderation.approve_rule(taught(tenant, "maria"), by=moderator)
    moderation.suspend_rule(rule, by=moderator, reason="to be sure")

    erase_visitor(tenant, "maria", by=owner)

    assert stays(rule)
    assert "maria" in AuditEntry.objects.get(tenant=tenant, action="rule.approved").target


@pytest.mark.parametrize(
    ("visitors", "days_ago", "kept"),
    [(["maria"], DAYS + 1, False), (["maria"], DAYS - 1, True), (["maria", "jo"], DAYS + 1, True)],
)
def test_it_is_kept_as_long_as_other_texts(
    tenant: Tenant, visitors: list[str], days_ago: int, kept: bool
) -> None:
    tenant.retention_days = DAYS
    rule = taught(tenant, *visitors, days_ago=days_ago)

    erase_old_texts(tenant, timezone.now())

    assert stays(rule) is kept


def test_what_a_person_wrote_without_any_lesson_is_no_visitors(tenant: Tenant) -> None:
    tenant.retention_days = DAYS
    rule = Rule.objects.create(tenant=tenant, phrase="thx", act="thanks", response="Welcome!")
    Rule.objects.filter(pk=rule.pk).update(created_at=timezone.now() - timedelta(days=DAYS * 2))

    erase_old_texts(tenant, timezone.now())

    assert stays(rule)
