"""Every door to a tenant's own rows. A row of another tenant is not found, never forbidden."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeGuard

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from delegation.domain.wire.api_keys import read_token
from delegation.domain.wire.origins import entries_allowing, is_loopback
from delegation.errors import InvalidApiKey, OriginNotAllowed, TenantSuspended, UnknownKey
from tenants import row_security
from tenants.models import (
    AllowedOrigin,
    ApiKey,
    AuditEntry,
    Invitation,
    Membership,
    Role,
    SiteKey,
    Tenant,
    User,
)

APPROVAL_SETTLED = "approval.settled"


@dataclass(frozen=True)
class Site:
    """What a request with a site key has shown: which tenant, which key, from which origin."""

    tenant: Tenant
    site_key: SiteKey
    origin: str | None


def may_be_site_key(key: object) -> TypeGuard[str]:
    """Whether the database can be asked for it: it refuses NUL and lone surrogates."""
    return isinstance(key, str) and key.isascii() and key.isprintable()


def get_site(key: object, origin: str | None) -> Site:
    """The tenant behind a publishable key. Raises `UnknownKey`, `OriginNotAllowed`.

    Requests without an Origin header (server to server, or a same-origin GET) carry no page
    that could be impersonated; browsers always send one with a cross-origin request.
    """
    if not may_be_site_key(key):
        raise UnknownKey(fields={"key": ["Not a site key."]})
    listed = AllowedOrigin.objects.filter(
        tenant=OuterRef("tenant"), origin__in=entries_allowing(origin or "")
    )
    keys = _working(SiteKey.objects.select_related("tenant")).annotate(listed=Exists(listed))
    with row_security.as_platform("a site key says which tenant it is of"):
        site_key = keys.filter(key=key).first()
    if site_key is None:
        raise UnknownKey(fields={"key": ["This site key does not exist or was revoked."]})
    if site_key.tenant.suspended_at is not None:
        raise TenantSuspended
    if origin is not None and not (site_key.listed or _needs_no_list(site_key.tenant, origin)):
        raise OriginNotAllowed(
            fields={"origin": [f"{origin[:200]} is not an allowed origin of this workspace."]}
        )
    return Site(site_key.tenant, site_key, origin)


def origin_is_allowed(tenant: Tenant, origin: str, listed: Collection[str]) -> bool:
    """On the tenant's list, exactly or by a wildcard, or on localhost where it is switched on."""
    on_list = any(entry in listed for entry in entries_allowing(origin))
    return on_list or _needs_no_list(tenant, origin)


def _needs_no_list(tenant: Tenant, origin: str) -> bool:
    preview = origin == settings.PUBLIC_URL  # on a page of ours
    return preview or (tenant.localhost_allowed and is_loopback(origin))


def get_api_key(text: str) -> ApiKey:
    """The secret key that a program sent, with its tenant. Raises `InvalidApiKey`.

    It may do what its maker may: it stops working when they are no owner any more.
    """
    token = read_token(text)
    if token is None:
        raise InvalidApiKey
    with row_security.as_platform("a secret key says which tenant it is of"):
        key = (
            ApiKey.objects.select_related("tenant", "created_by")
            .filter(prefix=token.prefix, revoked_at__isnull=True, created_by__is_active=True)
            .first()
        )
    if key is None or not hmac.compare_digest(key.digest, token.digest):
        raise InvalidApiKey
    if key.tenant.suspended_at is not None:
        raise TenantSuspended
    with row_security.acting_for(key.tenant_id):
        makers = members_of(key.tenant).filter(user=key.created_by_id, role=Role.OWNER)
        if not makers.exists():
            raise InvalidApiKey("The person who made this key is no longer an owner.")
    return key


def get_membership(user: User, tenant_id: int | None = None) -> Membership | None:
    """The person's membership in a tenant they chose, or in the first they joined."""
    memberships = Membership.objects.select_related("tenant").filter(user=user).order_by("pk")
    with row_security.as_platform("a person may belong to several tenants"):
        if tenant_id is not None:
            chosen = memberships.filter(tenant_id=tenant_id).first()
            if chosen is not None:
                return chosen
        return memberships.first()


def memberships_of_user(user: User) -> list[Membership]:
    """Every workspace that a person belongs to, in the order of joining."""
    memberships = Membership.objects.select_related("tenant").filter(user=user).order_by("pk")
    with row_security.as_platform("a person may belong to several tenants"):
        return list(memberships)


def current_membership(request: HttpRequest) -> Membership:
    """The signed-in person's membership of the tenant they work in. Raises `Http404`."""
    user = request.user
    membership = None
    if isinstance(user, User):
        membership = get_membership(user, request.session.get("tenant_id"))
    if membership is None:
        raise Http404
    return membership


def may_moderate(membership: Membership | None) -> bool:
    return membership is not None and membership.role in {Role.OWNER, Role.MODERATOR}


def may_change_settings(membership: Membership | None) -> bool:
    return membership is not None and membership.role == Role.OWNER


def lock_tenant(tenant_id: int, *, for_deletion: bool = False) -> Tenant:
    """Return the tenant as it is now, and keep its row locked until the transaction ends.

    Changes that must agree with each other take turns by this lock: decisions about rules, packs,
    members, settings. Take it before any lock on another row, or two transactions may deadlock.
    Rows that only refer to the tenant can still be written meanwhile, except `for_deletion`.
    """
    return Tenant.objects.select_for_update(no_key=not for_deletion).get(pk=tenant_id)


def is_suspended(tenant: Tenant) -> bool:
    """Whether operators suspended the tenant, as the database knows it now."""
    return Tenant.objects.filter(pk=tenant.pk, suspended_at__isnull=False).exists()


def find_tenant(tenant_id: int) -> Tenant | None:
    """For operators' commands, which name a tenant by its number."""
    with row_security.as_platform("an operator names a tenant"):
        return Tenant.objects.filter(pk=tenant_id).first()


def tenants_named(part: str) -> QuerySet[Tenant]:
    """Return the workspaces whose names contain this, for operators."""
    return Tenant.objects.filter(name__icontains=part).order_by("pk")


def members_of(tenant: Tenant) -> QuerySet[Membership]:
    """In the order of joining."""
    return Membership.objects.filter(tenant=tenant).select_related("user").order_by("pk")


def get_member(tenant: Tenant, membership_id: int) -> Membership:
    """The tenant's member. Raises `Http404` where this tenant has none with this id."""
    member = members_of(tenant).filter(pk=membership_id).first()
    if member is None:
        raise Http404
    return member


def open_invitations_of(tenant: Tenant) -> QuerySet[Invitation]:
    """Neither accepted nor withdrawn, newest first; those that are too old among them."""
    return Invitation.objects.filter(
        tenant=tenant, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).order_by("-pk")


def site_keys_of(tenant: Tenant) -> QuerySet[SiteKey]:
    """The keys that work, those that go on longest first, the newest of them first."""
    ours = _working(SiteKey.objects.filter(tenant=tenant))
    return ours.order_by(F("expires_at").desc(nulls_first=True), "-pk")


def get_site_key(tenant: Tenant, key_id: int) -> SiteKey:
    """The tenant's working key. Raises `Http404` where this tenant has none with this id."""
    key = site_keys_of(tenant).select_related("tenant").filter(pk=key_id).first()
    if key is None:
        raise Http404
    return key


def api_keys_of(tenant: Tenant) -> QuerySet[ApiKey]:
    """The secret keys that were not revoked, newest first."""
    return (
        ApiKey.objects.filter(tenant=tenant, revoked_at__isnull=True)
        .select_related("created_by")
        .order_by("-pk")
    )


def key_works(key: SiteKey) -> bool:
    expired = key.expires_at is not None and key.expires_at <= timezone.now()
    return key.revoked_at is None and not expired


def _working(keys: QuerySet[SiteKey]) -> QuerySet[SiteKey]:
    still = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    return keys.filter(still, revoked_at__isnull=True)


def origins_of(tenant: Tenant) -> QuerySet[AllowedOrigin]:
    return AllowedOrigin.objects.filter(tenant=tenant).order_by("origin")


def approval_is_settled(tenant: Tenant) -> bool:
    """Whether an owner has decided who approves rules."""
    return AuditEntry.objects.filter(tenant=tenant, action=APPROVAL_SETTLED).exists()


def current_retention_days(tenant: Tenant) -> int | None:
    """Return the stored number; a bound form may have changed the instance."""
    days: int | None = Tenant.objects.values_list("retention_days", flat=True).get(pk=tenant.pk)
    return days


def audit_entries_of(tenant: Tenant) -> QuerySet[AuditEntry]:
    """Newest first."""
    return AuditEntry.objects.filter(tenant=tenant).order_by("-at", "-pk")
