"""Packs kept true as time passes: what expired leaves them, and no change waits for ever."""

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from delegation.rules.models import Pack, PackChange, Rule, RuleState
from delegation.rules.services.publishing import change_pack, publish_changes, wake_publisher
from tenants.models import Tenant

TENANTS_AT_ONCE = 200  # the next beat comes soon


def publish_tenant(tenant_id: int) -> None:
    """What waits of one tenant. Nothing when a pack has carried it already."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is not None:
        publish_changes(tenant)


def publish_waiting() -> None:
    """Safe to run twice, by two beats, or not for an hour."""
    for tenant in _tenants_with_expired_rules():
        change_pack(tenant, reason="rules expired", by=None)
    waiting = PackChange.objects.filter(pack=None).values_list("tenant_id", flat=True)
    for tenant_id in waiting.distinct()[:TENANTS_AT_ONCE]:
        wake_publisher(tenant_id)


def _tenants_with_expired_rules() -> list[Tenant]:
    """Those whose newest pack is older than the end of a rule that it holds."""
    newest = Pack.objects.filter(tenant=OuterRef("tenant")).order_by("-version")
    ended = (
        Rule.objects.filter(state=RuleState.LIVE, expires_at__lte=timezone.now())
        .annotate(packed_at=Subquery(newest.values("created_at")[:1]))
        .filter(packed_at__lt=F("expires_at"))
    )
    return list(Tenant.objects.filter(pk__in=ended.values("tenant"))[:TENANTS_AT_ONCE])
