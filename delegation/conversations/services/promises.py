"""The usual way of a visitor's call through the budgets, in one statement each way.

`budget`, `shares` and `ceilings` say what is promised and settled, row by row, and in which order;
they take ten statements for it, and with them most of what an answer costs a worker. These two do
the same at once. Where anything does not fit, or a row is missing, nothing is written and the
caller goes the long way, which makes rows and says what does not fit. A test compares the two.

Each part asks for the one before it, so rows are locked in the same order as there. What is locked
is compared and changed as it is then, not as it was when the statement began.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from delegation.conversations.models import TOKEN_COUNTS, CallKind, Escalation, TeacherCall
from delegation.conversations.services.ceilings import allowance_of, calls_of
from tenants.models import Tenant

PROMISE = """
WITH held AS (
    SELECT id FROM conversations_escalation
    WHERE id = %(escalation)s AND tenant_id = %(tenant)s AND fence = %(fence)s AND state = 'running'
    FOR NO KEY UPDATE
), month AS (
    SELECT id FROM conversations_budgetmonth
    WHERE tenant_id = %(tenant)s AND month = %(month)s
        AND spent <= %(budget)s - %(amount)s - reserved
        AND (NOT %(on_platform)s
            OR platform_spent <= %(allowance)s - %(amount)s - platform_reserved)
        AND EXISTS (SELECT FROM held)
    FOR NO KEY UPDATE
), network AS (
    SELECT id FROM conversations_networkday
    WHERE tenant_id = %(tenant)s AND network = %(network)s AND day = %(day)s
        AND (spent <= %(network_share)s - %(amount)s - reserved OR (spent = 0 AND reserved = 0))
        AND EXISTS (SELECT FROM month)
    FOR NO KEY UPDATE
), hour AS (
    SELECT id FROM conversations_budgethour
    WHERE tenant_id = %(tenant)s AND hour = %(hour)s
        AND (spent <= %(hour_share)s - %(amount)s - reserved OR (spent = 0 AND reserved = 0))
        AND EXISTS (SELECT FROM network)
    FOR NO KEY UPDATE
), calls AS (
    SELECT id FROM conversations_tenantday
    WHERE %(on_platform)s AND tenant_id = %(tenant)s AND day = %(day)s AND calls < %(most_calls)s
        AND EXISTS (SELECT FROM hour)
    FOR NO KEY UPDATE
), platform AS (
    SELECT day FROM conversations_platformday
    WHERE %(on_platform)s AND day = %(day)s
        AND spent <= %(platform_allowance)s - %(amount)s - reserved
        AND EXISTS (SELECT FROM calls)
    FOR NO KEY UPDATE
), fits AS (
    SELECT 1 WHERE EXISTS (SELECT FROM hour)
        AND (NOT %(on_platform)s OR EXISTS (SELECT FROM platform))
), to_month AS (
    UPDATE conversations_budgetmonth SET
        reserved = reserved + %(amount)s,
        platform_reserved = platform_reserved + CASE WHEN %(on_platform)s THEN %(amount)s ELSE 0 END
    WHERE id = (SELECT id FROM month) AND EXISTS (SELECT FROM fits)
), to_network AS (
    UPDATE conversations_networkday SET reserved = reserved + %(amount)s
    WHERE id = (SELECT id FROM network) AND EXISTS (SELECT FROM fits)
), to_hour AS (
    UPDATE conversations_budgethour SET reserved = reserved + %(amount)s
    WHERE id = (SELECT id FROM hour) AND EXISTS (SELECT FROM fits)
), to_calls AS (
    UPDATE conversations_tenantday SET calls = calls + 1
    WHERE id = (SELECT id FROM calls) AND EXISTS (SELECT FROM fits)
), to_platform AS (
    UPDATE conversations_platformday SET reserved = reserved + %(amount)s, calls = calls + 1
    WHERE day = (SELECT day FROM platform) AND EXISTS (SELECT FROM fits)
)
INSERT INTO conversations_teachercall (
    tenant_id, escalation_id, fence, kind, model, month, reserved, share_hour, platform_day,
    settled, price_source, price_book, outcome, created_at
)
SELECT %(tenant)s, %(escalation)s, %(fence)s, %(kind)s, %(model)s, %(month)s, %(amount)s, %(hour)s,
    CASE WHEN %(on_platform)s THEN %(day)s::date END, false, '', '', '', %(now)s
FROM fits
RETURNING id
"""
# What a receipt says of a call that has ended, beside its tokens of other kinds.
SETTLED = (
    *("kind", "overhead_cost", *TOKEN_COUNTS, "cost", "price_source", "price_book"),
    *("outcome", "first_piece_ms", "total_ms", "repriced_at"),
)
SETTLE = f"""
WITH call AS (
    UPDATE conversations_teachercall SET settled = true, other_tokens = %(other_tokens)s::jsonb,
        {", ".join(f"{name} = %({name})s" for name in SETTLED)}
    WHERE id = %(call)s AND tenant_id = %(tenant)s AND NOT settled
    RETURNING id
), month AS (
    UPDATE conversations_budgetmonth SET
        reserved = reserved - %(reserved)s, spent = spent + %(charged)s,
        platform_reserved = platform_reserved
            - CASE WHEN %(platform_day)s::date IS NULL THEN 0 ELSE %(reserved)s END,
        platform_spent = platform_spent
            + CASE WHEN %(platform_day)s::date IS NULL THEN 0 ELSE %(charged)s END
    WHERE tenant_id = %(tenant)s AND month = %(month)s AND EXISTS (SELECT FROM call)
    RETURNING spent, alerted_at
), network AS (
    UPDATE conversations_networkday SET
        reserved = reserved - %(reserved)s, spent = spent + %(charged)s, calls = calls + %(counts)s
    WHERE tenant_id = %(tenant)s AND network = %(network)s AND day = %(share_day)s
        AND (SELECT count(*) FROM month) >= 0
        AND EXISTS (SELECT FROM call)
    RETURNING id
), hour AS (
    UPDATE conversations_budgethour SET
        reserved = reserved - %(reserved)s, spent = spent + %(charged)s
    WHERE tenant_id = %(tenant)s AND hour = %(share_hour)s
        AND (SELECT count(*) FROM network) >= 0 AND EXISTS (SELECT FROM call)
    RETURNING spent, alerted_at
), platform AS (
    UPDATE conversations_platformday SET
        reserved = reserved - %(reserved)s, spent = spent + %(charged)s
    WHERE day = %(platform_day)s
        AND (SELECT count(*) FROM hour) >= 0 AND EXISTS (SELECT FROM call)
)
SELECT
    (SELECT count(*) FROM call),
    (SELECT spent >= monthly_budget * %(alert_share)s AND alerted_at IS NULL FROM month),
    (SELECT spent > 0 AND spent >= monthly_budget * %(alarm_share)s AND alerted_at IS NULL
        FROM hour)
FROM tenants_tenant WHERE id = %(tenant)s
"""  # noqa: S608  # column names of ours


@dataclass(frozen=True)
class Shares:
    """What one network may take in a day, and all visitors in an hour, in USD."""

    network: Decimal
    hour: Decimal


def promise_at_once(
    tenant: Tenant,
    amount: Decimal,
    escalation: Escalation,
    *,
    model: str,
    kind: CallKind,
    on_platform: bool,
    hour: datetime,
    shares: Shares,
) -> TeacherCall | None:
    """Return the call's open receipt; None where the long way must say why not."""
    now = timezone.now()
    call = TeacherCall(
        tenant=tenant,
        escalation=escalation,
        fence=escalation.fence,
        kind=kind,
        model=model,
        month=now.date().replace(day=1),
        reserved=amount,
        share_hour=hour,
        platform_day=hour.date() if on_platform else None,
        created_at=now,
    )
    values = {
        "tenant": tenant.pk,
        "escalation": escalation.pk,
        "fence": escalation.fence,
        "network": escalation.address_prefix,
        "kind": kind.value,
        "model": model,
        "amount": amount,
        "budget": tenant.monthly_budget,
        "allowance": allowance_of(tenant),
        "network_share": shares.network,
        "hour_share": shares.hour,
        "most_calls": calls_of(tenant),
        "platform_allowance": settings.PLATFORM_ALLOWANCE,
        "on_platform": on_platform,
        "month": call.month,
        "day": hour.date(),
        "hour": hour,
        "now": now,
    }
    row = _row_of(PROMISE, values)
    if row is None:
        return None
    call.pk = row[0]
    call._state.adding = False
    return call


@dataclass(frozen=True)
class Settled:
    """Whether owners must hear that most of the month's, or much of the hour's, budget is spent."""

    month_alert: bool
    hour_alert: bool


def settle_at_once(
    call: TeacherCall, charged: Decimal, *, network: str, alert_share: Decimal, alarm_share: Decimal
) -> Settled | None:
    """Save what a visitor's call took; None where the long way must do it, or it was settled."""
    hour, day = call.share_hour, call.platform_day
    if hour is None:
        return None
    values: dict[str, Any] = {
        **{name: getattr(call, name) for name in SETTLED},
        "kind": str(call.kind),
        "other_tokens": json.dumps(call.other_tokens),
        "call": call.pk,
        "tenant": call.tenant_id,
        "network": network,
        "month": call.month,
        "share_hour": hour,
        "share_day": _day_of(hour),
        "platform_day": day,
        "reserved": call.reserved,
        "charged": charged,
        "counts": int(call.outcome == "complete"),
        "alert_share": alert_share,
        "alarm_share": alarm_share,
    }
    row = _row_of(SETTLE, values)
    if row is None or not row[0]:
        return None
    return Settled(bool(row[1]), bool(row[2]))


def _row_of(sql: str, values: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _day_of(hour: datetime) -> date:
    return hour.astimezone(UTC).date()
