"""No stranger can teach everyone something bad, however obedient the teacher is.

The short form is a thousand poisoned lessons; `--long` makes it ten thousand under every policy.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from delegation.domain.approval.starter_texts import STARTER_TEXTS
from delegation.domain.words import Act
from delegation.rules.models import Rule, RuleState, RuleVersion
from delegation.rules.services.deciding import moderation
from tenants.models import Tenant, User
from tests.faults.attackers import (
    OPEN,
    SETTINGS,
    collude,
    everything_published,
    fate_of,
    set_policy,
    verdicts,
)
from tests.faults.poison import CANARY, FAMILIES, Poison, poisons

pytestmark = pytest.mark.django_db
SEED = 20_270_301
SHORT, LONG = 1_000, 10_000
START = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def told(poison: Poison, met: Iterable[str]) -> str:
    return f"{poison.family}: {poison.message[:60]!r} met {sorted(met)}"


def attack(tenant: Tenant, count: int) -> list[str]:
    """Teach so many poisons, each from a network of its own; what their own wall did not stop."""
    fates = [
        (poison, fate_of(tenant, poison, network=f"n{number}"))
        for number, poison in enumerate(poisons(count, seed=SEED))
    ]
    return [told(poison, met) for poison, met in fates if poison.stopped_by not in met]


def assert_nothing_is_live(tenant: Tenant) -> None:
    assert not Rule.objects.filter(tenant=tenant, state=RuleState.LIVE).exists()
    assert not RuleVersion.objects.filter(tenant=tenant).exists()
    published = everything_published(tenant)
    assert CANARY not in published
    assert all(json.loads(body)["rules"] == [] for body in published.splitlines())


def decide(count: int) -> list[str]:
    """Judge so many poisons under every setting; what its own wall did not stop under each."""
    return [
        f"{setting}: {told(poison, met)}"
        for poison in poisons(count, seed=SEED)
        for setting, met in verdicts(poison).items()
        if poison.stopped_by not in met
    ]


def test_a_thousand_poisoned_lessons_are_each_stopped_by_the_wall_that_is_named() -> None:
    assert decide(SHORT) == []


@pytest.mark.parametrize("setting", ["usual", "open"])
def test_the_service_stops_every_family_as_its_decisions_promise(
    tenant: Tenant, owner: User, setting: str
) -> None:
    set_policy(tenant, SETTINGS[setting], owner=owner)
    assert attack(tenant, len(FAMILIES)) == []
    assert_nothing_is_live(tenant)


@pytest.mark.long
def test_ten_thousand_poisoned_lessons_are_each_stopped_under_every_policy() -> None:
    assert decide(LONG) == []


@pytest.mark.long
def test_ten_thousand_poisoned_lessons_that_are_kept_leave_nothing_live(
    tenant: Tenant, owner: User
) -> None:
    set_policy(tenant, OPEN, owner=owner)
    assert attack(tenant, LONG) == []
    assert_nothing_is_live(tenant)


def test_the_same_attack_by_a_teacher_that_is_honest_gets_through(
    tenant: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    """The walls are not just shut: what is small talk and nothing else goes live."""
    set_policy(tenant, OPEN, owner=owner)
    assert collude(tenant, "thanks", Act.THANKS, networks=1, clock=clock).state == RuleState.LIVE


def test_colluders_below_the_threshold_teach_nothing(
    tenant: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    set_policy(tenant, SETTINGS["usual"], owner=owner)
    collude(tenant, "thanks", Act.THANKS, networks=2, clock=clock)
    assert_nothing_is_live(tenant)


def test_colluders_above_the_threshold_in_a_hurry_teach_nothing(
    tenant: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    set_policy(tenant, SETTINGS["usual"], owner=owner)
    collude(tenant, "thanks", Act.THANKS, networks=40, clock=clock, hours=0.01)
    assert_nothing_is_live(tenant)


@pytest.mark.parametrize("act", [Act.THANKS, Act.ANSWER])
def test_patient_colluders_far_above_the_threshold_teach_no_words_of_their_own(
    tenant: Tenant, owner: User, clock: time_machine.Traveller, act: Act
) -> None:
    set_policy(tenant, SETTINGS["usual"], owner=owner)
    collude(tenant, "buy tulips now", act, networks=30, clock=clock, response=f"{CANARY} tulips!")
    assert_nothing_is_live(tenant)


def test_patient_colluders_who_teach_real_small_talk_get_the_tenants_own_reply(
    tenant: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    set_policy(tenant, SETTINGS["usual"], owner=owner)
    rule = collude(
        tenant, "thanks", Act.THANKS, networks=30, clock=clock, response=f"Sure, {CANARY}!"
    )
    assert rule.response == STARTER_TEXTS["en"][Act.THANKS]
    assert rule.variants == []
    assert CANARY not in everything_published(tenant)


def test_colluders_cannot_turn_a_phrase_that_others_were_taught_rightly(
    tenant: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    set_policy(tenant, SETTINGS["usual"], owner=owner)
    collude(tenant, "bye", Act.FAREWELL, networks=3, clock=clock)
    rule = collude(tenant, "bye", Act.GREETING, networks=30, clock=clock)
    assert rule.state == RuleState.PROPOSED
    live = Rule.objects.get(tenant=tenant, state=RuleState.LIVE)
    assert (live.phrase, live.act) == ("bye", "farewell")


def test_what_a_person_rejected_is_not_taught_again_by_numbers(
    tenant: Tenant, owner: User, clock: time_machine.Traveller
) -> None:
    set_policy(tenant, SETTINGS["usual"], owner=owner)
    rule = collude(tenant, "thanks", Act.THANKS, networks=1, clock=clock)
    moderation.reject_rule(rule, by=owner, reason="we answer thanks ourselves")
    collude(tenant, "thanks", Act.THANKS, networks=30, clock=clock)
    assert_nothing_is_live(tenant)


def test_an_attack_on_one_tenant_reaches_no_other(
    tenant: Tenant, owner: User, other_tenant: Tenant, outsider: User
) -> None:
    for each, person in ((tenant, owner), (other_tenant, outsider)):
        set_policy(each, OPEN, owner=person)
    attack(tenant, len(FAMILIES) // 2)
    assert not Rule.objects.filter(tenant=other_tenant).exists()
    assert json.loads(everything_published(other_tenant))["rules"] == []
