"""Emails to a tenant's people. A mail server that does not answer is logged, and stops nothing."""

import logging
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.lint.links import find_links
from delegation.languages import is_offered, write_day
from tenants import row_security
from tenants.models import Invitation, Membership, Role, Tenant, User

logger = logging.getLogger(__name__)

# A text that is lazy is written once for each reader, in their language.
Written = str | Promise

INVITATION = _("""Hello,

%(inviter)s invites you to %(workspace)s as %(role)s. Open this link to join:

%(link)s

The link works once, for %(email)s, until %(until)s. If you did not expect this invitation,
ignore this email.

Self-delegation
""")


def tell_owners(tenant: Tenant, subject: Written, text: Written) -> None:
    """Send an email to every owner."""
    _tell(tenant, (Role.OWNER,), subject, text)


def tell_moderators(tenant: Tenant, subject: Written, text: Written) -> None:
    """Send an email to everyone who may decide about rules."""
    _tell(tenant, (Role.OWNER, Role.MODERATOR), subject, text)


def _tell(tenant: Tenant, roles: tuple[Role, ...], subject: Written, text: Written) -> None:
    """Send each person their own message, so that one refused address stops no other."""
    with row_security.acting_for(tenant.pk):  # also after the caller's scope, on commit
        people = Membership.objects.filter(tenant=tenant, role__in=roles).select_related("user")
        letters = [
            (person.user.email, *_in_language_of(person.user, subject, text))
            for person in people.order_by("pk")
        ]
    for address, line, body in letters:
        try:
            send_mail(f"{one_line(tenant.name)}: {one_line(line)}", body, None, [address])
        except OSError:  # SMTPException is one
            with translation.override(settings.LANGUAGE_CODE):
                logger.exception(
                    "An email to a member of tenant %s could not be sent: %s", tenant.pk, subject
                )


def for_each_reader(write: Callable[[], str]) -> Promise:
    """Return a text that is written again for each reader, in their language."""
    return cast("Promise", lazy(write, str)())


def _in_language_of(reader: User, subject: Written, text: Written) -> tuple[str, str]:
    with translation.override(language_of_reader(reader)):
        return str(subject), str(text)


def language_of_reader(reader: User | None) -> str:
    """Return the language of emails to a person; to one who is not known yet, the page's."""
    if reader is None:
        return translation.get_language() or settings.LANGUAGE_CODE
    return reader.language if is_offered(reader.language) else settings.LANGUAGE_CODE


def invite_by_mail(invitation: Invitation, link: str) -> None:
    """Send the link to the invited address only; it is not logged either."""
    reader = User.objects.filter(email__iexact=invitation.email).first()
    with translation.override(language_of_reader(reader)):
        inviter = invitation.invited_by.email if invitation.invited_by else gettext("An owner")
        text = INVITATION % {
            "inviter": inviter,
            "workspace": _workspace_in_words(invitation.tenant),
            "role": Role(invitation.role).in_sentence,
            "link": link,
            "email": invitation.email,
            "until": write_day(invitation.expires_at),
        }
        # Without the workspace's name: its owner could write an advertisement into it.
        subject = gettext("You are invited to a workspace on Self-delegation")
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError:
        logger.exception("Invitation %s could not be sent", invitation.pk)


def _workspace_in_words(tenant: Tenant) -> str:
    """Return the workspace's name, but never a link that its owner wrote into the name."""
    name = one_line(tenant.name)
    if find_links(name):
        return gettext("a workspace")
    return gettext("the workspace “%(name)s”") % {"name": name}


def one_line(text: str) -> str:
    """Return a name that a person chose without line breaks, for a header."""
    return " ".join(text.split())
