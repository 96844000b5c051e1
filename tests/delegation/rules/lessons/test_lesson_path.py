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


def test_a_lesson_that_goes_live_writes_the_rules_row_twice(teach_last: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert teach_last().state == RuleState.LIVE
    writes = [each for each in queries if 'UPDATE "rules_rule"' in each["sql"]]
    assert len(writes) == 2, "its evidence, and the decision"


@contextmanager
def rooms_entered() -> Iterator[set[str]]:
    """The rooms, as `domain.lint` or `services.deciding`, whose functions are called inside."""
    entered: set[str] = set()

    def note(frame: FrameType, event: str, arg: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        parts = module.split(".")
        if event == "call" and parts[0] in {"delegation", "tenants"}:
            at = next((i for i, part in enumerate(parts) if part in ROOMS), None)
            entered.add(module if at is None else ".".join(parts[: at + 2]))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield entered
    finally:
        sys.setprofile(before)


def test_a_lesson_that_goes_live_passes_few_rooms(teach_last: Any) -> None:
    with rooms_entered() as entered:
        assert teach_last().state == RuleState.LIVE
    code = {room for room in entered if ".models" not in room and "row_security" not in room}
    assert len(code) <= 15, sorted(code)
