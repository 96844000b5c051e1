"""Changes to a tenant, each with its audit row in the same transaction."""

from tenants.services.members import LastOwner, add_member, change_role, remove_member
from tenants.services.workspaces import (
    allow_origin,
    change_settings,
    create_tenant,
    disallow_origin,
    settle_approval,
)

__all__ = [
    "LastOwner",
    "add_member",
    "allow_origin",
    "change_role",
    "change_settings",
    "create_tenant",
    "disallow_origin",
    "remove_member",
    "settle_approval",
]
