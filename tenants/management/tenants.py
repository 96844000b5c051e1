"""What commands about one tenant share."""

from django.core.management.base import CommandError

from tenants import access
from tenants.models import Tenant


def named_tenant(tenant_id: int) -> Tenant:
    """Raises `CommandError` for a number that is no tenant's."""
    tenant = access.find_tenant(tenant_id)
    if tenant is None:
        raise CommandError(f"There is no tenant {tenant_id}.")
    return tenant
