"""How long receipts of usage are kept: a year's report can be checked to its last beacon."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from delegation.savings.models import UsageBatch, UsageCount
from tenants.models import Tenant

KEPT = timedelta(days=400)
AT_ONCE = 5_000  # rows; short transactions let beacons in


def oldest_kept(now: datetime) -> datetime:
    """Return the first hour whose receipts are kept; sums stay for ever."""
    return now - KEPT


def forget_old_usage(tenant: Tenant, now: datetime) -> int:
    """Delete receipts whose time is over; how many counts. Safe to run twice."""
    kept, usage = oldest_kept(now), UsageCount.objects.filter(tenant=tenant)
    count = _delete(usage.filter(hour__lt=kept))
    count += _delete(usage.filter(batch__received_at__lt=kept))  # of hours that were made up
    UsageBatch.objects.filter(tenant=tenant, received_at__lt=kept, counts__isnull=True).delete()
    return count


def _delete(old: QuerySet[UsageCount]) -> int:
    count = 0
    while True:
        some = UsageCount.objects.filter(pk__in=old.values("pk")[:AT_ONCE])
        deleted = some._raw_delete(some.db)
        if not deleted:
            return count
        count += deleted
