"""The audit log's one door."""

from typing import Any

from django.db import connection

from tenants.models import AuditEntry, Tenant, User


def record(
    tenant: Tenant, action: str, target: str, *, by: User | None, **details: Any
) -> AuditEntry:
    """Write an audit row in the caller's transaction; outside one there is nothing to vouch for."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action} must be recorded in the transaction that changes it")
    return AuditEntry.objects.create(
        tenant=tenant, actor=by, action=action, target=target[:120], details=details
    )
