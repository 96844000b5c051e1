"""Rules that were taught, for the tests of deciding."""

from decimal import Decimal
from uuid import uuid4

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from tenants.models import Tenant


def teach(
    tenant: Tenant,
    query: str = "thanks",
    *,
    network: int = 1,
    awaiting: str = "nothing",
    cost: str | None = None,
) -> Rule:
    taught = TaughtLesson(query, "You're welcome!", Act.THANKS)
    price = None if cost is None else Decimal(cost)
    evidence = Evidence(uuid4(), f"v{network}", f"n{network}", awaiting, calls=1, cost=price)
    return record_lesson(tenant, taught, evidence)


def proposal(tenant: Tenant, query: str = "thanks") -> Rule:
    for network in range(3):
        rule = teach(tenant, query, network=network)
    assert rule.state == RuleState.PROPOSED
    return rule
