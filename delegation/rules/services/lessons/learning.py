"""From a lesson to a rule: group, count visitors, propose, and let the policy decide."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from delegation.domain.approval.auto_approval import is_credible
from delegation.domain.lint.check import check_phrase
from delegation.domain.phrases import canonical
from delegation.domain.teaching.replies import COMMAND, TaughtLesson
from delegation.domain.words import TEACHABLE_STATES, Act
from delegation.rules import access
from delegation.rules.models import UNDECIDED, Lesson, Rule, RuleState, TaughtBy
from delegation.rules.models.rule import taught_states
from delegation.rules.services.deciding.moderation import (
    AlreadyDecided,
    RuleRefused,
    approve_rule,
)
from delegation.rules.services.lessons.linting import LINTED, lint_rule
from delegation.rules.services.lessons.policy import unread_reply
from delegation.rules.services.lessons.weighing import WEIGHED, weigh_lesson
from delegation.rules.services.publishing.compiling import is_live_now
from tenants.access import lock_tenant
from tenants.models import Tenant

LINTED_LESSONS = 50  # of one phrase; later ones tell nothing new of it
# In a day, with lessons of one network: more than a person wants to read of one office, and all
# that a stranger with many made-up visitors can put before the moderators.
PROPOSALS_OF_A_NETWORK = 30
DAY = timedelta(days=1)


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
    calls: int = 0  # to the teacher, for this message
    cost: Decimal | None = None  # USD, of those calls; None: not known
    taught_by: TaughtBy = TaughtBy.TEACHER


def record_lesson(tenant: Tenant, taught: TaughtLesson, evidence: Evidence) -> Rule:
    """Keep the lesson as evidence and return its rule, live or not. Raises `LessonRefused`.

    A lesson is refused before anything is written, so a transaction around this can go on.
    """
    phrase = canonical(taught.query)
    if not phrase:
        raise LessonRefused("lesson_query_not_matchable")
    if evidence.awaiting not in TEACHABLE_STATES:
        raise LessonRefused("lesson_while_awaiting")
    with transaction.atomic(savepoint=False):
        return _record(tenant, phrase, taught, evidence)


def _record(tenant: Tenant, phrase: str, taught: TaughtLesson, evidence: Evidence) -> Rule:
    act = taught.act or Act.ANSWER  # unnamed: the class that always needs a human
    # A lesson waits for the tenant's lock as publishing does, so counts and states agree.
    lock_tenant(tenant.pk)
    rule = _find_or_make(tenant, phrase, act, taught)
    lesson = Lesson(
        tenant=tenant,
        rule=rule,
        taught_by=evidence.taught_by,
        escalation_id=evidence.escalation_id,
        query=taught.query,
        response=taught.response,
        act=act,
        variants=list(taught.variants),
        awaiting=evidence.awaiting,
        visitor=evidence.visitor,
        address_prefix=evidence.address_prefix,
        credible=evidence.trusted and is_credible(taught.query, taught.response, taught.variants),
        calls=evidence.calls,
        cost=evidence.cost,
    )
    _count(tenant, rule, lesson)
    return _let_policy_decide(tenant, rule) if lesson.credible else rule


def _find_or_make(tenant: Tenant, phrase: str, act: Act, taught: TaughtLesson) -> Rule:
    """Return the rule of this phrase and act; a new one is not written yet."""
    rule = access.rules_of(tenant).filter(phrase=phrase, act=act).first()
    if rule is None:
        return Rule(
            tenant=tenant,
            phrase=phrase,
            act=act,
            response=taught.response,
            language=tenant.language,
            variants=_suggested_variants(phrase, taught),
        )
    rule.tenant = tenant  # read already
    return rule


def _suggested_variants(phrase: str, taught: TaughtLesson) -> list[str]:
    """What a person may approve together with the phrase; the policy never takes these."""
    forms = {canonical(variant) for variant in taught.variants if not check_phrase(variant)}
    return sorted(form for form in forms if form and form != phrase)


def _count(tenant: Tenant, rule: Rule, lesson: Lesson) -> None:
    """Store and count the lesson; lint what may still change, and propose the rule if ready.

    The rule's row is written once for all that a lesson changes in it, so a new rule comes before
    its first lesson and a known one after the lesson that it is weighed with.
    """
    known = rule.pk is not None
    new_visitor, new_network = _is_new_to(rule, lesson) if known else (True, True)
    rule.lessons_count += 1
    rule.visitors_count += new_visitor
    if known:
        lesson.save(force_insert=True)
    weigh_lesson(rule, lesson, new_network=new_network)
    enough = rule.state == RuleState.OBSERVED and rule.visitors_count >= tenant.sightings
    if enough and _may_propose(rule, lesson):
        rule.state, rule.proposed_at = RuleState.PROPOSED, timezone.now()
    linted = rule.state in UNDECIDED and rule.lessons_count <= LINTED_LESSONS
    if linted:
        lint_rule(tenant, rule, unwritten=None if known else lesson)
    if known:
        fields = ["lessons_count", "visitors_count", *WEIGHED, *(LINTED if linted else ())]
        rule.save(update_fields=fields)
    else:
        rule.save(force_insert=True)
        lesson.save(force_insert=True)


def _may_propose(rule: Rule, lesson: Lesson) -> bool:
    """Whether the lesson's network has put few enough proposals before the moderators today.

    Visitors' names are claims, so enough of them are no evidence against a flood. A lesson that the
    tenant's own server reports with its secret key, and a call behind it, is not counted.
    """
    if lesson.taught_by == TaughtBy.OWN_SERVER and lesson.calls:
        return True
    today = access.rules_of(rule.tenant).filter(proposed_at__gte=timezone.now() - DAY)
    of_network = access.lessons_of(rule.tenant).filter(
        rule=OuterRef("pk"), address_prefix=lesson.address_prefix
    )
    return today.filter(Exists(of_network)).count() < PROPOSALS_OF_A_NETWORK


def _is_new_to(rule: Rule, lesson: Lesson) -> tuple[bool, bool]:
    """Whether this visitor, and whether this network, has not taught the rule before."""
    taught = access.lessons_of(rule.tenant).filter(rule_id=rule.pk)
    by_visitor = Exists(taught.filter(visitor=lesson.visitor))
    from_network = Exists(taught.filter(address_prefix=lesson.address_prefix))
    known = access.rules_of(rule.tenant).filter(pk=rule.pk)
    visitor, network = known.values_list(by_visitor, from_network).get()
    return not visitor, not network


def _let_policy_decide(tenant: Tenant, rule: Rule) -> Rule:
    """Closed acts go live at once where the tenant wants it, in the tenant's own words."""
    if rule.state != RuleState.PROPOSED:
        return rule
    unread = unread_reply(tenant, rule)
    if unread is None:
        return rule
    language, reply = unread
    try:
        return approve_rule(
            rule, by=None, response=reply, variants=[], states=taught_states(), language=language
        )
    except (AlreadyDecided, RuleRefused):
        rule.refresh_from_db()
        return rule


def live_instruction(rule: Rule) -> dict[str, object] | None:
    """The order that a browser may obey at once, or None while the rule is not live."""
    if not is_live_now(rule):
        return None
    return {
        "command": COMMAND,
        "query": rule.phrase,
        "response": rule.response,
        "act": rule.act,
        "variants": list(rule.variants),
        "rule": {"id": rule.pk, "version": rule.version, "states": rule.states},
    }
