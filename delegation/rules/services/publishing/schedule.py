"""Publish what time changes: rules that begin or expire, and changes that waited too long."""

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from delegation.rules.models import Pack, PackChange, Rule, RuleState
from delegation.rules.services.publishing.compiling import made_for
from delegation.rules.services.publishing.loaded_packs import is_refused
from delegation.rules.services.publishing.publishing import (
    change_pack,
    current_pack,
    publish_changes,
    republish,
    wake_publisher,
)
from tenants.models import Tenant
from tenants.row_security import as_platform
from tenants.services.every_tenant import for_tenants

TENANTS_AT_ONCE = 200  # the next beat comes soon


def publish_tenant(tenant_id: int) -> None:
    """Publish what waits, and replace an outdated pack. Safe to run twice."""
    tenant = Tenant.objects.filter(pk=tenant_id).first()
    if tenant is None:
        return
    publish_changes(tenant)
    pack = current_pack(tenant)
    if pack.made_for != made_for(tenant) or is_refused(pack):
        republish(tenant, pack)


def publish_waiting() -> None:
    """Publish for every tenant. Safe to run twice, on two schedulers, or not for an hour."""
    for_tenants(
        _tenants_past("starts_at"),
        lambda tenant: change_pack(tenant, reason="scheduled rules begin", by=None),
    )
    for_tenants(
        _tenants_past("expires_at"),
        lambda tenant: change_pack(tenant, reason="rules expired", by=None),
    )
    with as_platform("changes of any tenant's pack may have waited too long"):
        waiting = PackChange.objects.filter(pack=None).values_list("tenant_id", flat=True)
        tenants = list(waiting.distinct()[:TENANTS_AT_ONCE])
    for tenant_id in tenants:
        wake_publisher(tenant_id)


def _tenants_past(moment: str) -> list[Tenant]:
    """Those whose newest pack is older than this moment of a live rule."""
    newest = Pack.objects.filter(tenant=OuterRef("tenant")).order_by("-version")
    past = (
        Rule.objects.filter(state=RuleState.LIVE, **{f"{moment}__lte": timezone.now()})
        .annotate(packed_at=Subquery(newest.values("created_at")[:1]))
        .filter(packed_at__lt=F(moment))
    )
    with as_platform("time passes for every tenant's rules"):
        return list(Tenant.objects.filter(pk__in=past.values("tenant"))[:TENANTS_AT_ONCE])
