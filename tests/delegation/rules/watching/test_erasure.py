"""A proposal that one visitor alone taught is that visitor's words, and goes when they do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Lesson, Rule
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from delegation.rules.services.watching import erasure
from tenants.models import AuditEntry, Tenant, User
from tenants.services import create_tenant
from tenants.services.data import erase_old_texts, erase_visitor
from tests.delegation.embedded.programs import wait_until

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


def test_it_stays_when_somebody_else_was_being_taught_it_meanwhile(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as other:
        # Really committed, for both connections to see.
        person = User.objects.create_user(f"owner-{uuid4().hex[:8]}@shop.example")
        tenant = create_tenant("Erasing", owner=person)
        rule = taught(tenant, "maria")
        with transaction.atomic():
            taught(tenant, "jo")
            erasing = other.submit(erase_in_own_connection, tenant, "maria", person)
            assert wait_until(something_waits)
        assert erasing.result()
        assert stays(rule)
        assert rule.lessons.count() == 2


def erase_in_own_connection(tenant: Tenant, visitor: str, person: User) -> bool:
    try:
        return erase_visitor(tenant, visitor, by=person)
    finally:
        connection.close()


def something_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


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


def test_erasing_a_visitor_counts_their_rules_and_keeps_all_others(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    elsewhere = taught(other_tenant, "maria")
    rule = taught(tenant, "maria")
    evidence = Evidence(uuid4(), "jo", "network of jo", "nothing", True)
    of_jo = record_lesson(tenant, TaughtLesson("ty", "Sure!", Act.THANKS), evidence)
    assert erasure.erase_taught_by(tenant, "maria") == 1
    assert erasure.erase_taught_by(tenant, "maria") == 0
    assert [stays(each) for each in (rule, of_jo, elsewhere)] == [False, True, True]


def test_a_lesson_whose_words_were_erased_keeps_no_rule(tenant: Tenant) -> None:
    rule = taught(tenant, "maria", "jo")
    rule.lessons.filter(visitor="jo").update(query="")
    assert erasure.erase_taught_by(tenant, "maria") == 1


def test_rules_taught_before_the_moment_are_erased_and_rules_taught_at_it_are_kept(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    elsewhere, rule = taught(other_tenant, "maria"), taught(tenant, "maria", "maria")
    moment = timezone.now()
    for each in (elsewhere, rule):
        Lesson.objects.filter(rule=each).update(created_at=moment)
    assert erasure.erase_taught_before(tenant, moment) == 0
    assert erasure.erase_taught_before(tenant, moment + timedelta(microseconds=1)) == 1
    assert [stays(each) for each in (rule, elsewhere)] == [False, True]


def test_a_newer_lesson_keeps_an_old_rule(tenant: Tenant) -> None:
    rule = taught(tenant, "maria", "maria", days_ago=DAYS)
    newest = rule.lessons.latest("pk")
    Lesson.objects.filter(pk=newest.pk).update(created_at=timezone.now())
    assert erasure.erase_taught_before(tenant, timezone.now() - timedelta(days=1)) == 0
