"""What live rules have done so far, as the app that counts local answers knows it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count

from delegation.rules import access
from delegation.rules.models import Rule
from tenants.models import Tenant


@dataclass(frozen=True)
class RuleWork:
    """Counts of all versions of a rule, and the complaints about the present one."""

    answered: int = 0
    saved: Decimal | None = None  # USD, without what the product added; None: not known
    checked: int = 0
    wrong: int = 0
    last_used: date | None = None
    complaints: int = 0


Counted = Callable[[Tenant, Collection[int]], dict[int, RuleWork]]
"""(tenant, rule ids) -> the work of those that have done some."""

_counted: list[Counted] = []


def register(counted: Counted) -> None:
    """Register the counts. Called once, when the app that counts local answers is ready."""
    _counted[:] = [counted]


def work_of(rule: Rule) -> RuleWork:
    """What one rule has done, with the complaints about its present version."""
    return work_of_rules(rule.tenant, [rule])[rule.pk]


def work_of_rules(tenant: Tenant, rules: Collection[Rule]) -> dict[int, RuleWork]:
    """The same for many rules at once, in a few queries."""
    ids = [rule.pk for rule in rules]
    known = _counted[0](tenant, ids) if _counted and ids else {}
    about = access.complaints_of(tenant).filter(rule__in=ids).order_by()
    rows = about.values_list("rule", "version").annotate(number=Count("pk"))
    complaints = {(rule, version): number for rule, version, number in rows}
    return {
        rule.pk: replace(
            known.get(rule.pk, RuleWork()), complaints=complaints.get((rule.pk, rule.version), 0)
        )
        for rule in rules
    }
