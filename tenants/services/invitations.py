"""Invitations by email: signed, expiring, for one address and one membership."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tenants import access, audit, row_security
from tenants.mail import invite_by_mail
from tenants.models import Invitation, Membership, Role, Tenant, User
from tenants.services.members import add_member

MOST_PER_DAY = 30  # of one workspace: more than a team has newcomers, fewer than a mailing has
MOST_PER_ADDRESS = 3  # a day, of all workspaces together: strangers' mailboxes are not ours to fill
DAY = timedelta(days=1)
LIFETIME = timedelta(days=7)  # long enough for a holiday's tail, short enough for an old mailbox
SALT = "tenants.invitation"


class InvitationRefused(Exception):
    """The link leads to no membership; the message says why, for the person who opened it."""

    code = "invitation_refused"


def invite(tenant: Tenant, email: str, role: Role, *, by: User) -> Invitation:
    """Send an invitation; it replaces an earlier one to the same address.

    Raises `ValidationError` with the sentence for the form.
    """
    address = email.strip().lower()
    if access.members_of(tenant).filter(user__email__iexact=address).exists():
        raise ValidationError(
            {
                "email": gettext("%(address)s is already a member of this workspace.")
                % {"address": address}
            }
        )
    with transaction.atomic():
        access.lock_tenant(tenant.pk)
        now = timezone.now()
        _check_limits(tenant, address, since=now - DAY)
        access.open_invitations_of(tenant).filter(email=address).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            tenant=tenant, email=address, role=role, invited_by=by, expires_at=now + LIFETIME
        )
        audit.record(tenant, "member.invited", address, by=by, role=role.value)
        transaction.on_commit(lambda: invite_by_mail(invitation, link_of(invitation)))
    return invitation


def _check_limits(tenant: Tenant, address: str, *, since: datetime) -> None:
    """Raises `ValidationError` when today's invitations are used up; withdrawn ones count too."""
    if Invitation.objects.filter(tenant=tenant, created_at__gte=since).count() >= MOST_PER_DAY:
        raise ValidationError(
            {
                "email": gettext(
                    "A workspace can send %(most_per_day)s invitations a day. Try again tomorrow."
                )
                % {"most_per_day": MOST_PER_DAY}
            }
        )
    with row_security.as_platform("all workspaces together must not fill one mailbox"):
        to_address = Invitation.objects.filter(email=address, created_at__gte=since).count()
    if to_address >= MOST_PER_ADDRESS:
        raise ValidationError(
            {
                "email": gettext("%(address)s was invited several times today. Try again tomorrow.")
                % {"address": address}
            }
        )


@transaction.atomic
def withdraw(tenant: Tenant, invitation_id: int, *, by: User) -> bool:
    """Withdraw an invitation, so that its link stops working; False if none was open."""
    found = access.open_invitations_of(tenant).filter(pk=invitation_id)
    invitation = found.first()
    if invitation is None or not found.update(withdrawn_at=timezone.now()):
        return False
    audit.record(tenant, "member.invitation_withdrawn", invitation.email, by=by)
    return True


def link_of(invitation: Invitation) -> str:
    """Return the absolute address that the email carries. It cannot be guessed."""
    claim = {"t": invitation.tenant_id, "i": invitation.pk, "e": invitation.email}
    token = signing.dumps(claim, salt=SALT)
    return settings.PUBLIC_URL + reverse("invitation", args=[token])


def read_token(token: str) -> Invitation:
    """Return the open invitation of a link. Raises `InvitationRefused`."""
    try:
        claim = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise InvitationRefused(
            gettext("This invitation link is not valid. Check that you copied all of it.")
        ) from None
    with row_security.acting_for(claim["t"]):
        invitation = (
            Invitation.objects.select_related("tenant", "invited_by")
            .filter(tenant_id=claim["t"], pk=claim["i"], email=claim["e"])
            .first()
        )
    if invitation is None or invitation.withdrawn_at is not None:
        raise InvitationRefused(
            gettext("This invitation was withdrawn. Ask an owner of the workspace for a new one.")
        )
    if invitation.accepted_at is not None:
        raise InvitationRefused(
            gettext("This invitation was already used. Sign in to open the workspace.")
        )
    if invitation.expires_at <= timezone.now():
        raise InvitationRefused(
            gettext("This invitation has expired. Ask an owner of the workspace for a new one.")
        )
    if not inviter_may_invite(invitation):
        raise InvitationRefused(
            gettext(
                "The person who invited you can no longer invite people. Ask for a new invitation."
            )
        )
    return invitation


def inviter_may_invite(invitation: Invitation) -> bool:
    """Whether the inviter is still an owner of the workspace with a working account."""
    inviter = invitation.invited_by
    with row_security.acting_for(invitation.tenant_id):
        owners = access.members_of(invitation.tenant).filter(role=Role.OWNER)
        return inviter is not None and inviter.is_active and owners.filter(user=inviter).exists()


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """Make the person a member, once. Raises `InvitationRefused`."""
    if not is_for(invitation, user):
        raise InvitationRefused(
            gettext("This invitation is for %(email)s. Sign in with that address.")
            % {"email": invitation.email}
        )
    if not inviter_may_invite(invitation):
        raise InvitationRefused(gettext("This invitation is no longer valid. Ask for a new one."))
    claimed = access.open_invitations_of(invitation.tenant).filter(
        pk=invitation.pk, expires_at__gt=timezone.now()
    )
    if not claimed.update(accepted_at=timezone.now()):
        raise InvitationRefused(gettext("This invitation was used or withdrawn a moment ago."))
    existing = access.members_of(invitation.tenant).filter(user=user).first()
    return existing or add_member(
        invitation.tenant, user, Role(invitation.role), by=invitation.invited_by
    )


def is_for(invitation: Invitation, user: User) -> bool:
    """Return whether the account has the invited address; a forwarded email invites no one."""
    return user.email.lower() == invitation.email
