"""E-mails to a tenant's people."""

import logging

from django.core.mail import send_mail

from tenants.models import Membership, Role, Tenant

logger = logging.getLogger(__name__)


def tell_owners(tenant: Tenant, subject: str, text: str) -> None:
    """Write to every owner. A mail server that is away is logged: nothing else waits for it."""
    owners = Membership.objects.filter(tenant=tenant, role=Role.OWNER).select_related("user")
    try:
        send_mail(f"{tenant.name}: {subject}", text, None, [owner.user.email for owner in owners])
    except OSError:  # SMTPException is one
        logger.exception("Owners of tenant %s could not be told: %s", tenant.pk, subject)
