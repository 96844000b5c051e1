"""A few sums of one day, for the dashboard: one query, no intervals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from delegation.domain.ledger.figures import call_lines, spent_on
from delegation.domain.ledger.sums import SumName, Sums
from delegation.savings import access
from tenants.models import Tenant


@dataclass(frozen=True)
class Today:
    """Counts, and USD spent; `spent` is None while no price is known."""

    local: int
    escalations: int
    calls: int
    spent: Decimal | None

    @property
    def messages(self) -> int:
        return self.local + self.escalations

    @property
    def share(self) -> float | None:
        return self.local / self.messages if self.messages else None


def figures_of_today(tenant: Tenant, day: date) -> Today:
    """The day's messages and calls, as far as they are rolled up."""
    rows = access.day_sums_of(tenant).filter(day=day).values_list("name").annotate(n=Sum("value"))
    sums = Sums({(name, 0): total for name, total in rows.order_by()})
    lines = call_lines(sums)
    return Today(
        local=int(sums.of(SumName.ANSWERS)),
        escalations=int(sums.of(SumName.ESCALATIONS)),
        calls=sum(line.calls for line in lines),
        spent=spent_on(lines),
    )
