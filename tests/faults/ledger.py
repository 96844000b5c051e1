"""Everything that the database says of one company's escalations, calls, lessons and money."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from tests.faults.world import Company, World

ESCALATIONS = """
    SELECT e.id::text, e.client_id, e.state, e.attempts, e.error_code, a.text,
           extract(epoch FROM e.ended_at)::float AS ended_at
    FROM conversations_escalation e LEFT JOIN conversations_answer a ON a.escalation_id = e.id
    WHERE e.tenant_id = %s
"""
CALLS = """
    SELECT escalation_id::text, fence, kind, outcome, settled, reserved, cost,
           extract(epoch FROM created_at)::float AS created_at
    FROM conversations_teachercall WHERE tenant_id = %s ORDER BY id
"""
LESSONS = "SELECT escalation_id::text FROM rules_lesson WHERE tenant_id = %s"
MONTHS = "SELECT spent, reserved FROM conversations_budgetmonth WHERE tenant_id = %s"
BUDGET = "SELECT monthly_budget FROM tenants_tenant WHERE id = %s"


@dataclass
class Ledger:
    """Everything that the database says of one company."""

    escalations: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    lessons: list[str]
    spent: Decimal
    reserved: Decimal
    budget: Decimal

    def calls_of(self, escalation: str) -> list[dict[str, Any]]:
        return self.by_escalation.get(escalation, [])

    @cached_property
    def by_escalation(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for call in self.calls:
            found.setdefault(call["escalation_id"], []).append(call)
        return found


def read_ledger(world: World, company: Company) -> Ledger:
    months = world.rows(MONTHS, company.tenant_id)
    return Ledger(
        world.rows(ESCALATIONS, company.tenant_id),
        world.rows(CALLS, company.tenant_id),
        [str(row["escalation_id"]) for row in world.rows(LESSONS, company.tenant_id)],
        sum((row["spent"] for row in months), Decimal(0)),
        sum((row["reserved"] for row in months), Decimal(0)),
        world.rows(BUDGET, company.tenant_id)[0]["monthly_budget"],
    )


def mark_of(row: dict[str, Any]) -> str:
    return str(row["client_id"]).removeprefix("message-")
