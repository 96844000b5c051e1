"""What one rule has saved and saves in a month, for those who decide on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from delegation.domain.sums import Sum as Name
from delegation.domain.sums import Sums
from delegation.savings.services.reporting import LOOK_BACK, OWN, sums_of
from tenants.models import Tenant


@dataclass(frozen=True)
class PhraseMoney:
    """USD. `so_far` since the rule is live; `a_month` what its answers save in 30 days: by those
    of a live rule, else by what the teacher's answers to its phrase cost. None: not known yet."""

    so_far: Decimal | None
    a_month: Decimal | None


def phrase_money(tenant: Tenant, rule_ids: Iterable[int], today: date) -> dict[int, PhraseMoney]:
    """What each rule has saved, and saves or would save in a month."""
    listed = list(rule_ids)
    ever = Sums(sums_of(tenant, (*OWN, Name.ANSWERS), last_day=today))
    recent = Sums(
        sums_of(tenant, (*OWN, Name.ANSWERS), first_day=today - LOOK_BACK, last_day=today)
    )
    return {rule: _phrase_money(ever, recent, rule) for rule in listed}


def _phrase_money(ever: Sums, recent: Sums, rule: int) -> PhraseMoney:
    known = ever.of(Name.OWN_KNOWN, rule)
    if not known:
        return PhraseMoney(None, None)
    cost_each = ever.of(Name.OWN_COST, rule) / known
    answers = recent.of(Name.ANSWERS, rule)
    a_month = answers * cost_each if answers else recent.of(Name.OWN_COST, rule)
    return PhraseMoney(ever.of(Name.ANSWERS, rule) * cost_each, a_month)
