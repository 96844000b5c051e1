"""A teacher is asked for evidence only where it would still count."""

import pytest

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.evidence_wanted import ENOUGH, wants_evidence
from delegation.rules.services.lessons.learning import record_lesson
from tenants.models import Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
THANKS = TaughtLesson("thanks", "Sure!", Act.THANKS)


def test_a_phrase_that_a_person_decided_about_wants_no_evidence(
    tenant: Tenant, moderator: User
) -> None:
    rule = record_lesson(tenant, THANKS, seen(1))
    assert wants_evidence(tenant, "thanks")
    moderation.reject_rule(rule, by=moderator, reason="No.")
    assert not wants_evidence(tenant, "thanks")


def test_what_is_known_of_one_phrase_leaves_others_wanting_evidence(
    tenant: Tenant, moderator: User
) -> None:
    moderation.approve_rule(record_lesson(tenant, THANKS, seen(1)), by=moderator)
    assert wants_evidence(tenant, "thx")


def test_lessons_of_every_act_count_until_a_phrase_has_enough(tenant: Tenant) -> None:
    enough = ENOUGH * tenant.sightings
    for number in range(enough - 1):
        record_lesson(tenant, THANKS, seen(number))
    assert wants_evidence(tenant, "thanks")
    record_lesson(tenant, TaughtLesson("thanks", "Bye!", Act.FAREWELL), seen(enough))
    assert not wants_evidence(tenant, "thanks")


def test_what_one_tenant_decided_leaves_another_wanting_evidence(
    tenant: Tenant, other_tenant: Tenant, moderator: User
) -> None:
    moderation.approve_rule(record_lesson(tenant, THANKS, seen(1)), by=moderator)
    assert wants_evidence(other_tenant, "thanks")
