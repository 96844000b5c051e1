"""Sum receipts by hour, and those sums by the tenant's day.

A stretch is always summed again from its receipts and replaces what was there, in one transaction
and one at a time per tenant. So late, repeated and unordered receipts, two beats, and a lost sum
all end in the same tables.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Min, QuerySet, Sum
from django.utils import timezone

from delegation.conversations import access as conversations
from delegation.conversations.models import Conversation
from delegation.domain.ledger import claims
from delegation.domain.ledger.days import HOUR, day_of, hour_of, hours_of, zone_of
from delegation.savings import access
from delegation.savings.models import DaySum, HourSum, RollUp, UsageCount
from delegation.savings.services.hourly_sums import Key, Stretch, facts_of
from delegation.savings.services.retention import oldest_kept
from tenants.models import Tenant

OVERLAP = timedelta(hours=2)  # rows become visible, and calls are settled, after their time
LONGEST_STRETCH = timedelta(days=1)  # of receipts that are held in memory at once
BATCH = 5_000  # rows of one statement
LOCK = 0x5A41  # names this lock among the database's advisory ones
DayKey = tuple[date, str, int]


def roll_up_news(tenant: Tenant, *, now: datetime | None = None) -> int:
    """Sum the hours that got receipts since the last run; return how many hours."""
    now = now or timezone.now()
    state = RollUp.objects.filter(tenant=tenant).first()
    if state is not None and state.time_zone != tenant.time_zone:
        remake_days(tenant)
    since = state.through - OVERLAP if state else _beginning(tenant)
    touched = touched_hours(tenant, since=since) if since else set()
    hours = {hour for hour in touched if hour >= oldest_kept(now)}
    for stretch in stretches(hours):
        roll_up(tenant, stretch)
    RollUp.objects.update_or_create(
        tenant=tenant, defaults={"through": now, "time_zone": tenant.time_zone}
    )
    return len(hours)


def touched_hours(tenant: Tenant, *, since: datetime) -> set[datetime]:
    """The hours whose sums may differ from those of the receipts that were there at `since`."""
    usage_rows = access.summed_usage_of(tenant)
    news = usage_rows.filter(batch__received_at__gte=since).values_list("hour", flat=True)
    met = Conversation.objects.filter(tenant=tenant, created_at__gte=since)
    of_met = usage_rows.filter(
        batch__visitor__in=met.values("visitor"), hour__gte=since - claims.MET_WITHIN
    )
    escalations = conversations.escalations_of(tenant)
    fresh = escalations.filter(created_at__gte=since) | escalations.filter(ended_at__gte=since)
    all_calls = conversations.teacher_calls_of(tenant)
    calls = all_calls.filter(created_at__gte=since) | all_calls.filter(repriced_at__gte=since)
    audits = access.audits_of(tenant).filter(judged_at__gte=since)
    moments: list[Iterable[datetime]] = [
        news.distinct().iterator(),
        of_met.values_list("hour", flat=True).distinct().iterator(),
        fresh.values_list("created_at", flat=True).iterator(),
        fresh.values_list("conversation__created_at", flat=True).distinct().iterator(),
        calls.values_list("created_at", flat=True).iterator(),
        audits.values_list("hour", flat=True).distinct().iterator(),
    ]
    return {hour_of(moment) for some in moments for moment in some}


def stretches(hours: Iterable[datetime]) -> list[Stretch]:
    """Neighbouring hours together, but never more than `LONGEST_STRETCH`."""
    found: list[Stretch] = []
    for hour in sorted(set(hours)):
        last = found[-1] if found else None
        if last and last.until == hour and hour - last.since < LONGEST_STRETCH:
            found[-1] = Stretch(last.since, hour + HOUR)
        else:
            found.append(Stretch(hour, hour + HOUR))
    return found


@transaction.atomic
def roll_up(tenant: Tenant, stretch: Stretch) -> None:
    """Sum a stretch of hours, and the days that they lie in, again."""
    _one_at_a_time(tenant)
    facts = facts_of(tenant, stretch)
    _stored(tenant, stretch).delete()
    HourSum.objects.bulk_create(
        (
            HourSum(tenant=tenant, hour=hour, name=name, part=part, version=version, value=value)
            for (hour, name, part, version), value in facts.items()
        ),
        batch_size=BATCH,
    )
    zone, day = zone_of(tenant.time_zone), day_of(stretch.since, zone_of(tenant.time_zone))
    while hours_of(day, zone)[0] < stretch.until:
        _make_day(tenant, day)
        day += timedelta(days=1)


@transaction.atomic
def remake_days(tenant: Tenant) -> None:
    """Sum all days again from the hours: the tenant has moved to another time zone."""
    _one_at_a_time(tenant)
    access.day_sums_of(tenant).delete()
    zone = zone_of(tenant.time_zone)
    hours = access.hour_sums_of(tenant).values_list("hour", flat=True).distinct()
    for day in sorted({day_of(hour, zone) for hour in hours}):
        _make_day(tenant, day)


def differences(tenant: Tenant, stretch: Stretch) -> dict[Key, tuple[Decimal, Decimal]]:
    """Sums of hours that are not what the receipts say: (stored, by receipts)."""
    stored = {
        (row.hour.astimezone(UTC), row.name, row.part, row.version): row.value
        for row in _stored(tenant, stretch).iterator()
    }
    by_receipts, none = facts_of(tenant, stretch), Decimal(0)
    return {
        key: (stored.get(key, none), by_receipts.get(key, none))
        for key in stored.keys() | by_receipts.keys()
        if stored.get(key, none) != by_receipts.get(key, none)
    }


def day_differences(
    tenant: Tenant, first: date, last: date
) -> dict[DayKey, tuple[Decimal | None, Decimal | None]]:
    """Sums of days that are not what the hours say: (stored, by hours)."""
    rows = access.day_sums_of(tenant).filter(day__gte=first, day__lte=last)
    stored = {(row.day, row.name, row.part): row.value for row in rows}
    by_hours: dict[DayKey, Decimal] = {}
    day = first
    while day <= last:
        by_hours |= {(day, name, part): value for name, part, value in _day_sums(tenant, day)}
        day += timedelta(days=1)
    return {
        key: (stored.get(key), by_hours.get(key))
        for key in stored.keys() | by_hours.keys()
        if stored.get(key) != by_hours.get(key)
    }


def _make_day(tenant: Tenant, day: date) -> None:
    access.day_sums_of(tenant).filter(day=day).delete()
    DaySum.objects.bulk_create(
        (
            DaySum(tenant=tenant, day=day, name=name, part=part, value=value)
            for name, part, value in _day_sums(tenant, day)
        ),
        batch_size=BATCH,
    )


def _day_sums(tenant: Tenant, day: date) -> list[tuple[str, int, Decimal]]:
    """Return (name, part, value), with the versions of a rule summed."""
    since, until = hours_of(day, zone_of(tenant.time_zone))
    rows = access.hour_sums_of(tenant).filter(hour__gte=since, hour__lt=until)
    return list(rows.values_list("name", "part").annotate(value=Sum("value")).order_by())


def _stored(tenant: Tenant, stretch: Stretch) -> QuerySet[HourSum]:
    return access.hour_sums_of(tenant).filter(hour__gte=stretch.since, hour__lt=stretch.until)


def _beginning(tenant: Tenant) -> datetime | None:
    """The time of the tenant's first receipt."""
    firsts = [
        conversations.escalations_of(tenant).aggregate(at=Min("created_at"))["at"],
        conversations.teacher_calls_of(tenant).aggregate(at=Min("created_at"))["at"],
        UsageCount.objects.filter(tenant=tenant).aggregate(at=Min("batch__received_at"))["at"],
    ]
    return min((first for first in firsts if first is not None), default=None)


def _one_at_a_time(tenant: Tenant) -> None:
    """Let no other roll-up of this tenant begin before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, tenant.pk % 2**31])


def days_of_receipts(tenant: Tenant) -> dict[date, Stretch]:
    """The tenant's days from its first receipt that is kept until today, with their hours."""
    begin = _beginning(tenant)
    if begin is None:
        return {}
    zone, found = zone_of(tenant.time_zone), {}
    now = timezone.now()
    first = max(begin - claims.OLDEST, oldest_kept(now) + timedelta(days=1))
    day, today = day_of(first, zone), day_of(now, zone)
    while day <= today:
        found[day] = Stretch(*hours_of(day, zone))
        day += timedelta(days=1)
    return found
