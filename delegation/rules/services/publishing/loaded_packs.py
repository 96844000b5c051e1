"""The current pack made ready for lookups, kept per process while its version lasts."""

import json
from functools import cache, lru_cache

from delegation.domain.packs.compiling import LoadedPack, PackRefused, compile_pack, load_pack
from delegation.rules.models import Pack
from delegation.rules.services.publishing.publishing import newest_pack, replace_soon
from tenants.models import Tenant

KEPT_PACKS = 200  # tenants whose packs one process holds ready; a pack takes about 100 KB


def ready_pack(tenant: Tenant) -> LoadedPack:
    """The tenant's newest pack, checked and loaded. Writes nothing, so that messages do not wait.

    Without a pack, or with one that this code refuses, nothing is answered locally until a worker
    has made the next.
    """
    row = newest_pack(tenant)
    if row is None:
        return no_rules()
    pack = _load(tenant.pk, row.pk)
    if pack is None:
        replace_soon(row)
        return no_rules()
    return pack


def is_refused(row: Pack) -> bool:
    """Whether this code cannot read the pack, as after an upgrade."""
    return _load(row.tenant_id, row.pk) is None


@cache
def no_rules() -> LoadedPack:
    """A pack that answers nothing."""
    return load_pack(compile_pack([], version=0))


@lru_cache(maxsize=KEPT_PACKS)
def _load(tenant_id: int, pack_id: int) -> LoadedPack | None:
    """Return the pack ready for lookups, or None where this code refuses it.

    A row never changes once written, so its id is enough to keep either by: a refused pack is not
    read again with every message.
    """
    body = Pack.objects.values_list("body", flat=True).get(tenant_id=tenant_id, pk=pack_id)
    try:
        return load_pack(json.loads(body))
    except PackRefused:
        return None
