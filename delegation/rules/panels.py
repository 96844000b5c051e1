"""The dashboard's figures, steps and proposals about rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from delegation.domain.lint.problems import NAMES, Problem
from delegation.domain.words import Act
from delegation.languages import in_words, write_day, write_number
from delegation.rules import access
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.desk.queue import proposals
from delegation.rules.services.desk.recorded_reasons import reason_in_words
from tenants.access import may_moderate
from tenants.models import Membership, Tenant
from tenants.panels import Attention, Figure, Panel, SetupStep

SHOWN = 3  # proposals on the dashboard; the desk has them all
ENDING_DAYS = 7  # before its last day a fixed answer needs a person, who gets an email too


@dataclass(frozen=True)
class Waiting:
    """A proposal as the dashboard shows it, and the names of its problems."""

    rule: Rule
    problems: list[str]


def top_proposals(membership: Membership, _now: datetime) -> list[Panel]:
    """Return the proposals that would save most, for people who may decide."""
    waiting = proposals(membership.tenant)
    if not may_moderate(membership) or not (count := waiting.count()):
        return []
    top = [
        Waiting(rule, [in_words(NAMES[Problem(problem)]) for problem in rule.problems])
        for rule in waiting[:SHOWN]
    ]
    return [Panel("rules/panels/proposals.html", {"top": top, "count": count})]


def attention(tenant: Tenant, now: datetime) -> list[Attention]:
    """Return the rules that were suspended, and the fixed answers that end soon."""
    rules, found = access.rules_of(tenant), []
    for rule in rules.filter(state=RuleState.SUSPENDED).order_by("-decided_at")[:SHOWN]:
        text = gettext("The rule “%(phrase)s” is suspended: %(decision_reason)s.") % {
            "phrase": rule.shown_phrase,
            "decision_reason": reason_in_words(rule.decision_reason),
        }
        found.append(Attention(text, _page_of(rule), gettext("Read it")))
    ending = rules.filter(
        state=RuleState.LIVE, act=Act.ANSWER, expires_at__lte=now + timedelta(days=ENDING_DAYS)
    )
    for rule in ending.order_by("expires_at")[:SHOWN]:
        text = gettext("The answer to “%(phrase)s” ends on %(expires_at)s.") % {
            "phrase": rule.shown_phrase,
            "expires_at": write_day(rule.expires_at) if rule.expires_at else "",
        }
        found.append(Attention(text, _page_of(rule), gettext("Check it")))
    return found


def _page_of(rule: Rule) -> str:
    return reverse("moderation:rules_rule_change", args=[rule.pk])


def waiting(tenant: Tenant, _now: datetime) -> list[Figure]:
    """Return the number of proposals that wait for a decision."""
    count = proposals(tenant).count()
    href = reverse("moderation:rules_rule_changelist")
    note = gettext("Review them") if count else gettext("Nothing to decide")
    return [
        Figure(
            gettext("Waiting proposals"), write_number(count), note=note, href=href if count else ""
        )
    ]


def starter_step(membership: Membership) -> list[SetupStep]:
    """Return the step that offers starter rules."""
    tenant = membership.tenant
    decided = access.rules_of(tenant).exclude(version=0)
    started = access.replies_of(tenant).exists() or decided.exists()
    return [
        SetupStep(
            title=gettext("Start with rules that are ready"),
            text=gettext("Approve ready-made greetings, thanks and goodbyes in your language."),
            href=reverse("starter_pack"),
            link=gettext("Read them"),
            done=started,
        )
    ]


def _enough(visitors: int) -> str:
    return ngettext(
        "You get a proposal as soon as one visitor has used the same phrase.",
        "You get a proposal once %(visitors)s different visitors have used the same phrase.",
        visitors,
    ) % {"visitors": visitors}


def last_step(membership: Membership) -> list[SetupStep]:
    """Return the step to approve a first rule, which browsers need to answer anything."""
    rules = access.rules_of(membership.tenant)
    proposed = proposals(membership.tenant).exists()
    text = (
        gettext("The teacher has proposed small talk that browsers could answer. Review it.")
        if proposed
        else _enough(membership.tenant.sightings)
    )
    return [
        SetupStep(
            title=gettext("Approve the first rule"),
            text=text,
            href=reverse("moderation:rules_rule_changelist") if proposed else "",
            link=gettext("Read the proposals"),
            done=rules.exclude(version=0).exists(),
        )
    ]
