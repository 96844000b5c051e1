"""Publish what time changes: rules that begin or expire, and changes that waited too long."""

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from delegation.rules.models import Pack, PackChange, Rule, RuleState
from delegation.rules.services.publishing.publishing import (
    change_pack,
    publish_changes,
    wake_publisher,
)
from tenants.models import Tenant
from tenants.row_security import acting_for

TENANTS_AT_ONCE = 200  # the next beat comes soon


def publish_tenant(tenant_id: int) -> None:
    """What waits of one tenant. Nothing when a pack has carried it already."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is not None:
        publish_changes(tenant)


def publish_waiting() -> None:
    """Safe to run twice, by two beats, or not for an hour."""
    for moment, reason in (("starts_at", "scheduled rules begin"), ("expires_at", "rules expired")):
        for tenant in _tenants_past(moment):
            with acting_for(tenant.pk):
                change_pack(tenant, reason=reason, by=None)
    waiting = PackChange.objects.filter(pack=None).values_list("tenant_id", flat=True)
    for tenant_id in waiting.distinct()[:TENANTS_AT_ONCE]:
        wake_publisher(tenant_id)


def _tenants_past(moment: str) -> list[Tenant]:
    """Those whose newest pack is older than this moment of a live rule."""
    newest = Pack.objects.filter(tenant=OuterRef("tenant")).order_by("-version")
    past = (
        Rule.objects.filter(state=RuleState.LIVE, **{f"{moment}__lte": timezone.now()})
        .annotate(packed_at=Subquery(newest.values("created_at")[:1]))
        .filter(packed_at__lt=F(moment))
    )
    return list(Tenant.objects.filter(pk__in=past.values("tenant"))[:TENANTS_AT_ONCE])
