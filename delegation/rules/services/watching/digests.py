"""The daily email and webhook to moderators about new proposals."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from delegation.domain.language.plurals import counted, noun_for
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.services import notify
from delegation.rules import access
from delegation.rules.models import Digest, Rule, RuleState
from delegation.rules.services.desk.queue import awake
from tenants import audit
from tenants.mail import tell_moderators
from tenants.models import Tenant, User
from tenants.row_security import as_platform
from tenants.services.every_tenant import for_tenants

MORNING = 8  # o'clock, where the tenant is
REMIND_DAYS = 7  # while old proposals go on waiting
# When a proposal joined the queue: a phrase is observed long before, and may have been put off.
JOINED = Greatest(Coalesce("proposed_at", "created_at"), "snoozed_until")
TEXT = """{waiting} for your decision. Each is a message that browsers could answer without the
teacher.

Review them: {link}

You get this email at most once a day. An owner can switch it off under {settings_link}
"""


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
    waiting = f"{counted(count, 'proposal')} {noun_for(count, 'waits', 'wait')}"
    text = TEXT.format(
        waiting=waiting,
        link=settings.PUBLIC_URL + reverse("moderation:rules_rule_changelist"),
        settings_link=settings.PUBLIC_URL + reverse("policy"),
    )
    tell_moderators(tenant, f"{waiting} for you", text)
