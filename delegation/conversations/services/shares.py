"""Shares of a tenant's budget: no network and no hour can take all of it.

They count what visitors' messages cost, by the network that the messages came from. They are
promised and settled with the budget, in the same transaction, after the row of the month and before
the rows that all tenants share: in another order, two calls would deadlock.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delegation.conversations.models import BudgetHour, NetworkDay, TeacherCall
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.services import notify
from tenants import audit
from tenants.mail import for_each_reader, tell_owners
from tenants.models import Tenant

# Of the month's budget in one hour. At an even pace an hour takes a 720th of it.
ALARM_SHARE = Decimal("0.1")
ALARM_SUBJECT = _("Your budget is being spent quickly")
ALARM_TEXT = _(
    "Within one hour, visitors' messages cost %(share)s of your monthly budget for the teacher. "
    "No network can spend more than %(network)s of it in a day, and all of them together no more "
    "than %(hour)s in an hour. If you do not expect so many visitors, look at your "
    "conversations, and lower the budget or remove the site key on your install page."
)
# What of a network's calls still vouches for local answers: as long as a browser keeps its counts.
VOUCHING_DAYS = 8
ANSWERS_PER_CALL = 10  # small talk between two questions, several times over
KEPT_DAYS = 10
OWN_SERVER = "own-server"  # its receipts do not say where its visitors are


class NetworkExhausted(BudgetExhausted):
    """The network took its share of the budget for today. Other networks' visitors are served.

    The code is that of an exhausted budget: with it gatekeepers show the text that came with it.
    """

    visitors_text = (
        "Too many messages came from your network today, so I cannot answer more of them. "
        "Please try again tomorrow or contact us directly."
    )


class HourExhausted(BudgetExhausted):
    """The visitors of this hour took what one hour may take of the budget."""

    visitors_text = "I have had too many messages in this hour. Please try again in an hour."


def promise_shares(tenant: Tenant, network: str, amount: Decimal, *, budget: Decimal) -> datetime:
    """Reserve the amount, in USD, from this hour's share and from the network's share of today.

    `budget` is what may be spent in the month. Returns the hour, to be kept with the call. Raises
    `NetworkExhausted`, `HourExhausted`. One call always fits, however small the share is.
    """
    hour = this_hour()
    promised = _promise(
        NetworkDay.objects.filter(tenant=tenant, network=network, day=hour.date()),
        amount,
        share=budget * settings.NETWORK_SHARE,
        missing={"tenant": tenant, "network": network, "day": hour.date()},
    )
    if not promised:
        raise NetworkExhausted
    promised = _promise(
        BudgetHour.objects.filter(tenant=tenant, hour=hour),
        amount,
        share=budget * settings.HOUR_SHARE,
        missing={"tenant": tenant, "hour": hour},
    )
    if not promised:
        raise HourExhausted
    return hour


def settle_shares(call: TeacherCall, charged: Decimal) -> None:
    """Free what the call reserved and add what it cost, in USD."""
    if call.share_hour is None or call.escalation is None:
        return
    changes = {"reserved": F("reserved") - call.reserved, "spent": F("spent") + charged}
    network = NetworkDay.objects.filter(
        tenant_id=call.tenant_id,
        network=call.escalation.address_prefix,
        day=call.share_hour.astimezone(UTC).date(),
    )
    network.update(**changes, calls=F("calls") + int(call.outcome == "complete"))
    hour = BudgetHour.objects.filter(tenant_id=call.tenant_id, hour=call.share_hour)
    hour.update(**changes)
    alert_of_hour(call)


@transaction.atomic
def alert_of_hour(call: TeacherCall) -> None:
    """Tell the owners, once, when the call's hour takes much more than its part of the month."""
    if call.share_hour is not None:
        hour = BudgetHour.objects.filter(tenant_id=call.tenant_id, hour=call.share_hour)
        _alert_once(call.tenant, hour)


@transaction.atomic
def believe_local_answers(tenant: Tenant, network: str, claimed: int) -> int:
    """Return how many of the claimed local answers the network's own calls vouch for.

    Each call that the model answered for this network vouches for `ANSWERS_PER_CALL`, once, within
    `VOUCHING_DAYS`. So does each call that the tenant's own server reports, for any visitor.
    """
    believed = _vouched(tenant, network, claimed)
    left = claimed - believed
    return believed + _vouched(tenant, OWN_SERVER, left) if left else believed


def note_own_servers_call(tenant: Tenant) -> None:
    """Let a call that the tenant's own server reported vouch for local answers."""
    today = NetworkDay.objects.get_or_create(
        tenant=tenant, network=OWN_SERVER, day=timezone.now().date()
    )
    NetworkDay.objects.filter(pk=today[0].pk).update(calls=F("calls") + 1)


def _vouched(tenant: Tenant, network: str, claimed: int) -> int:
    today = timezone.now().date()
    recent = NetworkDay.objects.filter(
        tenant=tenant, network=network, day__gt=today - timedelta(days=VOUCHING_DAYS)
    )
    # Beacons of one network take turns, or two could use the same calls.
    rows = list(recent.select_for_update().order_by("day"))
    calls, used = sum(row.calls for row in rows), sum(row.local_answers for row in rows)
    believed = max(0, min(claimed, ANSWERS_PER_CALL * calls - used))
    if believed:
        newest = NetworkDay.objects.filter(pk=rows[-1].pk)
        newest.update(local_answers=F("local_answers") + believed)
    return believed


def forget_old_shares() -> int:
    """Delete the rows of days and hours that nothing asks for; how many. Safe to run twice."""
    oldest = timezone.now().date() - timedelta(days=KEPT_DAYS)
    networks, _ = NetworkDay.objects.filter(day__lt=oldest).delete()
    hours, _ = BudgetHour.objects.filter(hour__date__lt=oldest).delete()
    return networks + hours


def this_hour() -> datetime:
    """Return the start of the current hour, UTC."""
    return timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _promise(
    row: "QuerySet[NetworkDay] | QuerySet[BudgetHour]",
    amount: Decimal,
    *,
    share: Decimal,
    missing: dict[str, Any],
) -> bool:
    """Add to what is reserved if the share has room; the row is made where it is missing."""
    room = Q(spent__lte=share - amount - F("reserved")) | Q(spent=0, reserved=0)
    promise = {"reserved": F("reserved") + amount}
    if row.filter(room).update(**promise):
        return True
    row.model._default_manager.get_or_create(**missing)
    return bool(row.filter(room).update(**promise))


def _alert_once(tenant: Tenant, hour: QuerySet[BudgetHour]) -> None:
    """Tell the owners, once an hour, when it takes much more than its part of the month."""
    fast = Q(spent__gt=0, spent__gte=F("tenant__monthly_budget") * ALARM_SHARE)
    if not hour.filter(fast, alerted_at__isnull=True).update(alerted_at=Now()):
        return
    audit.record(
        tenant, "budget.fast", f"{ALARM_SHARE:.0%} of the month's budget in an hour", by=None
    )
    notify(
        tenant,
        WebhookEvent.BUDGET_ALERTED,
        {"share": f"{ALARM_SHARE}", "budget_usd": f"{tenant.monthly_budget:.2f}", "within": "hour"},
    )
    text = for_each_reader(_alarm_text)
    transaction.on_commit(lambda: tell_owners(tenant, ALARM_SUBJECT, text))


def _alarm_text() -> str:
    shares = {"share": ALARM_SHARE, "network": settings.NETWORK_SHARE, "hour": settings.HOUR_SHARE}
    return ALARM_TEXT % {name: f"{share:.0%}" for name, share in shares.items()}
