"""The current pack made ready for lookups, kept per process while its version lasts."""

import json
from functools import lru_cache

from delegation.domain.packs.compiling import Pack, PackRefused, load_pack
from delegation.rules.models import Pack as PackRow
from delegation.rules.services.publishing.publishing import current_pack, republish
from tenants.models import Tenant

KEPT_PACKS = 200  # tenants whose packs one process holds ready; a pack takes about 100 KB


def ready_pack(tenant: Tenant) -> Pack:
    """The tenant's current pack, checked and loaded. One that this code refuses is made anew."""
    row = current_pack(tenant)
    try:
        return _load(tenant.pk, row.pk)
    except PackRefused:
        return _load(tenant.pk, republish(tenant, row).pk)


@lru_cache(maxsize=KEPT_PACKS)
def _load(tenant_id: int, pack_id: int) -> Pack:
    """A row never changes once written, so its id is enough to keep it by."""
    body = PackRow.objects.values_list("body", flat=True).get(tenant_id=tenant_id, pk=pack_id)
    return load_pack(json.loads(body))
