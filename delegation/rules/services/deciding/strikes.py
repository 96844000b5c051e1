"""Strike learned words and parts, or restore them; both are recorded."""

from django.db import transaction

from delegation.domain.phrases import canonical
from delegation.rules import access
from delegation.rules.models import Strike, Struck
from delegation.rules.services.publishing.publishing import change_pack
from tenants import audit
from tenants.models import Tenant, User


@transaction.atomic
def strike(tenant: Tenant, kind: Struck, text: str, *, by: User) -> bool:
    """Keep a word from varying, a part from standing alone, or a built-in list out of the pack.

    Returns False if it was struck before.

    Raises `ValueError` for a text that no message can hold.
    """
    form = canonical(text)
    if form is None:
        raise ValueError(f"“{text}” can never be matched")
    _, new = Strike.objects.get_or_create(
        tenant=tenant, kind=kind, form=form, defaults={"author": by}
    )
    if new:
        _record(tenant, f"{kind}.struck", form, by=by)
    return new


@transaction.atomic
def restore(tenant: Tenant, kind: Struck, form: str, *, by: User) -> bool:
    """Let it be learned again; return False if it was not struck."""
    deleted, _ = access.strikes_of(tenant).filter(kind=kind, form=form).delete()
    if deleted:
        _record(tenant, f"{kind}.restored", form, by=by)
    return bool(deleted)


def _record(tenant: Tenant, action: str, form: str, *, by: User) -> None:
    audit.record(tenant, action, f"“{form}”", by=by)
    kind, _, done = action.partition(".")
    change_pack(tenant, reason=f"{done}: {kind} “{form}”", by=by)
