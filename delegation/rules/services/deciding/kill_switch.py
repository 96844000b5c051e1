"""The kill switch: off, every browser sends everything to the teacher within a pack lifetime."""

from django.db import transaction

from delegation.rules.services.publishing.publishing import change_pack
from tenants.models import Tenant, User
from tenants.services import change_settings


@transaction.atomic
def switch_gatekeeper(tenant: Tenant, *, on: bool, by: User, reason: str) -> None:
    """Recorded as a change of the tenant's settings, and as the next pack's reason."""
    if tenant.gatekeeper_enabled == on:
        return
    change_settings(tenant, {"gatekeeper_enabled": on}, by=by)
    switched = "switched on" if on else "switched off"
    change_pack(tenant, reason=f"gatekeeper {switched}: {reason}".rstrip(": "), by=by)
