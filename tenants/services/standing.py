"""What operators decide about a workspace: whether it may run, and what it may spend of theirs."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from delegation.domain.wording import worded
from tenants import access, audit
from tenants.models import Tenant, User

WAITS_FOR_APPROVAL = worded(
    "This workspace is new. It starts to work when an operator has approved it."
)
DAY = timedelta(days=1)


@transaction.atomic
def suspend_tenant(tenant: Tenant, *, reason: str, by: User | None) -> bool:
    """Stop a workspace: its keys, its model and its members' pages. False if it was stopped."""
    access.lock_tenant(tenant.pk)
    suspended = Tenant.objects.filter(pk=tenant.pk, suspended_at=None).update(
        suspended_at=timezone.now(), suspension_reason=reason[:200]
    )
    if suspended:
        audit.record(tenant, "tenant.suspended", tenant.name, by=by, reason=reason[:200])
    return bool(suspended)


@transaction.atomic
def resume_tenant(tenant: Tenant, *, by: User) -> bool:
    """Let a workspace run again, or approve a new one. False if it was running."""
    access.lock_tenant(tenant.pk)
    stopped = Tenant.objects.filter(pk=tenant.pk, suspended_at__isnull=False)
    resumed = stopped.update(suspended_at=None, suspension_reason="")
    if resumed:
        audit.record(tenant, "tenant.resumed", tenant.name, by=by)
    return bool(resumed)


@transaction.atomic
def set_allowance(tenant: Tenant, allowance: Decimal | None, *, by: User) -> None:
    """Set what a workspace may spend a month on the platform's model; None is the usual amount."""
    locked = access.lock_tenant(tenant.pk)
    before, locked.allowance = locked.allowance, allowance
    locked.save(update_fields=["allowance"])
    changes = {"allowance": [str(before), str(allowance)]}
    audit.record(tenant, "tenant.allowance_changed", tenant.name, by=by, changes=changes)


def may_make_workspaces() -> bool:
    """Whether a person who was not invited may make a workspace now."""
    if settings.SIGN_UP not in ("open", "approval"):
        return False
    made = Tenant.objects.filter(created_at__gte=timezone.now() - DAY).count()
    return made < settings.SIGN_UPS_PER_DAY
