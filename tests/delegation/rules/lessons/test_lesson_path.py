"""From a lesson to a live rule: how much is written, and how much code is passed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.lessons import replies
from delegation.rules.services.lessons.learning import record_lesson
from tenants.models import Approval, Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
ROOMS = {"services", "domain"}


@pytest.fixture
def teach_last(tenant: Tenant, owner: User) -> Iterator[Any]:
    """A function that teaches the lesson with which the policy lets the rule live."""
    tenant.approval = Approval.AT_ONCE
    tenant.save()
    replies.approve_replies(tenant, {Act.THANKS: "You're welcome!"}, language="en", by=owner)
    taught = TaughtLesson("thanks", "You're welcome!", Act.THANKS)
    with time_machine.travel("2027-03-01T09:00:00Z", tick=False) as clock:
        for number in range(2):
            record_lesson(tenant, taught, seen(number))
            clock.shift(timedelta(hours=2))

        def teach() -> Rule:
            return record_lesson(tenant, taught, seen(2))

        yield teach


def writes_of_the_rule(queries: CaptureQueriesContext) -> list[str]:
    tables = ('INSERT INTO "rules_rule" ', 'UPDATE "rules_rule" ')
    return [each["sql"].split()[0] for each in queries if each["sql"].startswith(tables)]


def test_a_lesson_that_goes_live_writes_the_rules_row_twice(teach_last: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert teach_last().state == RuleState.LIVE
    assert writes_of_the_rule(queries) == ["UPDATE", "UPDATE"], "its evidence, and the decision"


def test_a_first_lesson_that_goes_live_writes_the_rules_row_twice_too(
    tenant: Tenant, owner: User
) -> None:
    tenant.approval, tenant.sightings = Approval.AT_ONCE, 1
    tenant.save()
    replies.approve_replies(tenant, {Act.THANKS: "You're welcome!"}, language="en", by=owner)
    taught = TaughtLesson("thanks", "You're welcome!", Act.THANKS)
    with CaptureQueriesContext(connection) as queries:
        assert record_lesson(tenant, taught, seen(0)).state == RuleState.LIVE
    assert writes_of_the_rule(queries) == ["INSERT", "UPDATE"], "with its evidence, the decision"


def test_a_lesson_as_evidence_takes_eight_statements(tenant: Tenant) -> None:
    taught = TaughtLesson("thanks", "You're welcome!", Act.THANKS)
    record_lesson(tenant, taught, seen(0))
    with CaptureQueriesContext(connection) as queries:
        record_lesson(tenant, taught, seen(1))
    assert len(queries) <= 8, "\n".join(each["sql"][:150] for each in queries)


@contextmanager
def modules_entered() -> Iterator[set[str]]:
    """The modules of the project whose functions are called inside."""
    entered: set[str] = set()

    def note(frame: FrameType, event: str, arg: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "call" and module.split(".")[0] in {"delegation", "tenants"}:
            entered.add(module)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield entered
    finally:
        sys.setprofile(before)


def room_of(module: str) -> str:
    """As `domain.lint` or `services.deciding`; a module outside of rooms is one by itself."""
    parts = module.split(".")
    at = next((i for i, part in enumerate(parts) if part in ROOMS), None)
    return module if at is None else ".".join(parts[: at + 2])


def test_a_lesson_that_goes_live_passes_few_rooms_and_few_modules_that_act(
    teach_last: Any,
) -> None:
    with modules_entered() as entered:
        assert teach_last().state == RuleState.LIVE
    code = {each for each in entered if ".models" not in each and "row_security" not in each}
    rooms = {room_of(module) for module in code}
    assert len(rooms) <= 15, sorted(rooms)
    acting = {module for module in code if ".domain." not in module}
    assert len(acting) <= 15, sorted(acting)
