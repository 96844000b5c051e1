"""Store what browsers report: as claimed, once per batch, and as far as calls vouch for it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from delegation import counters
from delegation.conversations.services.shares import believe_local_answers
from delegation.domain.ledger.claims import is_hour_believable
from delegation.domain.ledger.days import hour_of
from delegation.rules.models import RuleVersion
from delegation.savings.models import UsageBatch, UsageCount
from tenants.models import Tenant


@dataclass(frozen=True)
class LocalAnswers:
    """How often one rule version answered in the hour that starts at `hour`."""

    rule: int
    version: int
    hour: datetime
    count: int


NOTHING_KNOWN = (0, 0)  # stands for every rule version that does not exist


def record_usage(
    tenant: Tenant, *, batch: str, visitor: str, network: str, counts: list[LocalAnswers]
) -> bool:
    """Store one beacon's counts once; False when this batch was stored before.

    What is stored grows with the tenant's rules, not with what a stranger makes up: all that
    cannot be becomes one row. How many answers are believed depends on the calls to the model that
    visitors of the same network have caused.
    """
    counts = _joined(tenant, counts, now=timezone.now())
    try:
        with transaction.atomic():
            stored = UsageBatch.objects.create(tenant=tenant, batch=batch, visitor=visitor)
            left = believe_local_answers(tenant, network, sum(map(_can_be_believed, counts)))
            rows = []
            for local in counts:
                vouched = min(left, _can_be_believed(local))
                left -= vouched
                rows.append(
                    UsageCount(
                        tenant=tenant,
                        batch=stored,
                        rule=local.rule,
                        version=local.version,
                        hour=local.hour,
                        count=local.count,
                        vouched=vouched,
                    )
                )
            UsageCount.objects.bulk_create(rows)
    except IntegrityError:
        return False
    counters.LOCAL_ANSWERS.inc(sum(row.vouched or 0 for row in rows))
    return True


def _can_be_believed(local: LocalAnswers) -> int:
    return 0 if (local.rule, local.version) == NOTHING_KNOWN else local.count


def _joined(tenant: Tenant, counts: list[LocalAnswers], *, now: datetime) -> list[LocalAnswers]:
    """Add up the counts of the same version and hour, and all that cannot be in the current hour.

    A version that does not exist and an hour of which this beacon cannot tell cannot be.
    """
    known = set(
        RuleVersion.objects.filter(
            tenant=tenant, rule__in={local.rule for local in counts}
        ).values_list("rule_id", "number")
    )
    rule, version = NOTHING_KNOWN
    joined: dict[tuple[int, int, datetime], int] = {}
    for local in counts:
        real = (local.rule, local.version) in known and is_hour_believable(local.hour, now)
        kept = local if real else replace(local, rule=rule, version=version, hour=hour_of(now))
        key = kept.rule, kept.version, kept.hour
        joined[key] = joined.get(key, 0) + kept.count
    return [LocalAnswers(*key, count) for key, count in joined.items()]
