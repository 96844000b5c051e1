"""Links that show a kept report to people without an account: signed, few, and for a while."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.wording import worded
from delegation.savings import access
from delegation.savings.models import KeptReport, ReportLink
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import User
from tenants.row_security import acting_for

MOST_LINKS = 20  # of a workspace at a time: more than it has readers to tell apart
LIFETIMES = {7: _("a week"), 30: _("30 days"), 90: _("90 days")}  # days
SALT = "savings.report_link"
NOT_VALID = worded("This link is not valid. Check that you copied all of it.")
ENDED = worded("This link has ended. Ask the person who sent it for a new one.")


class LinkRefused(Exception):
    """The link shows nothing, or cannot be made; the message says why."""

    code = "link_refused"


@transaction.atomic
def share_report(report: KeptReport, *, days: int, by: User) -> ReportLink:
    """Make a link that works for so many days. Raises `LinkRefused`.

    The rows of links that have ended are deleted here, so a workspace never has more than it may.
    """
    tenant, now = report.tenant, timezone.now()
    lock_tenant(tenant.pk)
    ReportLink.objects.filter(tenant=tenant, expires_at__lte=now).delete()
    if access.open_links_of(tenant, now).count() >= MOST_LINKS:
        raise LinkRefused(
            gettext(
                "%(links)s links to reports work already, and no more can. End one of them first."
            )
            % {"links": MOST_LINKS}
        )
    link = ReportLink.objects.create(
        tenant=tenant, report=report, made_by=by, expires_at=now + timedelta(days=days)
    )
    audit.record(tenant, "report.shared", str(report), by=by, days=days, link=str(link.pk))
    return link


@transaction.atomic
def end_link(link: ReportLink, *, by: User) -> None:
    """Make a link stop working at once. A second call does nothing."""
    if ReportLink.objects.filter(tenant_id=link.tenant_id, pk=link.pk).delete()[0]:
        audit.record(link.tenant, "report.unshared", str(link.report), by=by, link=str(link.pk))


def address_of(link: ReportLink) -> str:
    """Return the absolute address of the report for people without an account."""
    token = signing.dumps({"t": link.tenant_id, "l": str(link.pk)}, salt=SALT)
    return settings.PUBLIC_URL + reverse("shared_report", args=[token])


def read_address(token: str) -> ReportLink:
    """Return the link behind the last part of its address. Raises `LinkRefused`."""
    try:
        claim = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise LinkRefused(gettext(NOT_VALID)) from None
    with acting_for(claim["t"]):
        links = ReportLink.objects.select_related("report", "tenant")
        link = links.filter(tenant_id=claim["t"], pk=claim["l"]).first()
    if link is None or link.expires_at <= timezone.now() or link.tenant.suspended_at is not None:
        raise LinkRefused(gettext(ENDED))
    return link
