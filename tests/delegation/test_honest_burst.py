"""An office of two hundred, behind one network, chats for ten minutes and meets no limit.

The clock is simulated; what admits, counts and pays is the product's own code with its default
limits. `python -m tests.benchmarks.office` does the same against running processes.
"""

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from pytest_django.fixtures import Settings

from delegation.conversations.models import (
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
    NetworkDay,
    TeacherCall,
)
from delegation.conversations.services import budget
from delegation.environment import Environment
from delegation.savings.services.usage_batches import LocalAnswers, record_usage
from tenants import limits
from tenants.access import Site
from tenants.limits import admit, admit_beacon, admit_report
from tenants.models import SiteKey, Tenant
from tests.attacks import Figure

pytestmark = pytest.mark.django_db
VISITORS, MINUTES = 200, 10
START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
PAUSE_SECONDS = (20.0, 60.0)  # between two messages of a visitor that go to the model
RULES = 10  # that answer a visitor's small talk
NETWORK = "the office"
# A call of a small model with a company's instructions, as the public list prices it, in USD.
COSTS, MAY_COST = Decimal("0.0006"), Decimal("0.02")
ANSWER_SECONDS = 4.0
SAMPLE = 20  # one call in so many is paid, and stands for all of these


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """The limits count in memory here, because Valkey's clock cannot be moved."""
    limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
    monkeypatch.setattr(limits, "_limiter", lambda: limiter)
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site(tenant: Tenant, site_key: SiteKey, settings: Settings) -> Site:
    """A workspace with the default budget, and the default limits and shares."""
    defaults = Environment.model_fields
    settings.NETWORK_SHARE = defaults["network_share"].default
    settings.HOUR_SHARE = defaults["hour_share"].default
    settings.TRIAL_ALLOWANCE = defaults["trial_allowance"].default
    settings.TRIAL_CALLS = defaults["trial_calls"].default
    tenant.allowance = tenant.monthly_budget  # the operators agreed to what it wants to spend
    tenant.save()
    return Site(tenant, site_key, None)


@dataclass
class Office:
    """What its visitors do, in the order of time."""

    site: Site
    clock: time_machine.Traveller
    open_calls: list[tuple[float, int, TeacherCall]]
    done: Counter[str]

    def ask(self, visitor: str, at: float) -> None:
        admit(self.site, visitor=visitor, network=NETWORK)
        self.done["messages"] += 1
        if self.done["messages"] % SAMPLE == 0:
            self._begin_call(visitor, at)

    def report(self, visitor: str) -> None:
        """Send the counts of a page that is left, and one lesson of an own server."""
        counts = [LocalAnswers(rule, 1, START, 2) for rule in range(1, RULES + 1)]
        admit_beacon(self.site, visitor=visitor, network=NETWORK, rows=len(counts))
        admit_report(self.site, visitor=visitor, network=NETWORK)
        self.done["beacons"] += 1
        if self.done["beacons"] % SAMPLE == 0:
            batch = uuid4().hex
            record_usage(
                self.site.tenant, batch=batch, visitor=visitor, network=NETWORK, counts=counts
            )

    def _begin_call(self, visitor: str, at: float) -> None:
        tenant = self.site.tenant
        made = Escalation.objects.create(
            tenant=tenant,
            site_key=self.site.site_key,
            conversation=Conversation.objects.get_or_create(
                tenant=tenant, visitor=visitor, client_id=visitor
            )[0],
            client_id=uuid4().hex,
            message="Where is my parcel?",
            awaiting="nothing",
            address_prefix=NETWORK,
            fence=1,
            state=EscalationState.RUNNING,
        )
        worst = MAY_COST * SAMPLE
        call = budget.reserve(tenant, worst, model="m", kind=CallKind.ANSWER, escalation=made)
        heapq.heappush(self.open_calls, (at + ANSWER_SECONDS, call.pk, call))

    def end_calls(self, now: float) -> None:
        while self.open_calls and self.open_calls[0][0] <= now:
            call = heapq.heappop(self.open_calls)[2]
            call.outcome = "complete"
            budget.settle(call, COSTS * SAMPLE)


def test_two_hundred_visitors_of_one_office_meet_no_limit(
    site: Site, clock: time_machine.Traveller, figure: Figure
) -> None:
    chance = random.Random(15)
    office = Office(site, clock, [], Counter())
    todo = [(chance.uniform(0, PAUSE_SECONDS[1]), f"visitor-{n:04}") for n in range(VISITORS)]
    heapq.heapify(todo)
    while todo:
        at, visitor = heapq.heappop(todo)
        if at > MINUTES * 60:
            clock.move_to(START + timedelta(minutes=MINUTES, seconds=chance.uniform(0, 60)))
            office.report(visitor)
            continue
        clock.move_to(START + timedelta(seconds=at))
        office.end_calls(at)
        office.ask(visitor, at)
        heapq.heappush(todo, (at + chance.uniform(*PAUSE_SECONDS), visitor))
    office.end_calls(float("inf"))

    figure(f"{office.done['messages']:,} messages, none refused")
    assert office.done["messages"] > VISITORS * MINUTES
    assert office.done["beacons"] == VISITORS
    paid = NetworkDay.objects.get(tenant=site.tenant, network=NETWORK)
    assert paid.reserved == 0
    assert paid.spent == office.done["messages"] // SAMPLE * COSTS * SAMPLE
