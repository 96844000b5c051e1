"""Every tenant's figures side by side, for the people who run the platform."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from delegation.domain.ledger.figures import Figures, figures
from delegation.domain.ledger.sums import Sums
from delegation.savings.models import DaySum
from delegation.savings.services.reports import OWN
from tenants.models import Tenant

Values = dict[tuple[str, int], Decimal]


@dataclass(frozen=True)
class TenantLine:
    tenant: Tenant
    figures: Figures


def lines_of(tenants: Iterable[Tenant], first_day: date, last_day: date) -> list[TenantLine]:
    """Return a line for each tenant, with two queries. Only operators may see these."""
    listed = list(tenants)
    until = DaySum.objects.filter(tenant__in=listed, day__lte=last_day)
    period = _by_tenant(until.filter(day__gte=first_day))
    own = _by_tenant(until.filter(name__in=OWN))
    return [TenantLine(each, figures(Sums(period[each.pk]), Sums(own[each.pk]))) for each in listed]


def _by_tenant(rows: QuerySet[DaySum]) -> dict[int, Values]:
    found: dict[int, Values] = defaultdict(dict)
    sums = rows.values_list("tenant", "name", "part").annotate(total=Sum("value")).order_by()
    for tenant, name, part, total in sums:
        found[tenant][name, part] = total
    return found
