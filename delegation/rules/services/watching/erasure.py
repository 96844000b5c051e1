"""Rules that only one visitor taught and that were never live.

What was live once belongs to the tenant: a person or the policy approved it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from delegation.rules import access
from delegation.rules.models import Lesson
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import Tenant

LESSONS = Lesson.objects.filter(rule=OuterRef("pk"))


def erase_taught_by(tenant: Tenant, visitor: str) -> int:
    """Delete the rules that only this visitor taught; return how many."""
    others = LESSONS.exclude(visitor=visitor).exclude(query="")
    return _erase(tenant, Q(Exists(LESSONS.filter(visitor=visitor))) & ~Q(Exists(others)))


def erase_taught_before(tenant: Tenant, before: datetime) -> int:
    """Delete the rules that a single visitor taught, last before this moment; return how many."""
    since = LESSONS.filter(created_at__gte=before)
    return _erase(tenant, Q(Exists(LESSONS), visitors_count__lte=1) & ~Q(Exists(since)))


@transaction.atomic
def _erase(tenant: Tenant, condition: Q) -> int:
    """With what the audit log says they were. Lessons and decisions wait for the same lock."""
    lock_tenant(tenant.pk)
    rules = access.rules_of(tenant)
    erased = list(rules.filter(condition, version=0).values_list("pk", flat=True))
    rules.filter(pk__in=erased).delete()
    audit.erase_targets(tenant, rule=erased)
    return len(erased)
