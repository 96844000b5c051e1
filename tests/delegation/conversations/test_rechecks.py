"""Fixed answers are asked again, by a real teacher, from the tenant's own budget."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.conversations.models import CallKind, TeacherCall
from delegation.conversations.services.rechecks import recheck_answers
from delegation.rules.models import Recheck, Rule, RuleState
from tests.product import Company


@pytest.fixture
def ending(company: Company) -> Rule:
    return Rule.objects.create(
        tenant=company.tenant,
        phrase="opening hours",
        act="answer",
        response="Nine to five.",
        state=RuleState.LIVE,
        version=1,
        expires_at=timezone.now() + timedelta(days=3),
    )


def test_the_teacher_is_asked_and_the_call_is_paid(
    company: Company, ending: Rule, settings: Settings
) -> None:
    settings.TEACHER_BASE_URL = f"{company.product.teacher_url}/v1"
    settings.TEACHER_API_KEY, settings.TEACHER_MODEL = "demo", "demo"
    recheck_answers()
    recheck = Recheck.objects.get(rule=ending)
    assert recheck.response
    (call,) = TeacherCall.objects.filter(tenant=company.tenant)
    assert (call.kind, call.outcome, call.settled) == (CallKind.RECHECK, "complete", True)


def test_a_spent_budget_leaves_it_for_a_later_beat(
    company: Company, ending: Rule, settings: Settings
) -> None:
    settings.TEACHER_BASE_URL = f"{company.product.teacher_url}/v1"
    settings.TEACHER_API_KEY, settings.TEACHER_MODEL = "demo", "demo"
    company.tenant.monthly_budget = 0
    company.tenant.save()
    recheck_answers()
    assert not Recheck.objects.filter(rule=ending).exists()
