"""Fixed answers that end: which to check with the teacher, and which to suspend."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.lint.clauses import read
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.domain.words import Act
from delegation.languages import write_day
from delegation.notifications.services import notify
from delegation.rules.models import Recheck, Rule, RuleState
from delegation.rules.services.deciding.moderation import AlreadyDecided, suspend_rule
from tenants import audit
from tenants.mail import for_each_reader, tell_moderators
from tenants.row_security import as_platform
from tenants.services.every_tenant import for_rows

RECHECK_DAYS = 7  # before the end: time for a person to read and decide
AT_ONCE = 100  # rules of one beat; the next comes soon
TEXT = _("""The answer to “%(phrase)s” ends on %(day)s.

    It says:              %(response)s
    The teacher says now: %(now)s

%(verdict)s To keep the answer, save it with a later end: %(link)s
Otherwise browsers stop using it on that day.
""")
SAME, DIFFERENT = _("Both say the same."), _("They differ, so please read both.")


def rules_to_recheck() -> list[Rule]:
    """Live answers that end soon and whose version was not asked again yet, of all tenants."""
    done = Recheck.objects.filter(rule=OuterRef("pk"), version=OuterRef("version"))
    now = timezone.now()
    ending = Rule.objects.filter(
        ~Exists(done),
        act=Act.ANSWER,
        state=RuleState.LIVE,
        expires_at__gt=now,
        expires_at__lte=now + timedelta(days=RECHECK_DAYS),
    )
    with as_platform("fixed answers of any tenant end soon"):
        return list(ending.select_related("tenant").order_by("expires_at")[:AT_ONCE])


@transaction.atomic
def record_recheck(rule: Rule, response: str) -> Recheck:
    """Store the teacher's new answer and ask the moderators. Only they change the rule."""
    shown = response.strip()[:500]
    recheck, new = Recheck.objects.get_or_create(
        rule=rule,
        version=rule.version,
        defaults={
            "tenant": rule.tenant,
            "response": shown,
            "agrees": read(shown).whole == read(rule.response).whole,
        },
    )
    if new:
        audit.record(
            rule.tenant, "rule.rechecked", str(rule), by=None, rule=rule.pk, agrees=recheck.agrees
        )
        ends = rule.expires_at.isoformat() if rule.expires_at else None
        data = {"rule": rule.pk, "phrase": rule.phrase, "ends": ends, "agrees": recheck.agrees}
        notify(rule.tenant, WebhookEvent.ANSWER_ENDING, data)
        transaction.on_commit(lambda: _tell(rule, recheck))
    return recheck


def suspend_expired() -> int:
    """Suspend expired answers, for a new decision. Safe to run twice, or not for an hour."""
    with as_platform("fixed answers of any tenant have a last day"):
        ended = Rule.objects.filter(state=RuleState.LIVE, expires_at__lte=timezone.now())
        rules = list(ended.select_related("tenant").order_by("expires_at")[:AT_ONCE])
    return sum(for_rows(rules, _suspend))


def _suspend(rule: Rule) -> bool:
    try:
        suspend_rule(rule, by=None, reason="its end date has passed")
    except AlreadyDecided:
        return False
    return True


def _tell(rule: Rule, recheck: Recheck) -> None:
    assert rule.expires_at is not None  # noqa: S101 - only answers with an end are asked again
    ends = rule.expires_at
    parameters = {
        "phrase": rule.shown_phrase,
        "response": rule.response,
        "now": recheck.response,
        "verdict": SAME if recheck.agrees else DIFFERENT,
        "link": settings.PUBLIC_URL + reverse("moderation:rules_rule_change", args=[rule.pk]),
    }
    subject = for_each_reader(
        lambda: gettext("The answer to “%(phrase)s” ends soon") % {"phrase": rule.shown_phrase}
    )
    text = for_each_reader(lambda: TEXT % (parameters | {"day": write_day(ends)}))
    tell_moderators(rule.tenant, subject, text)
