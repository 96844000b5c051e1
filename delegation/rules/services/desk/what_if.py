"""Compare the live pack with the same pack and one more rule, for the test box and what-if."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext

from delegation.domain.approval.worth import MONTH_DAYS
from delegation.domain.packs.compiling import LoadedPack, PackRule, load_pack
from delegation.domain.packs.explain import explanation_of
from delegation.domain.packs.matching import Decision, decide
from delegation.domain.replay.what_if import WhatIf, compare, touched_words, vocabulary
from delegation.languages import in_words, write_number
from delegation.rules.models import Rule
from delegation.rules.services.desk.message_history import occasions
from delegation.rules.services.desk.pauses import newest_wordings
from delegation.rules.services.publishing.compiling import (
    compiled,
    live_rules,
    pack_rule,
    struck_by,
)
from delegation.rules.services.publishing.loaded_packs import ready_pack
from tenants.models import Tenant

MOST_RULES = 2000  # live ones; compiling more takes longer than a person waits for a page
SAMPLES = 20


class TooManyRules(Exception):
    """The pack is too large to compile during a request."""


@dataclass(frozen=True)
class Trial:
    """One pack's decision about a message."""

    name: str
    answered: bool
    response: str
    explanation: str


def pack_with(tenant: Tenant, rule: Rule) -> LoadedPack:
    """The live pack as it would be with this rule. Raises `TooManyRules`."""
    packed = live_pack_rules(tenant, without=rule)
    phrases = (*rule.phrases, *newest_wordings(rule))
    tried = replace(pack_rule(rule), phrases=phrases, expires=None)
    return load_pack(compiled(tenant, [*packed, tried], version=0, struck=struck_by(tenant)))


def live_pack_rules(tenant: Tenant, without: Rule | None = None) -> list[PackRule]:
    """The live rules as a pack holds them. Raises `TooManyRules`."""
    rules = live_rules(tenant) if without is None else live_rules(tenant).exclude(pk=without.pk)
    found = list(rules[: MOST_RULES + 1])
    if len(found) > MOST_RULES:
        raise TooManyRules(
            gettext("You have more than %(most_rules)s live rules.")
            % {"most_rules": write_number(MOST_RULES)}
        )
    return [pack_rule(rule) for rule in found]


def try_message(tenant: Tenant, message: str, awaiting: str, rule: Rule | None) -> list[Trial]:
    """What the live pack decides, and the one with the rule in it. Raises `TooManyRules`."""
    packs = {gettext("With the live rules"): ready_pack(tenant)}
    if rule is not None:
        packs[gettext("With %(rule)s as well") % {"rule": rule}] = pack_with(tenant, rule)
    now = timezone.now().timestamp()
    return [_trial(name, decide(pack, message, awaiting, now=now)) for name, pack in packs.items()]


def what_if(tenant: Tenant, rule: Rule) -> tuple[int, WhatIf]:
    """How many messages the last month had, and what the rule would have changed for them.

    Raises `TooManyRules`.
    """
    moment = timezone.now()
    since, now = moment - timedelta(days=MONTH_DAYS), moment.timestamp()
    live, tried = ready_pack(tenant), pack_with(tenant, rule)
    known, touched = vocabulary(tried, now=now), touched_words(live, tried, now=now)
    asked = occasions().asked(tenant, since, known, touched)
    return occasions().messages(tenant, since), compare(live, tried, asked, now=now, most=SAMPLES)


def _trial(name: str, decision: Decision) -> Trial:
    return Trial(
        name, decision.rule is not None, decision.response or "", in_words(explanation_of(decision))
    )
