"""From a lesson to a rule: group, count visitors, propose, and let the policy decide."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from delegation.domain.evidence import (
    SAFE_ACTS,
    TEACHABLE_STATES,
    Sighting,
    distinct_networks,
    distinct_visitors,
)
from delegation.domain.lessons import Lesson as TaughtLesson
from delegation.domain.phrases import canonical
from delegation.domain.safety import check_phrase, check_response
from delegation.domain.words import Act
from delegation.rules import access
from delegation.rules.models import Lesson, Rule, RuleState
from delegation.rules.services.compiling import is_live_now
from delegation.rules.services.moderation import AlreadyDecided, RuleRefused, approve_rule
from delegation.rules.services.replies import approved_reply
from tenants.models import Approval, Tenant


class LessonRefused(Exception):
    """The lesson teaches nothing; `code` names why. The visitor's answer is not affected."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Evidence:
    """Where a lesson came from."""

    escalation_id: UUID
    visitor: str
    address_prefix: str
    awaiting: str  # what the server knew the conversation waited for
    trusted: bool = False  # the teacher passed our exam; the lessons of others need a human


@transaction.atomic
def record_lesson(tenant: Tenant, taught: TaughtLesson, evidence: Evidence) -> Rule:
    """Keep the lesson as evidence and return its rule, live or not. Raises `LessonRefused`."""
    phrase = canonical(taught.query)
    if not phrase:
        raise LessonRefused("lesson_query_not_matchable")
    if evidence.awaiting not in TEACHABLE_STATES:
        raise LessonRefused("lesson_while_awaiting")
    act = taught.act or Act.ANSWER  # unnamed: the class that always needs a human
    # A lesson waits for the tenant's lock as publishing does, so counts and states agree.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    rule = _find_or_observe(tenant, phrase, act, taught)
    Lesson.objects.create(
        tenant=tenant,
        rule=rule,
        escalation_id=evidence.escalation_id,
        query=taught.query,
        response=taught.response,
        act=act,
        variants=list(taught.variants),
        awaiting=evidence.awaiting,
        visitor=evidence.visitor,
        address_prefix=evidence.address_prefix,
    )
    rule = _weigh(tenant, rule)
    return _let_policy_decide(tenant, rule, taught) if evidence.trusted else rule


def _find_or_observe(tenant: Tenant, phrase: str, act: Act, taught: TaughtLesson) -> Rule:
    rule, _ = Rule.objects.get_or_create(
        tenant=tenant,
        phrase=phrase,
        act=act,
        defaults={
            "response": taught.response,
            "language": tenant.language,
            "variants": _suggested_variants(phrase, taught),
            "problems": [*check_phrase(taught.query), *check_response(taught.response)],
        },
    )
    return rule


def _suggested_variants(phrase: str, taught: TaughtLesson) -> list[str]:
    """What a person may approve together with the phrase; the policy never takes these."""
    forms = {canonical(variant) for variant in taught.variants if not check_phrase(variant)}
    return sorted(form for form in forms if form and form != phrase)


def _sightings(tenant: Tenant, rule: Rule) -> list[Sighting]:
    lessons = access.lessons_of(tenant).filter(rule=rule)
    return [Sighting(*pair) for pair in lessons.values_list("visitor", "address_prefix")]


def _weigh(tenant: Tenant, rule: Rule) -> Rule:
    """Count the evidence, and propose when it is enough."""
    sightings = _sightings(tenant, rule)
    rule.lessons_count = len(sightings)
    rule.visitors_count = distinct_visitors(sightings)
    if rule.state == RuleState.OBSERVED and rule.visitors_count >= tenant.sightings:
        rule.state = RuleState.PROPOSED
    rule.save(update_fields=["lessons_count", "visitors_count", "state"])
    return rule


def _let_policy_decide(tenant: Tenant, rule: Rule, taught: TaughtLesson) -> Rule:
    """Safe classes go live at once where the tenant wants it, in the tenant's own words."""
    if tenant.approval != Approval.AT_ONCE or rule.act not in SAFE_ACTS:
        return rule
    if rule.state != RuleState.PROPOSED:
        return rule
    if distinct_networks(_sightings(tenant, rule)) < tenant.sightings:
        return rule
    reply = approved_reply(tenant, rule.act, rule.language)
    if reply is None:
        return rule
    if check_phrase(rule.phrase) or check_phrase(taught.query):
        return rule
    try:
        return approve_rule(rule, by=None, response=reply.text, variants=[])
    except (AlreadyDecided, RuleRefused):
        rule.refresh_from_db()
        return rule


def live_instruction(rule: Rule) -> dict[str, object] | None:
    """The order that a browser may obey at once, or None while the rule is not live."""
    if not is_live_now(rule):
        return None
    return {
        "command": "LEARN_SIMPLE_PHRASE",
        "query": rule.phrase,
        "response": rule.response,
        "act": rule.act,
        "variants": list(rule.variants),
        "rule": {"id": rule.pk, "version": rule.version, "states": rule.states},
    }
