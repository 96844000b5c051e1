"""What each rule has answered and saved so far, for the moderation desk."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Sum

from delegation.domain.ledger.figures import figures
from delegation.domain.ledger.sums import SumName, Sums
from delegation.rules.services.desk.rule_work import RuleWork
from delegation.savings import access
from delegation.savings.services.reports import OWN, Values
from tenants.models import Tenant

NAMES = (SumName.ANSWERS, SumName.JUDGED, SumName.WRONG, *OWN)


def counted_work(tenant: Tenant, rules: Collection[int]) -> dict[int, RuleWork]:
    """Rule -> its work since it went live, as far as it is counted."""
    rows = access.day_sums_of(tenant).filter(name__in=NAMES, part__in=rules)
    grouped = rows.values_list("name", "part").annotate(total=Sum("value")).order_by()
    values: Values = {(name, part): total for name, part, total in grouped}
    last = _last_days(tenant, rules)
    found = figures(Sums(values), Sums(values))
    return {
        line.rule: RuleWork(
            line.answers, line.saved.value, line.judged, line.wrong, last.get(line.rule)
        )
        for line in found.rules
        if line.answers or line.judged
    }


def _last_days(tenant: Tenant, rules: Collection[int]) -> dict[int, date]:
    rows = access.day_sums_of(tenant).filter(name=SumName.ANSWERS, part__in=rules, value__gt=0)
    return dict(rows.values_list("part").annotate(day=Max("day")).order_by())
