"""Complaints about live rules. A version with too many of them is suspended."""

import logging
from collections.abc import Callable
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation import languages
from delegation.domain.language.plurals import counted
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.services import notify
from delegation.rules import access
from delegation.rules.models import Complaint, ComplaintKind, Rule, RuleState
from delegation.rules.services.deciding.moderation import AlreadyDecided, suspend_rule
from tenants.access import lock_tenant
from tenants.mail import for_each_reader, tell_moderators
from tenants.models import Tenant

logger = logging.getLogger(__name__)

# Of a version's counted answers: a rule that answers well a thousand times is not suspended by the
# few complaints that suspend a new one.
LEAST_SHARE = Decimal("0.02")

AnswersGiven = Callable[[Tenant, int, int], int]
"""(tenant, rule, version) -> the local answers that are counted of it."""

_answers_given: list[AnswersGiven] = []

TEXT = _(
    """The rule “%(phrase)s” is suspended, because its reply got %(complaints)s from visitors or
checks. Browsers no longer use it.

    %(phrase)s -> %(response)s

Read it, then make it live again or retire it: %(link)s
"""
)


@transaction.atomic
def complain(rule: Rule, version: int, kind: ComplaintKind, *, source: str) -> bool:
    """Count a complaint against a rule's version; True when that made the rule suspend itself.

    `source` is whose complaints count once: a visitor's hashed network, or an audit's id. What is
    said against an older version is kept and suspends nothing: that text is gone already.
    """
    tenant = lock_tenant(rule.tenant_id)
    Complaint.objects.get_or_create(
        tenant=tenant, rule=rule, version=version, kind=kind, source=source
    )
    current = access.rules_of(tenant).filter(pk=rule.pk, state=RuleState.LIVE, version=version)
    fresh = current.first()
    if fresh is None:
        return False
    against = _complaints_that_count(tenant, fresh)
    if against < access.policy_of(tenant).complaints_limit:
        return False
    try:
        suspend_rule(
            fresh,
            by=None,
            reason=f"{counted(against, 'complaint')} about version {version}",
            visitor_waits=kind == ComplaintKind.ASKED_ANEW,
        )
    except AlreadyDecided:
        return False
    notify(
        tenant,
        WebhookEvent.RULE_SUSPENDED,
        {"rule": fresh.pk, "version": version, "phrase": fresh.phrase, "complaints": against},
    )
    transaction.on_commit(lambda: _tell(tenant, fresh, against))
    return True


def register_answers_given(answers_given: AnswersGiven) -> None:
    """Called once, when the app that counts local answers is ready."""
    _answers_given[:] = [answers_given]


def _complaints_that_count(tenant: Tenant, rule: Rule) -> int:
    """How many complaints about the live version may suspend it.

    Our own audits always count. Visitors' count only where the version really answered, at most
    once an answer, and only when they are a share of its answers: three posts from three networks
    must not take down a rule that never answered them, or one that answered thousands.
    """
    about = access.complaints_of(tenant).filter(rule=rule, version=rule.version)
    audits = about.filter(kind=ComplaintKind.FAILED_AUDIT).count()
    given = _answers_given[0](tenant, rule.pk, rule.version)
    visitors = min(about.filter(kind=ComplaintKind.ASKED_ANEW).count(), given)
    return audits + (visitors if visitors >= LEAST_SHARE * given else 0)


def complain_about(tenant: Tenant, rejected: dict[str, int] | None, *, source: str) -> None:
    """Count a visitor's rejection of a local answer: `{rule, version}`.

    The browser only claims this: another tenant's rule and a version that never existed are not
    found.
    """
    if rejected is None:
        return
    rule = access.rules_of(tenant).filter(pk=rejected["rule"]).first()
    if rule is None or not 0 < rejected["version"] <= rule.version:
        logger.info("Tenant %s: a complaint about a rule that is not there", tenant.pk)
        return
    complain(rule, rejected["version"], ComplaintKind.ASKED_ANEW, source=source)


def _tell(tenant: Tenant, rule: Rule, count: int) -> None:
    link = settings.PUBLIC_URL + reverse("moderation:rules_rule_change", args=[rule.pk])
    subject = for_each_reader(
        lambda: gettext("The rule “%(phrase)s” is suspended") % {"phrase": rule.shown_phrase}
    )
    text = for_each_reader(
        lambda: (
            TEXT
            % {
                "phrase": rule.shown_phrase,
                "response": rule.response,
                "complaints": languages.counted(count, "complaint"),
                "link": link,
            }
        )
    )
    tell_moderators(tenant, subject, text)
