"""Learn once an hour: the teacher judges the phrases that visitors repeated, all in one call."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from delegation.conversations import access
from delegation.conversations.models import CallKind, Escalation, EscalationState
from delegation.conversations.services.call_ledger import Receipts, calls_for
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.declined import counts_of, remember
from delegation.conversations.services.exams import may_teach_unread
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.teachers import endpoint_of, persona_of, teacher
from delegation.domain.packs.matching import decide
from delegation.domain.teaching.batches import MOST_PHRASES, Sighted, batch_json, read_batch
from delegation.domain.teaching.candidates import is_candidate, keys_of_answer, was_declined
from delegation.domain.teaching.replies import instruction_of_mark, read_lesson
from delegation.domain.words import TEACHABLE_STATES, Act, Awaiting
from delegation.rules.services.lessons.evidence_wanted import wants_evidence
from delegation.rules.services.lessons.learning import Evidence, LessonRefused, record_lesson
from delegation.rules.services.publishing.loaded_packs import ready_pack
from delegation.teacher import Endpoint, TeacherError, TeacherRequest
from delegation.valkey import AWAY, valkey
from tenants.models import Learning, Tenant
from tenants.services.every_tenant import for_every_tenant

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
LEAST_TIMES = 2  # in the hour: what came once costs more to ask about than it may save
MOST_LOOKED_AT = 500  # phrases of an hour, the most frequent first
MOST_LESSONS = 20  # of a phrase and hour; a rule asks for fewer visitors


@dataclass(frozen=True)
class _Repeated:
    """A phrase that came repeatedly in one awaiting state, and the newest time it came."""

    phrase: str
    awaiting: Awaiting
    times: int
    newest: Escalation


def learn_from_last_hour(now: datetime) -> int:
    """Learn for all tenants that learn by the hour; return how many phrases. Safe to run twice."""
    return sum(for_every_tenant(lambda tenant: learn_batch(tenant, now)))


def learn_batch(tenant: Tenant, now: datetime) -> int:
    """Ask about the repeated phrases of the last whole hour; return how many are small talk."""
    until = now.replace(minute=0, second=0, microsecond=0)
    if tenant.learning != Learning.HOURLY or not _claim(tenant, until):
        return 0
    asked = list(_worth_asking(tenant, until))[:MOST_PHRASES]
    if not asked:
        return 0
    endpoint = endpoint_of(tenant)
    try:
        acts = read_batch(_ask(tenant, endpoint, asked), len(asked))
    except (TeacherError, BudgetExhausted) as error:
        logger.warning("Tenant %s's phrases could not be put to the teacher: %s", tenant.pk, error)
        return 0
    for at, each in enumerate(asked):
        act = acts.get(at)
        if act is not None:
            _record(tenant, endpoint, each, act, until)
        keys = keys_of_answer(each.phrase, each.awaiting, taught=act is not None)
        remember(tenant.pk, keys, now=now.timestamp())
    return len(acts)


def _claim(tenant: Tenant, until: datetime) -> bool:
    """Claim the hour so that only one scheduler asks about it."""
    key = f"batch:{tenant.pk}:{until:%Y%m%d%H}"
    try:
        return bool(valkey().set(key, "1", nx=True, ex=int(2 * HOUR.total_seconds())))
    except AWAY:
        return False


def _escalations(tenant: Tenant, until: datetime) -> QuerySet[Escalation]:
    return access.escalations_of(tenant).filter(
        created_at__gte=until - HOUR,
        created_at__lt=until,
        state=EscalationState.ANSWERED,
        answer__source="teacher",
        awaiting__in=TEACHABLE_STATES,
        phrase__isnull=False,
        rejects_rule__isnull=True,
        conversation__held_out=False,
    )


def _worth_asking(tenant: Tenant, until: datetime) -> Iterator[_Repeated]:
    """Return the phrases worth a question, the most frequent first."""
    escalations = _escalations(tenant, until)
    counted = escalations.order_by().values("phrase", "awaiting").annotate(times=Count("pk"))
    counted = counted.filter(times__gte=LEAST_TIMES).order_by("-times", "phrase")
    now, pack = until.timestamp(), ready_pack(tenant)
    counts = counts_of(tenant.pk, now=now)
    for row in counted[:MOST_LOOKED_AT]:
        phrase, awaiting = str(row["phrase"]), Awaiting(row["awaiting"])
        if (
            is_candidate(phrase, awaiting)
            and decide(pack, phrase, awaiting, now=now).rule is None
            and not was_declined(phrase, awaiting, counts)
            and wants_evidence(tenant, phrase)
        ):
            same = escalations.filter(phrase=phrase, awaiting=awaiting)
            newest = same.select_related("answer").latest("created_at")
            yield _Repeated(phrase, awaiting, row["times"], newest)


def _ask(tenant: Tenant, endpoint: Endpoint, asked: Sequence[_Repeated]) -> str:
    batch = batch_json(
        [Sighted(each.newest.message, each.times, each.newest.answer.text) for each in asked]
    )
    request = TeacherRequest(persona_of(tenant), batch, batch=True)
    receipts = Receipts(
        tenant, prices_of(tenant, endpoint), teacher().most_tokens(request), kind=CallKind.BATCH
    )
    return teacher().reply(endpoint, request, receipts.hooks()).parsed.user_response


def _record(
    tenant: Tenant, endpoint: Endpoint, repeated: _Repeated, act: Act, until: datetime
) -> None:
    """Record a lesson for every visitor who wrote the phrase, with the reply that they got."""
    same = _escalations(tenant, until).filter(phrase=repeated.phrase, awaiting=repeated.awaiting)
    rows = same.select_related("answer", "conversation").order_by("created_at")[:MOST_LESSONS]
    trusted = may_teach_unread(endpoint)
    for escalation in rows:
        instruction = instruction_of_mark(escalation.message, escalation.answer.text, act)
        lesson, _ = read_lesson(instruction, escalation.message)
        if lesson is None:
            continue
        calls, cost = calls_for(escalation)
        evidence = Evidence(
            escalation.pk,
            escalation.conversation.visitor,
            escalation.address_prefix,
            escalation.awaiting,
            trusted=trusted,
            calls=calls,
            cost=cost,
        )
        try:
            with transaction.atomic():
                record_lesson(tenant, lesson, evidence)
        except (LessonRefused, IntegrityError):  # taught already, as of the same escalation
            continue
