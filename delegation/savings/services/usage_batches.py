"""Taking in what browsers report: as claimed, once per batch."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from delegation.savings.models import UsageBatch, UsageCount
from tenants.models import Tenant


@dataclass(frozen=True)
class LocalAnswers:
    """How often one rule version answered in the hour that starts at `hour`."""

    rule: int
    version: int
    hour: datetime
    count: int


def record_usage(tenant: Tenant, *, batch: str, visitor: str, counts: list[LocalAnswers]) -> bool:
    """Store one beacon's counts once; False when this batch was stored before."""
    try:
        with transaction.atomic():
            row = UsageBatch.objects.create(tenant=tenant, batch=batch, visitor=visitor)
            UsageCount.objects.bulk_create(
                UsageCount(
                    tenant=tenant,
                    batch=row,
                    rule=local.rule,
                    version=local.version,
                    hour=local.hour,
                    count=local.count,
                )
                for local in counts
            )
    except IntegrityError:
        return False
    return True
