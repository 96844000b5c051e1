"""Emails to a tenant's people. A mail server that does not answer is logged, and stops nothing."""

import logging

from django.core.mail import send_mail

from delegation.domain.lint.links import find_links
from tenants import row_security
from tenants.models import Invitation, Membership, Role, Tenant

logger = logging.getLogger(__name__)

INVITATION = """Hello,

{inviter} invites you to {workspace} as {role}. Open this link to join:

{link}

The link works once, for {email}, until {until:%d %B %Y}. If you did not expect this invitation,
ignore this email.

Self-delegation
"""


def tell_owners(tenant: Tenant, subject: str, text: str) -> None:
    """Send an email to every owner."""
    _tell(tenant, (Role.OWNER,), subject, text)


def tell_moderators(tenant: Tenant, subject: str, text: str) -> None:
    """Send an email to everyone who may decide about rules."""
    _tell(tenant, (Role.OWNER, Role.MODERATOR), subject, text)


def _tell(tenant: Tenant, roles: tuple[Role, ...], subject: str, text: str) -> None:
    """Send each person their own message, so that one refused address stops no other."""
    with row_security.acting_for(tenant.pk):  # also after the caller's scope, on commit
        people = Membership.objects.filter(tenant=tenant, role__in=roles).select_related("user")
        addresses = [person.user.email for person in people.order_by("pk")]
    for address in addresses:
        try:
            send_mail(f"{one_line(tenant.name)}: {one_line(subject)}", text, None, [address])
        except OSError:  # SMTPException is one
            logger.exception(
                "An email to a member of tenant %s could not be sent: %s", tenant.pk, subject
            )


def invite_by_mail(invitation: Invitation, link: str) -> None:
    """Send the link to the invited address only; it is not logged either."""
    inviter = invitation.invited_by.email if invitation.invited_by else "An owner"
    text = INVITATION.format(
        inviter=inviter,
        workspace=_workspace_in_words(invitation.tenant),
        role=invitation.get_role_display().lower(),
        link=link,
        email=invitation.email,
        until=invitation.expires_at,
    )
    # Without the workspace's name: its owner could write an advertisement into it.
    subject = "You are invited to a workspace on Self-delegation"
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError:
        logger.exception("Invitation %s could not be sent", invitation.pk)


def _workspace_in_words(tenant: Tenant) -> str:
    """Return the workspace's name, but never a link that its owner wrote into the name."""
    name = one_line(tenant.name)
    return "a workspace" if find_links(name) else f"the workspace “{name}”"


def one_line(text: str) -> str:
    """Return a name that a person chose without line breaks, for a header."""
    return " ".join(text.split())
