"""Making, rotating and revoking a tenant's keys."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from delegation.domain.wire.api_keys import RANDOM_BYTES, ApiToken, make_token
from tenants import access, audit, row_security, sightings
from tenants.models import AllowedOrigin, ApiKey, SiteKey, Tenant, User

USE_NOTED_EVERY = timedelta(minutes=10)  # a row per request would cost more than it tells


class KeyMadeAlready(Exception):
    """The form was sent a second time; the message says what that did."""

    code = "key_made_already"

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "This form has made its key already, and a key is shown only once. Nothing was "
                "changed."
            )
        )


@transaction.atomic
def create_site_key(tenant: Tenant, *, by: User) -> SiteKey:
    key = SiteKey.objects.create(tenant=tenant)
    audit.record(tenant, "site_key.created", key.prefix, by=by)
    return key


@transaction.atomic
def rotate_site_key(key: SiteKey, *, overlap: timedelta, by: User) -> SiteKey | None:
    """A new key; the old one goes on working for `overlap`, while pages change over.

    None if it was rotated or revoked in the meantime: a double click makes one new key.
    """
    until = timezone.now() + overlap
    ours = SiteKey.objects.filter(tenant_id=key.tenant_id, pk=key.pk)
    if not ours.filter(revoked_at=None, expires_at=None).update(expires_at=until):
        return None
    fresh = SiteKey.objects.create(tenant_id=key.tenant_id)
    audit.record(
        key.tenant, "site_key.rotated", key.prefix, by=by, to=fresh.prefix, until=until.isoformat()
    )
    return fresh


@transaction.atomic
def revoke_site_key(key: SiteKey, *, by: User) -> None:
    """Revoke the key: pages with it stop reaching the assistant immediately."""
    revoked = SiteKey.objects.filter(
        tenant_id=key.tenant_id, pk=key.pk, revoked_at__isnull=True
    ).update(revoked_at=timezone.now())
    if revoked:
        audit.record(key.tenant, "site_key.revoked", key.prefix, by=by)


def create_api_key(tenant: Tenant, name: str, *, by: User, form_id: UUID | None = None) -> ApiToken:
    """Make a secret key and return it; only its hash is stored.

    Raises `KeyMadeAlready` if this form has made its key: the page with the key was reloaded.
    """
    token = make_token(secrets.token_bytes(RANDOM_BYTES))
    key = ApiKey(
        tenant=tenant,
        name=name,
        prefix=token.prefix,
        digest=token.digest,
        created_by=by,
        form_id=form_id,
    )
    with transaction.atomic():
        ApiKey.objects.bulk_create([key], ignore_conflicts=True)
        if not ApiKey.objects.filter(tenant=tenant, prefix=token.prefix).exists():
            raise KeyMadeAlready
        audit.record(tenant, "api_key.created", f"{name} (sk_{token.prefix}…)", by=by)
    return token


@transaction.atomic
def revoke_api_key(tenant: Tenant, api_key_id: int, *, by: User) -> bool:
    """Revoke the key; return False if there is no such working key."""
    found = access.api_keys_of(tenant).filter(pk=api_key_id)
    key = found.first()
    if key is None or not found.update(revoked_at=timezone.now()):
        return False
    audit.record(tenant, "api_key.revoked", str(key), by=by)
    return True


def note_refusal(key: object, origin: str | None) -> None:
    """Tell the install checker of the key's tenant, or of the origin's, what was refused."""
    if not origin or not access.may_be_site_key(key):
        return
    with row_security.as_platform("a refused key may still say which tenant it is of"):
        known = SiteKey.objects.filter(key=key).first()
        # Anyone can make up an origin. Only one that some tenant lists can be read later.
        listed = known is None and AllowedOrigin.objects.filter(origin=origin).exists()
    if known is None:
        if listed:
            sightings.note_unknown_key(origin, key)
    elif access.key_works(known):
        sightings.note(known.tenant_id, "origin_refused", origin)
    else:
        sightings.note(known.tenant_id, "key_not_working", origin, key_prefix=known.prefix)


def note_use(key: SiteKey | ApiKey, now: datetime) -> None:
    """Remember that the key is in use; written at most every `USE_NOTED_EVERY`."""
    if key.last_used_at is not None and now - key.last_used_at < USE_NOTED_EVERY:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
    rows = type(key)._default_manager.filter(stale, tenant_id=key.tenant_id, pk=key.pk)
    rows.update(last_used_at=now)
