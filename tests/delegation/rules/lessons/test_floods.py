"""A stranger cannot bury the moderators in proposals, or the database in lessons."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from limits import parse

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.models import RuleState, TaughtBy
from delegation.rules.services.lessons.learning import (
    PROPOSALS_OF_A_NETWORK,
    Evidence,
    record_lesson,
)
from tenants import limits
from tenants.models import SiteKey, Tenant
from tests.attacks import Figure
from tests.conftest import SHOP

pytestmark = pytest.mark.django_db
PHRASES = PROPOSALS_OF_A_NETWORK + 10


def phrase(number: int) -> str:
    return f"thanks {chr(97 + number // 26)}{chr(97 + number % 26)}"


def teach(tenant: Tenant, number: int, *, network: str, **evidence: Any) -> str:
    """Teach one phrase as a new visitor of this network; the state of its rule."""
    taught = TaughtLesson(phrase(number), "You're welcome!", Act.THANKS)
    seen = Evidence(uuid4(), f"visitor-{uuid4().hex}", network, "nothing", **evidence)
    return record_lesson(tenant, taught, seen).state


def proposals(tenant: Tenant) -> int:
    return access.rules_of(tenant).filter(state=RuleState.PROPOSED).count()


@pytest.mark.attack(
    "bury the moderators in proposals, with made-up visitors",
    "new proposals a day, by network",
)
def test_one_network_puts_a_bounded_number_of_proposals_before_the_moderators(
    tenant: Tenant, figure: Figure
) -> None:
    for number in range(PHRASES):
        for _ in range(tenant.sightings):
            teach(tenant, number, network="one")
    figure(f"{PHRASES} phrases, {proposals(tenant)} proposals")
    assert proposals(tenant) == PROPOSALS_OF_A_NETWORK
    # The phrase that waited is proposed when another network is taught it, or on the next day.
    assert teach(tenant, PHRASES - 1, network="another") == RuleState.PROPOSED
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert teach(tenant, PHRASES - 2, network="one") == RuleState.PROPOSED


def test_what_the_tenants_own_server_reports_is_not_bounded_so(tenant: Tenant) -> None:
    for number in range(PHRASES):
        for _ in range(tenant.sightings):
            own = {"calls": 1, "taught_by": TaughtBy.OWN_SERVER}
            teach(tenant, number, network="own-server", **own)
    assert proposals(tenant) == PHRASES


def report(site_key: SiteKey, number: int, *, address: str = "198.51.100.7") -> int:
    message = phrase(number)
    body = {
        "key": site_key.key,
        "visitor": f"visitor-{uuid4().hex}",
        "id": f"report-{uuid4().hex}",
        "message": message,
        "awaiting": "nothing",
        "learningInstruction": {
            "command": "LEARN_SIMPLE_PHRASE",
            "query": message,
            "response": "Welcome!",
            "act": "thanks",
        },
    }
    return (
        Client(REMOTE_ADDR=address)
        .post("/api/v1/lessons", json.dumps(body), "text/plain", headers={"origin": SHOP})
        .status_code
    )


@pytest.mark.attack(
    "report made-up lessons, each of which is a row",
    "reported lessons an hour, by network and tenant",
)
def test_reported_lessons_are_bounded_by_network_and_tenant(
    tenant: Tenant, site_key: SiteKey, monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    monkeypatch.setattr(limits, "REPORTS_OF_A_NETWORK", parse("10/hour"))
    monkeypatch.setattr(limits, "REPORTS_OF_A_TENANT", parse("15/hour"))
    first = [report(site_key, number) for number in range(20)]
    second = [report(site_key, number, address="203.0.113.9") for number in range(20, 40)]
    rows = access.lessons_of(tenant).count()
    figure(f"40 reports, {rows} rows where 15 an hour are the most")
    assert (first.count(204), second.count(204), rows) == (10, 5, 15)
    assert {*first, *second} == {204, 429}
