"""E-mails to a tenant's people. A mail server that is away is logged: nothing waits for it."""

import logging

from django.core.mail import send_mail

from tenants import row_security
from tenants.models import Invitation, Membership, Role, Tenant

logger = logging.getLogger(__name__)

INVITATION = """Hello,

{inviter} invites you to the workspace of {tenant}, as {role}. Open this link to join:

{link}

It works once, for {email}, until {until:%d %B %Y}. If you expected no such thing, do nothing.

Self-delegation
"""


def tell_owners(tenant: Tenant, subject: str, text: str) -> None:
    """Write to every owner."""
    _tell(tenant, (Role.OWNER,), subject, text)


def tell_moderators(tenant: Tenant, subject: str, text: str) -> None:
    """Write to everybody who may decide about rules."""
    _tell(tenant, (Role.OWNER, Role.MODERATOR), subject, text)


def _tell(tenant: Tenant, roles: tuple[Role, ...], subject: str, text: str) -> None:
    """To each person a message of their own: one refused address silences nobody else."""
    with row_security.acting_for(tenant.pk):  # also after the caller's scope, on commit
        people = Membership.objects.filter(tenant=tenant, role__in=roles).select_related("user")
        addresses = [person.user.email for person in people.order_by("pk")]
    for address in addresses:
        try:
            send_mail(f"{one_line(tenant.name)}: {one_line(subject)}", text, None, [address])
        except OSError:  # SMTPException is one
            logger.exception("Somebody of tenant %s could not be told: %s", tenant.pk, subject)


def invite_by_mail(invitation: Invitation, link: str) -> None:
    """Send the link to the invited address, and to nobody else: it is not logged either."""
    inviter = invitation.invited_by.email if invitation.invited_by else "An owner"
    text = INVITATION.format(
        inviter=inviter,
        tenant=invitation.tenant.name,
        role=invitation.get_role_display().lower(),
        link=link,
        email=invitation.email,
        until=invitation.expires_at,
    )
    subject = f"Join {one_line(invitation.tenant.name)} on Self-delegation"
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError:
        logger.exception("Invitation %s could not be sent", invitation.pk)


def one_line(text: str) -> str:
    """A name somebody chose, fit for a header."""
    return " ".join(text.split())
