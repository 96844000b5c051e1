"""Reports of a tenant's own server and of its browsers: each message and its cost count once."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from delegation.rules import access
from delegation.rules.models import Lesson, Rule
from delegation.rules.services.lessons.learning import LessonRefused
from delegation.rules.services.lessons.own_server import id_of_message, report_lesson
from tenants.models import Tenant

pytestmark = pytest.mark.django_db
TEACH = {"command": "LEARN_SIMPLE_PHRASE", "query": "thx", "response": "Welcome!", "act": "thanks"}
PAID: dict[str, Any] = {"calls": 2, "cost": Decimal("0.04")}


def report(tenant: Tenant, report_id: str = "report-1", **changes: Any) -> Rule | None:
    said: dict[str, Any] = {"message": "thx", "awaiting": "more", "instruction": TEACH}
    where = {"visitor": f"visitor of {report_id}", "address_prefix": f"network of {report_id}"}
    return report_lesson(tenant, report_id=report_id, **{**said, **where, **changes})


def costs(tenant: Tenant) -> tuple[Any, ...]:
    rule = access.rules_of(tenant).get()
    return rule.lessons_count, rule.calls_count, rule.priced_count, rule.spent, rule.worth


def test_a_report_stores_its_visitor_network_state_and_cost(tenant: Tenant) -> None:
    rule = report(tenant, **PAID)
    assert rule is not None
    lesson = rule.lessons.get()
    assert lesson.escalation_id == id_of_message(tenant, "report-1")
    assert (lesson.visitor, lesson.address_prefix) == (
        "visitor of report-1",
        "network of report-1",
    )
    assert (lesson.awaiting, lesson.taught_by, lesson.credible) == ("more", "own_server", False)
    assert (lesson.calls, lesson.cost) == (2, Decimal("0.04"))
    assert costs(tenant) == (1, 2, 1, Decimal("0.04"), Decimal("0.04"))


def test_the_id_of_a_message_is_the_same_in_every_release() -> None:
    """With another id, a report that is repeated after an upgrade would count twice."""
    seven = id_of_message(Tenant(pk=7), "report-1")
    assert seven == UUID("f0eccd10-34b5-5b53-9205-967231de0fc3")
    assert seven != id_of_message(Tenant(pk=8), "report-1")
    assert seven != id_of_message(Tenant(pk=7), "report-2")


def test_the_server_adds_its_cost_to_what_a_browser_reported_first(tenant: Tenant) -> None:
    report(tenant)
    report(tenant, "report-2", calls=1, cost=Decimal("0.02"))
    assert costs(tenant) == (2, 1, 1, Decimal("0.02"), Decimal("0.04"))
    for _ in range(2):
        assert report(tenant, **PAID) is None
        assert costs(tenant) == (2, 3, 2, Decimal("0.06"), Decimal("0.06"))
    lesson = Lesson.objects.get(escalation_id=id_of_message(tenant, "report-1"))
    assert (lesson.calls, lesson.cost) == (2, Decimal("0.04"))


def test_calls_without_a_price_count_and_leave_the_cost_unknown(tenant: Tenant) -> None:
    report(tenant)
    assert report(tenant, calls=3) is None
    assert costs(tenant) == (1, 3, 0, Decimal(0), None)
    assert Lesson.objects.get(tenant=tenant).cost is None


def test_a_browser_that_repeats_its_report_adds_nothing(tenant: Tenant) -> None:
    report(tenant, **PAID)
    before = costs(tenant)
    assert report(tenant) is None
    assert report(tenant, calls=0, cost=Decimal(9)) is None
    assert costs(tenant) == before


def test_a_message_of_another_tenant_with_the_same_id_is_another_message(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    report(tenant)
    assert report(other_tenant, **PAID) is not None
    assert costs(tenant) == (1, 0, 0, Decimal(0), None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"instruction": None}, "lesson_missing"),
        ({"instruction": []}, "lesson_not_an_object"),
        ({"instruction": {**TEACH, "query": ""}}, "lesson_query_missing"),
        ({"message": "hello"}, "lesson_query_not_said"),
    ],
)
def test_a_report_that_teaches_nothing_is_refused_with_a_code(
    tenant: Tenant, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(LessonRefused) as refused:
        report(tenant, **changes)
    assert refused.value.code == code
    assert not access.lessons_of(tenant).exists()
