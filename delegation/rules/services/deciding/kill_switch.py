"""The kill switch. After it, browsers send everything to the teacher within a pack lifetime."""

from django.db import transaction

from delegation.rules.services.publishing.publishing import change_pack
from tenants.models import Tenant, User
from tenants.services import change_settings


@transaction.atomic
def switch_gatekeeper(tenant: Tenant, *, on: bool, by: User, reason: str) -> None:
    """Switch the gatekeeper on or off, and record it as the reason of the next pack."""
    if tenant.gatekeeper_enabled == on:
        return
    change_settings(tenant, {"gatekeeper_enabled": on}, by=by)
    switched = "switched on" if on else "switched off"
    change_pack(tenant, reason=f"answering {switched}: {reason}".rstrip(": "), by=by)
