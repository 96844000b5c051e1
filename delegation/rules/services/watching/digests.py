"""The daily email and webhook to moderators about new proposals."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.languages import write_number
from delegation.notifications.services import notify
from delegation.rules import access
from delegation.rules.models import Digest, Rule, RuleState
from delegation.rules.services.desk.queue import awake
from tenants import audit
from tenants.mail import for_each_reader, tell_moderators
from tenants.models import Tenant, User
from tenants.row_security import as_platform
from tenants.services.every_tenant import for_tenants

MORNING = 8  # o'clock, where the tenant is
REMIND_DAYS = 7  # while old proposals go on waiting
# When a proposal joined the queue: a phrase is observed long before, and may have been put off.
JOINED = Greatest(Coalesce("proposed_at", "created_at"), "snoozed_until")
TEXT = _("""%(waiting)s Each is a message that browsers could answer without the
teacher.

Review them: %(link)s

You get this email at most once a day. An owner can switch it off under %(settings_link)s
""")


def send_digests(now: datetime) -> int:
    """Notify each tenant with new proposals, and return their number. Safe to run twice."""
    with as_platform("proposals wait in the workspaces of many tenants"):
        waiting = list(Tenant.objects.filter(pk__in=_waiting(now).values("tenant")))
    return sum(for_tenants(waiting, lambda tenant: send_digest(tenant, now)))


@transaction.atomic
def send_digest(tenant: Tenant, now: datetime) -> bool:
    """Notify one tenant's moderators if it is morning there and there are new proposals."""
    local = now.astimezone(_zone(tenant))
    if local.hour < MORNING:
        return False
    Digest.objects.get_or_create(tenant=tenant)
    digest = Digest.objects.select_for_update().get(tenant=tenant)
    found = _waiting(now).filter(tenant=tenant).aggregate(count=Count("pk"), newest=Max(JOINED))
    old = digest.sent_on is not None and local.date() < digest.sent_on + timedelta(days=REMIND_DAYS)
    if not found["count"] or digest.sent_on == local.date():
        return False
    if old and digest.newest_at is not None and found["newest"] <= digest.newest_at:
        return False
    digest.sent_on, digest.newest_at = local.date(), found["newest"]
    digest.save(update_fields=["sent_on", "newest_at"])
    notify(tenant, WebhookEvent.PROPOSALS_WAITING, {"waiting": found["count"]})
    if digest.wanted:
        transaction.on_commit(lambda: _mail(tenant, found["count"]))
    return True


@transaction.atomic
def set_wanted(tenant: Tenant, *, wanted: bool, by: User) -> None:
    """Switch the email on or off. Webhooks are sent in both cases."""
    if access.digest_wanted(tenant) == wanted:
        return
    Digest.objects.update_or_create(tenant=tenant, defaults={"wanted": wanted})
    audit.record(tenant, "digest.changed", "on" if wanted else "off", by=by)


def _waiting(now: datetime) -> QuerySet[Rule]:
    return Rule.objects.filter(awake(now), state=RuleState.PROPOSED)


def _zone(tenant: Tenant) -> ZoneInfo:
    try:
        return ZoneInfo(tenant.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _mail(tenant: Tenant, count: int) -> None:
    def subject() -> str:
        return ngettext(
            "%(number)s proposal waits for you", "%(number)s proposals wait for you", count
        ) % {"number": write_number(count)}

    def text() -> str:
        waiting = ngettext(
            "%(number)s proposal waits for your decision.",
            "%(number)s proposals wait for your decision.",
            count,
        )
        return TEXT % {
            "waiting": waiting % {"number": write_number(count)},
            "link": settings.PUBLIC_URL + reverse("moderation:rules_rule_changelist"),
            "settings_link": settings.PUBLIC_URL + reverse("policy"),
        }

    tell_moderators(tenant, for_each_reader(subject), for_each_reader(text))
