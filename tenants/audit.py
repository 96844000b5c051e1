"""The audit log's one door."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from tenants.models import AuditEntry, Tenant, User

ERASED = "erased"


def record(
    tenant: Tenant, action: str, target: str, *, by: User | None, **details: Any
) -> AuditEntry:
    """Write an audit row in the caller's transaction; outside one there is nothing to vouch for."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action} must be recorded in the transaction that changes it")
    return AuditEntry.objects.create(
        tenant=tenant, actor=by, action=action, target=target[:120], details=details
    )


def erase_targets(tenant: Tenant, **details: Collection[Any]) -> None:
    """Forget what rows were about, by one of their details: `rule=[7]`. What was done stays."""
    named = {f"details__{name}__in": list(values) for name, values in details.items()}
    AuditEntry.objects.filter(tenant=tenant, **named).update(target=ERASED)
