"""Rules that are nothing but one visitor's words: taught by nobody else, and never live.

What was live once is the tenant's own: somebody approved it, or it was known small talk.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from delegation.rules import access
from delegation.rules.models import Lesson
from tenants import audit
from tenants.models import Tenant

LESSONS = Lesson.objects.filter(rule=OuterRef("pk"))


def erase_taught_by(tenant: Tenant, visitor: str) -> int:
    """The rules that only this visitor taught; how many. Erased lessons vouch for nobody."""
    others = LESSONS.exclude(visitor=visitor).exclude(query="")
    return _erase(tenant, Q(Exists(LESSONS.filter(visitor=visitor))) & ~Q(Exists(others)))


def erase_taught_before(tenant: Tenant, before: datetime) -> int:
    """The rules that a single visitor taught, for the last time before this; how many."""
    since = LESSONS.filter(created_at__gte=before)
    return _erase(tenant, Q(Exists(LESSONS), visitors_count__lte=1) & ~Q(Exists(since)))


@transaction.atomic
def _erase(tenant: Tenant, condition: Q) -> int:
    """With what the audit log says they were."""
    rules = access.rules_of(tenant).filter(version=0)
    found = list(rules.filter(condition).values_list("pk", flat=True))
    # Locked, and looked at again: a lesson that came meanwhile may be somebody else's.
    locked = rules.filter(pk__in=found).select_for_update().order_by("pk")
    erased = list(rules.filter(condition, pk__in=[rule.pk for rule in locked]))
    access.rules_of(tenant).filter(pk__in=[rule.pk for rule in erased]).delete()
    audit.erase_targets(tenant, rule=[rule.pk for rule in erased])
    return len(erased)
