"""Approval of starter rules, which makes them a tenant's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from delegation.domain.approval.starter_packs import StarterRule, starter_pack
from delegation.domain.words import Act
from delegation.rules.models import UNDECIDED, Rule, RuleState
from delegation.rules.services.deciding.moderation import AlreadyDecided, RuleRefused, approve_rule
from delegation.rules.services.publishing.publishing import together
from tenants.models import Tenant, User


@dataclass
class Started:
    """What came of each act: now live, or not and why."""

    live: list[Rule] = field(default_factory=list)
    skipped: dict[Act, str] = field(default_factory=dict)


def approve_starter_pack(
    tenant: Tenant, language: str, responses: Mapping[Act, str], *, by: User
) -> Started:
    """The owner approves these acts of a language, in these words; one pack carries them.

    An act without a response is left out. What the tenant has decided about its own rules stays.
    Raises `KeyError` for a language that we have not written.
    """
    started = Started()
    with together(tenant):
        for starter in starter_pack(language):
            response = responses.get(starter.act, "").strip()
            if response:
                _approve(tenant, starter, response, started, by=by)
    return started


def _state_in_words(rule: Rule) -> str:
    if rule.state == RuleState.LIVE:
        return gettext("It is already live.")
    return gettext("It is %(state)s.") % {"state": rule.get_state_display()}


def _approve(
    tenant: Tenant, starter: StarterRule, response: str, started: Started, *, by: User
) -> None:
    phrase, *variants = starter.phrases
    rule, _ = Rule.objects.get_or_create(
        tenant=tenant,
        phrase=phrase,
        act=starter.act,
        defaults={"response": response, "language": starter.language, "variants": variants},
    )
    if rule.state not in UNDECIDED:
        started.skipped[starter.act] = _state_in_words(rule)
        return
    try:
        started.live.append(
            approve_rule(
                rule, by=by, response=response, variants=variants, language=starter.language
            )
        )
    except (AlreadyDecided, RuleRefused) as refused:
        started.skipped[starter.act] = str(refused)
