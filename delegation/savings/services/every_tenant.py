"""What beat asks for: every tenant in turn; one that fails does not keep the others waiting."""

import logging
from collections.abc import Callable

from django.utils import timezone

from delegation.savings.services.audits import audit_tenant
from delegation.savings.services.monthly_mail import mail_month
from delegation.savings.services.retention import forget_old_usage
from delegation.savings.services.rollup import roll_up_news
from tenants.models import Tenant
from tenants.row_security import acting_for

logger = logging.getLogger(__name__)


def roll_up_all() -> None:
    for_every_tenant(roll_up_news)


def audit_all() -> None:
    for_every_tenant(audit_tenant)


def mail_all() -> None:
    now = timezone.now()
    for_every_tenant(lambda tenant: mail_month(tenant, now))


def forget_all() -> None:
    now = timezone.now()
    for_every_tenant(lambda tenant: forget_old_usage(tenant, now))


def for_every_tenant(work: Callable[[Tenant], object]) -> None:
    """Do it for each, oldest first."""
    for tenant in Tenant.objects.order_by("pk").iterator():
        try:
            with acting_for(tenant.pk):
                work(tenant)
        except Exception:
            logger.exception("Periodic work failed for tenant %s", tenant.pk)
