"""The calls of simulated visitors, written together: the rows that `budget` leaves call by call.

In the simulation one call ends before the next begins, and the month's budget is ample, so nothing
has to be reserved. A test plays some days both ways and compares the tables.
"""

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connection
from django.utils import timezone

from delegation.conversations.models import (
    BudgetHour,
    BudgetMonth,
    CallKind,
    Escalation,
    NetworkDay,
    PlatformDay,
    TeacherCall,
    TenantDay,
)
from delegation.conversations.services import answering, budget
from delegation.conversations.services.budget import VISITORS_WAIT
from delegation.conversations.services.shares import this_hour
from tenants.models import Tenant

ZERO = Decimal(0)
Sums = defaultdict[Any, Decimal]
"""A count or an amount by the key of the row that it belongs to."""


@dataclass
class DayLedger:
    """In place of `budget.reserve` and `budget.settle` while it is entered.

    `begun` is when the message that is being answered was written, by the simulation's clock.
    """

    begun: datetime | None = None
    _ended: list[tuple[TeacherCall, Decimal]] = field(default_factory=list)
    _of_networks: list[tuple[TeacherCall, str, Decimal]] = field(default_factory=list)
    _costs: defaultdict[UUID, list[Decimal | None]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __enter__(self) -> "DayLedger":
        self._stack = ExitStack()
        created_at = TeacherCall._meta.get_field("created_at")
        for target, name, replacement in (
            (budget, "reserve_for_visitor", _none),
            (budget, "reserve", self.reserve),
            (budget, "settle", self.settle),
            (answering, "calls_for", self.calls_for),
            (created_at, "auto_now_add", False),  # a call has the time at which it began
        ):
            self._stack.enter_context(patch.object(target, name, replacement))
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def reserve(
        self,
        tenant: Tenant,
        amount: Decimal,
        *,
        model: str,
        kind: CallKind,
        escalation: Escalation | None = None,
        on_platform: bool = True,
    ) -> TeacherCall:
        """Begin a call. Its row is written by `write`."""
        now = timezone.now()
        shares = escalation is not None and kind in VISITORS_WAIT
        if escalation is not None and self.begun is not None:
            escalation.created_at = self.begun  # the database's clock wrote another time
        return TeacherCall(
            tenant=tenant,
            escalation=escalation,
            fence=escalation.fence if escalation else 0,
            kind=kind,
            model=model,
            month=now.date().replace(day=1),
            reserved=amount,
            share_hour=this_hour() if shares else None,
            platform_day=now.date() if on_platform else None,
            created_at=now,
        )

    def settle(self, call: TeacherCall, charged: Decimal) -> bool:
        """End a call."""
        call.settled = True
        self._ended.append((call, charged))
        if call.escalation is not None:
            self._costs[call.escalation.pk].append(call.cost)
            if call.share_hour is not None:
                self._of_networks.append((call, call.escalation.address_prefix, charged))
        return True

    def calls_for(self, escalation: Escalation) -> tuple[int, Decimal | None]:
        """What `call_ledger.calls_for` reads from the rows."""
        costs = self._costs[escalation.pk]
        known = [cost for cost in costs if cost is not None]
        whole = bool(costs) and len(known) == len(costs)
        return len(costs), sum(known, ZERO) if whole else None

    def write_networks(self) -> None:
        """Write what networks spent, before their local answers are believed by it."""
        calls, spent = _sums(), _sums()
        for call, network, charged in self._of_networks:
            day = (call.tenant_id, network, call.share_hour.date()) if call.share_hour else None
            calls[day] += int(call.outcome == "complete")
            spent[day] += charged
        keys = ("tenant_id", "network", "day")
        _add(
            NetworkDay, keys, {"calls": calls, "spent": spent}, {"local_answers": 0, "reserved": 0}
        )
        self._of_networks.clear()

    def write(self) -> None:
        """Write the calls, and what they add to the month, its hours and the platform's days."""
        self.write_networks()
        sums: defaultdict[str, Sums] = defaultdict(_sums)
        for call, charged in self._ended:
            month, hour = (call.tenant_id, call.month), (call.tenant_id, call.share_hour)
            sums["month"][month] += charged
            sums["platform month"][month] += charged if call.platform_day else ZERO
            if call.share_hour is not None:
                sums["hour"][hour] += charged
            if call.platform_day is not None:
                sums["tenant's calls"][call.tenant_id, call.platform_day] += 1
                sums["platform's calls"][call.platform_day,] += 1
                sums["platform day"][call.platform_day,] += charged
        months = {"spent": sums["month"], "platform_spent": sums["platform month"]}
        _add(BudgetMonth, ("tenant_id", "month"), months, {"reserved": 0, "platform_reserved": 0})
        _add(BudgetHour, ("tenant_id", "hour"), {"spent": sums["hour"]}, {"reserved": 0})
        _add(TenantDay, ("tenant_id", "day"), {"calls": sums["tenant's calls"]}, {})
        platform = {"calls": sums["platform's calls"], "spent": sums["platform day"]}
        _add(PlatformDay, ("day",), platform, {"reserved": 0})
        TeacherCall.objects.bulk_create(call for call, _ in self._ended)
        self._ended.clear()
        self._costs.clear()


def _none(*_args: object, **_options: object) -> None:
    pass


def _sums() -> Sums:
    return defaultdict(Decimal)


def _add(model: Any, keys: tuple[str, ...], sums: dict[str, Sums], others: dict[str, int]) -> None:
    """Add sums to the rows with these keys, in one statement; `others` are for new rows."""
    rows = list(dict.fromkeys(key for counted in sums.values() for key in counted))
    if not rows:
        return
    table = model._meta.db_table
    columns = [*keys, *sums, *others]
    adds = ", ".join(f'"{name}" = "{table}"."{name}" + excluded."{name}"' for name in sums)
    row = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({", ".join(columns)})'  # noqa: S608 - names of our own columns
            f" VALUES {', '.join([row] * len(rows))}"
            f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {adds}",
            [
                value
                for key in rows
                for value in (*key, *(counted[key] for counted in sums.values()), *others.values())
            ],
        )
