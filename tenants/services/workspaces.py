"""Making a tenant and changing its settings, each with its audit row in the same transaction."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext

from delegation.domain.wire.origins import OriginRefused, normal_origin
from delegation.domain.wording import worded
from delegation.languages import in_words
from tenants import access, audit, row_security
from tenants.models import AllowedOrigin, Membership, Role, SiteKey, Tenant, User
from tenants.services.standing import WAITS_FOR_APPROVAL, suspend_tenant


@transaction.atomic
def create_tenant(name: str, *, owner: User) -> Tenant:
    """A new workspace with its owner and its first site key."""
    tenant_id = _next_tenant_id()
    with row_security.acting_for(tenant_id):
        tenant = Tenant.objects.create(pk=tenant_id, name=name)
        Membership.objects.create(tenant=tenant, user=owner, role=Role.OWNER)
        SiteKey.objects.create(tenant=tenant)
        audit.record(tenant, "tenant.created", name, by=owner)
        if settings.SIGN_UP == "approval" and not owner.is_superuser:
            suspend_tenant(tenant, reason=WAITS_FOR_APPROVAL, by=None)
            tenant.refresh_from_db()
    return tenant


@transaction.atomic
def create_strangers_tenant() -> Tenant:
    """The one workspace without members, for what people try without an account.

    Raises `IntegrityError` where it exists.
    """
    tenant_id = _next_tenant_id()
    with row_security.acting_for(tenant_id):
        tenant = Tenant.objects.create(
            pk=tenant_id, name=worded("People without an account"), for_strangers=True, sightings=1
        )
        audit.record(tenant, "tenant.created", tenant.name, by=None)
    return tenant


def _next_tenant_id() -> int:
    """A new id: a row can only be written for the tenant whose it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('tenants_tenant', 'id'))")
        return int(cursor.fetchone()[0])


def allow_origin(tenant: Tenant, text: str, *, by: User | None) -> AllowedOrigin:
    """Let the tenant's keys work on an origin. Raises `ValidationError` in words."""
    try:
        origin = normal_origin(text)
    except OriginRefused as refused:
        raise ValidationError({"origin": in_words(refused)}) from refused
    try:
        with transaction.atomic():
            allowed = AllowedOrigin.objects.create(tenant=tenant, origin=origin)
            audit.record(tenant, "origin.allowed", origin, by=by)
    except IntegrityError:
        raise ValidationError(
            {"origin": gettext("%(origin)s is in the list already.") % {"origin": origin}}
        ) from None
    return allowed


@transaction.atomic
def disallow_origin(tenant: Tenant, origin_id: int, *, by: User) -> bool:
    """Take an origin off the list; False if it was not there."""
    allowed = AllowedOrigin.objects.filter(tenant=tenant, pk=origin_id).first()
    if allowed is None:
        return False
    audit.record(tenant, "origin.disallowed", allowed.origin, by=by)
    allowed.delete()
    return True


@transaction.atomic
def settle_approval(tenant: Tenant, *, by: User) -> None:
    """Record the first time that a person decides who approves, even without a change."""
    if not access.approval_is_settled(tenant):
        audit.record(tenant, access.APPROVAL_SETTLED, tenant.approval, by=by)


@transaction.atomic
def change_settings(tenant: Tenant, changes: dict[str, Any], *, by: User) -> None:
    """Set fields of the tenant; the audit row holds old and new values of those that differ."""
    locked = access.lock_tenant(tenant.pk)
    differing = {name: new for name, new in changes.items() if getattr(locked, name) != new}
    if not differing:
        return
    history = {name: [str(getattr(locked, name)), str(new)] for name, new in differing.items()}
    for name, new in differing.items():
        setattr(locked, name, new)
        setattr(tenant, name, new)
    locked.save(update_fields=list(differing))
    audit.record(tenant, "tenant.settings_changed", tenant.name, by=by, changes=history)
