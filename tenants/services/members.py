"""Changes to the members of a tenant. There is always an owner."""

from django.db import transaction
from django.utils.translation import gettext

from tenants import access, audit
from tenants.models import Membership, Role, Tenant, User


class LastOwner(Exception):
    """The change would leave the tenant without an owner; the message says what to do first."""

    code = "last_owner"

    def __init__(self) -> None:
        super().__init__(gettext("A workspace needs an owner. First make another member an owner."))


@transaction.atomic
def add_member(tenant: Tenant, user: User, role: Role, *, by: User | None) -> Membership:
    membership = Membership.objects.create(tenant=tenant, user=user, role=role)
    audit.record(tenant, "member.added", user.email, by=by, role=role.value)
    return membership


@transaction.atomic
def change_role(member: Membership, role: Role, *, by: User) -> Membership:
    """Give a member another role. Raises `LastOwner`, `Membership.DoesNotExist`."""
    fresh = _locked(member)
    if fresh.role == role:
        return fresh
    if fresh.role == Role.OWNER:
        _keep_an_owner(fresh)
    before, fresh.role = fresh.role, role
    fresh.save(update_fields=["role"])
    changes = {"before": before, "after": role.value}
    audit.record(fresh.tenant, "member.role_changed", fresh.user.email, by=by, **changes)
    return fresh


@transaction.atomic
def remove_member(member: Membership, *, by: User) -> None:
    """End a membership; people may end their own. Raises `LastOwner`, `Membership.DoesNotExist`."""
    fresh = _locked(member)
    if fresh.role == Role.OWNER:
        _keep_an_owner(fresh)
    action = "member.left" if fresh.user_id == by.pk else "member.removed"
    audit.record(fresh.tenant, action, fresh.user.email, by=by, role=fresh.role)
    fresh.delete()


def _locked(member: Membership) -> Membership:
    """The membership as it is now. The tenant's lock makes two owners who demote each other at
    the same time follow one another, so that the second is refused."""
    access.lock_tenant(member.tenant_id)
    rows = Membership.objects.select_related("tenant", "user")
    return rows.get(tenant_id=member.tenant_id, pk=member.pk)


def _keep_an_owner(leaving: Membership) -> None:
    others = access.members_of(leaving.tenant).filter(role=Role.OWNER).exclude(pk=leaving.pk)
    if not others.exists():
        raise LastOwner
