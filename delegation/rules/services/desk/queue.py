"""The order in which a moderator reads proposals: what saves most comes first."""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from delegation.rules import access
from delegation.rules.models import Rule, RuleState
from tenants.models import Tenant

BY_WORTH = (F("worth").desc(nulls_last=True), F("asked_month").desc(), "id")


def awake(now: datetime | None = None) -> Q:
    """Return proposals that are not snoozed at this moment, which is now by default."""
    return Q(snoozed_until=None) | Q(snoozed_until__lte=now or timezone.now())


def proposals(tenant: Tenant) -> QuerySet[Rule]:
    """What waits for a decision now, in order."""
    waiting = access.rules_of(tenant).filter(awake(), state=RuleState.PROPOSED)
    return waiting.order_by(*BY_WORTH)


def next_proposal(rule: Rule) -> Rule | None:
    """The proposal that comes after this rule; the first one at the end of the queue."""
    waiting = proposals(rule.tenant).exclude(pk=rule.pk)
    return waiting.filter(_after(rule)).first() or waiting.first()


def _after(rule: Rule) -> Q:
    same = Q(worth=rule.worth)
    later = same & (
        Q(asked_month__lt=rule.asked_month) | Q(asked_month=rule.asked_month, pk__gt=rule.pk)
    )
    return later if rule.worth is None else later | Q(worth__lt=rule.worth) | Q(worth=None)
