"""Budgets: money is reserved before a call and settled after it, so that no budget is exceeded."""

from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delegation.conversations.models import (
    BudgetMonth,
    CallKind,
    Escalation,
    TeacherCall,
)
from delegation.conversations.models.escalation import ENDED
from delegation.conversations.services.ceilings import (
    AllowanceExhausted,
    BudgetExhausted,
    Suspended,
    allowance_of,
    changes_of_month,
    fits_allowance,
    promise_platform,
    settle_platform,
)
from delegation.conversations.services.promises import (
    SETTLED,
    Shares,
    promise_at_once,
    settle_at_once,
)
from delegation.conversations.services.shares import (
    ALARM_SHARE,
    alert_of_hour,
    promise_shares,
    settle_shares,
    this_hour,
)
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.services import notify
from tenants import audit
from tenants.access import is_suspended
from tenants.mail import tell_owners
from tenants.models import Tenant

WORKER_SLEEPS = timedelta(seconds=30)  # added to the longest call: its worker may have been paused
LONGEST_EXAM_CALL = timedelta(minutes=6)  # an exam waits five for a slow model
# Their tenant was read with the message; what runs for longer looks again before each call.
VISITORS_WAIT = (CallKind.ANSWER, CallKind.RETRY, CallKind.HOLDOUT)
ALERT_SHARE = Decimal("0.8")
ALERT_SUBJECT = _("Most of this month's budget is spent")
ALERT_TEXT = _(
    "80 % of your monthly budget for the teacher is spent. When all of it is, browsers go on "
    "answering what they know, and other messages get the text that you chose for it. You can "
    "raise the budget on your install page."
)


@transaction.atomic
def reserve(
    tenant: Tenant,
    amount: Decimal,
    *,
    model: str,
    kind: CallKind,
    escalation: Escalation | None = None,
    on_platform: bool = True,
) -> TeacherCall:
    """Reserve the most that one call can cost, in USD.

    `on_platform`: the call uses the operators' key, so their ceilings apply. Raises
    `BudgetExhausted`, of which there are several kinds.
    """
    if tenant.suspended_at or (kind not in VISITORS_WAIT and is_suspended(tenant)):
        raise Suspended
    month = _this_month()
    _promise(tenant, month, amount, on_platform=on_platform)
    hour = None
    if escalation is not None and kind in VISITORS_WAIT:
        most = tenant.monthly_budget
        most = min(most, allowance_of(tenant)) if on_platform else most
        hour = promise_shares(tenant, escalation.address_prefix, amount, budget=most)
    return TeacherCall.objects.create(
        tenant=tenant,
        escalation=escalation,
        fence=escalation.fence if escalation else 0,
        kind=kind,
        model=model,
        month=month,
        reserved=amount,
        share_hour=hour,
        platform_day=promise_platform(tenant, amount) if on_platform else None,
    )


def _promise(tenant: Tenant, month: date, amount: Decimal, *, on_platform: bool) -> None:
    """Add to the reserved amount if it fits. Raises what `reserve` raises.

    Only the row's own columns are compared: those are read again after waiting for its lock, so
    a promise is judged by the figures that it adds to. The limit is as old as `tenant`.
    """
    row = BudgetMonth.objects.filter(tenant=tenant, month=month)
    in_budget = Q(spent__lte=tenant.monthly_budget - amount - F("reserved"))
    fits = row.filter(in_budget)
    promise = {"reserved": F("reserved") + amount}
    if on_platform:
        fits = fits.filter(fits_allowance(tenant, amount))
        promise["platform_reserved"] = F("platform_reserved") + amount
    if fits.update(**promise):
        return
    BudgetMonth.objects.get_or_create(tenant=tenant, month=month)  # a month's first call
    if fits.update(**promise):
        return
    if row.filter(in_budget).exists():
        raise AllowanceExhausted("allowance_exhausted")
    raise BudgetExhausted


def reserve_for_visitor(
    tenant: Tenant,
    amount: Decimal,
    escalation: Escalation,
    *,
    model: str,
    kind: CallKind,
    on_platform: bool,
) -> TeacherCall | None:
    """Promise the worst case at once, as `lifecycle.hold` and `reserve` do together.

    Return None where they must do it: something does not fit, or is the first of its kind.
    """
    if tenant.suspended_at or kind not in VISITORS_WAIT:
        return None
    most = tenant.monthly_budget
    most = min(most, allowance_of(tenant)) if on_platform else most
    return promise_at_once(
        tenant,
        amount,
        escalation,
        model=model,
        kind=kind,
        on_platform=on_platform,
        hour=this_hour(),
        shares=Shares(most * settings.NETWORK_SHARE, most * settings.HOUR_SHARE),
    )


def settle(call: TeacherCall, charged: Decimal) -> bool:
    """Save what the call took and free the rest of its reservation; False if it was settled.

    `call` carries the figures to save; `charged` is what the budget pays, in USD: the price, or
    an upper bound of it where the price or the usage is unknown.
    """
    if call.escalation is None:
        return _settle(call, charged)
    done = settle_at_once(
        call,
        charged,
        network=call.escalation.address_prefix,
        alert_share=ALERT_SHARE,
        alarm_share=ALARM_SHARE,
    )
    if done is None:
        return _settle(call, charged)
    if done.month_alert:
        _alert_once(call.tenant, _month_of(call))
    if done.hour_alert:
        alert_of_hour(call)
    return True


@transaction.atomic
def _settle(call: TeacherCall, charged: Decimal) -> bool:
    """The same row by row, for calls of every kind."""
    claimed = TeacherCall.objects.filter(pk=call.pk, settled=False).update(
        settled=True,
        other_tokens=call.other_tokens,
        **{name: getattr(call, name) for name in SETTLED},
    )
    if claimed == 0:
        return False
    month = _month_of(call)
    month.update(
        reserved=F("reserved") - call.reserved,
        spent=F("spent") + charged,
        **changes_of_month(call, charged),
    )
    settle_shares(call, charged)
    settle_platform(call, charged)
    _alert_once(call.tenant, month)
    return True


def _month_of(call: TeacherCall) -> QuerySet[BudgetMonth]:
    return BudgetMonth.objects.filter(tenant_id=call.tenant_id, month=call.month)


@transaction.atomic
def _alert_once(tenant: Tenant, month: QuerySet[BudgetMonth]) -> None:
    """Notify the owners, once a month, when most of the budget is spent."""
    alerted = month.filter(
        alerted_at__isnull=True, spent__gte=F("tenant__monthly_budget") * ALERT_SHARE
    ).update(alerted_at=Now())
    if alerted:
        audit.record(tenant, "budget.alerted", f"{ALERT_SHARE:.0%} of the month's budget", by=None)
        budget = f"{tenant.monthly_budget:.2f}"
        notify(
            tenant, WebhookEvent.BUDGET_ALERTED, {"share": f"{ALERT_SHARE}", "budget_usd": budget}
        )
        transaction.on_commit(lambda: tell_owners(tenant, ALERT_SUBJECT, ALERT_TEXT))


def settle_abandoned(escalation: Escalation) -> int:
    """Charge the calls of earlier claims in full: their workers died, so their cost is unknown."""
    if escalation.fence == 1:
        return 0  # there was no earlier claim
    return _abandon(
        TeacherCall.objects.filter(
            tenant_id=escalation.tenant_id,
            escalation=escalation,
            settled=False,
            fence__lt=escalation.fence,
        )
    )


def settle_left_behind(*, limit: int) -> int:
    """Charge old calls in full that no claim will settle: the visitor had stopped them, or
    they were an exam's, and then their worker died."""
    longest = timedelta(seconds=4 * settings.TEACHER_PATIENCE) + WORKER_SLEEPS
    exams = Q(escalation=None, created_at__lt=Now() - max(longest, LONGEST_EXAM_CALL))
    over = Q(escalation__state__in=ENDED, created_at__lt=Now() - longest)
    old = TeacherCall.objects.filter(exams | over, settled=False)
    return _abandon(old.order_by("created_at")[:limit])


def _abandon(calls: QuerySet[TeacherCall]) -> int:
    count = 0
    for call in calls.select_related("tenant", "escalation"):
        call.kind = CallKind.ABANDONED
        call.outcome = "abandoned"
        call.repriced_at = timezone.now()  # the sums of its hour may be older than this
        count += settle(call, call.reserved)
    return count


def left_this_month(tenant: Tenant) -> Decimal:
    """Return the USD that may still be reserved."""
    row = BudgetMonth.objects.filter(tenant=tenant, month=_this_month()).first()
    return tenant.monthly_budget - (row.spent + row.reserved if row else Decimal(0))


def _this_month() -> date:
    return timezone.now().date().replace(day=1)
