"""One escalation, from a worker's claim to its committed end."""

import logging
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from delegation import counters
from delegation.conversations.events import EventWriter
from delegation.conversations.models import (
    Answer,
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
)
from delegation.conversations.services import budget, lifecycle
from delegation.conversations.services.asking import Asking, asking_for, remember_answer
from delegation.conversations.services.attempt_spans import traced
from delegation.conversations.services.calibrations import measured_parts
from delegation.conversations.services.call_ledger import Receipts, calls_for
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.exams import may_teach_unread
from delegation.conversations.services.history import teacher_request
from delegation.conversations.services.leases import KEEPER, Lease
from delegation.conversations.services.payloads import answer_payload
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.queue import wake_worker
from delegation.conversations.services.teachers import endpoint_of, teacher
from delegation.conversations.services.writing import event_writer
from delegation.db_retry import patiently
from delegation.domain.teaching.replies import ParsedReply
from delegation.errors import error_body
from delegation.logs import log_ids, note_id
from delegation.rules.services.lessons.learning import (
    Evidence,
    LessonRefused,
    live_instruction,
    record_lesson,
)
from delegation.teacher import (
    Endpoint,
    Hooks,
    TeacherError,
    TeacherStopped,
)
from delegation.teacher.error_table import ErrorFamily
from delegation.telemetry import traces

logger = logging.getLogger(__name__)

# What the visitor reads, unless the error's row has another text. The error code tells developers
# which fault it was.
APOLOGIES = {
    ErrorFamily.UNAVAILABLE: (
        "The assistant cannot be reached right now. Please try again in a moment."
    ),
    ErrorFamily.MISCONFIGURED: "The assistant is not available right now.",
    ErrorFamily.BROKEN: "The assistant's answer broke off. Please try again.",
}


def answer(tenant_id: int, escalation_id: UUID) -> None:
    """Claim, ask, commit. Safe to call twice, and for an escalation that has ended."""
    with log_ids(escalation=str(escalation_id)):
        _answer(tenant_id, escalation_id)


def _answer(tenant_id: int, escalation_id: UUID) -> None:
    began = traces.now()
    escalation = lifecycle.take(tenant_id, escalation_id)
    if escalation is None:
        return
    note_id("escalation", str(escalation.pk))  # the tenant's turn may have gone to another one
    values = {"delegation.attempt": escalation.attempts}
    try:
        with (
            counters.IN_FLIGHT.track_inprogress(),
            traces.span(traces.ANSWER, of=escalation.pk, since=began, values=values),
        ):
            _record_claim(escalation, since=began)
            _answer_claimed(escalation)
    except Exception:  # the database was away, or a fault of ours: retry before the lease ends
        _begin_anew(escalation)
        raise
    finally:
        lifecycle.wake_next(tenant_id)


def _record_claim(escalation: Escalation, *, since: int) -> None:
    """Record how long the message stood in line, if this is its first attempt, and its claim."""
    traces.record(traces.CLAIM, since=since)
    if escalation.attempts == 1:
        arrived = min(traces.moment_of(escalation.created_at), since)  # by the database's clock
        traces.record(traces.WAIT, of=escalation.pk, since=arrived, until=since)


def _answer_claimed(escalation: Escalation) -> None:
    budget.settle_abandoned(escalation)
    writer = event_writer(escalation)
    with KEEPER.holding(escalation) as lease:
        try:
            parsed = _ask_and_remember(escalation, writer, lease)
        except (TeacherStopped, lifecycle.Overtaken):
            logger.info("Escalation %s was stopped or taken over", escalation.pk)
        except BudgetExhausted as exhausted:
            text = exhausted.visitors_text or escalation.tenant.budget_message
            _fail(escalation, writer, exhausted.code, text)
        except TeacherError as error:
            _give_up(escalation, writer, error)
        else:
            _commit(escalation, writer, parsed)


def _ask_and_remember(escalation: Escalation, writer: EventWriter, lease: Lease) -> ParsedReply:
    endpoint = endpoint_of(escalation.tenant)
    asking = asking_for(escalation, endpoint)
    parsed = _ask(escalation, endpoint, asking, writer, lease)
    remember_answer(escalation, asking, parsed)
    return parsed


def _ask(
    escalation: Escalation, endpoint: Endpoint, asking: Asking, writer: EventWriter, lease: Lease
) -> ParsedReply:
    tenant = escalation.tenant
    request = replace(teacher_request(escalation), mark=asking.mark, way=asking.way)
    receipts = Receipts(
        tenant,
        prices_of(tenant, endpoint),
        teacher().most_tokens(request),
        escalation,
        kind=CallKind.HOLDOUT if escalation.conversation.held_out else CallKind.ANSWER,
        measured=lambda: measured_parts(endpoint, asking.way),
    )

    def show(piece: str) -> None:
        receipts.note_text(piece)
        writer.delta(piece)

    hooks = Hooks(
        on_text=show,
        should_stop=lambda: lease.lost,
        before_call=receipts.open_one,
        after_call=receipts.close_one,
    )
    return teacher().reply(endpoint, request, traced(hooks, endpoint)).parsed


def _commit(escalation: Escalation, writer: EventWriter, parsed: ParsedReply) -> None:
    """Write the end, the answer and its lesson together, then publish the last event."""
    commit = _commit_once if parsed.lesson or parsed.options else _commit_answer
    with traces.span(traces.COMMIT):
        committed = patiently(lambda: commit(escalation, parsed))
    if committed is not None:
        writer.answer(answer_payload(committed))
        seconds = max(0.0, (timezone.now() - escalation.created_at).total_seconds())
        counters.ANSWERED.labels("teacher").inc()
        counters.ANSWER.observe(seconds)
        logger.info("Answered after %.2f seconds", seconds)


def _commit_answer(escalation: Escalation, parsed: ParsedReply) -> Answer | None:
    """Do what `_commit_once` does, for a reply without lesson and options, in one statement."""
    problem = parsed.problem or ""
    ended = lifecycle.end_with_answer(
        escalation, text=parsed.user_response, awaiting=parsed.awaiting, problem=problem
    )
    if not ended:
        logger.info("Escalation %s was taken over before its answer", escalation.pk)
        return None
    return Answer(
        escalation=escalation,
        tenant=escalation.tenant,
        text=parsed.user_response,
        awaiting=parsed.awaiting,
        source="teacher",
        lesson_problem=problem,
    )


@transaction.atomic
def _commit_once(escalation: Escalation, parsed: ParsedReply) -> Answer | None:
    """Return the committed answer; None if another claim is newer and this one may not write."""
    if not lifecycle.end(escalation, EscalationState.ANSWERED):
        logger.info("Escalation %s was taken over before its answer", escalation.pk)
        return None
    instruction, problem = _learn(escalation, parsed)
    Conversation.objects.filter(
        tenant_id=escalation.tenant_id, pk=escalation.conversation_id
    ).update(awaiting=parsed.awaiting)
    return Answer.objects.create(
        escalation=escalation,
        tenant=escalation.tenant,
        text=parsed.user_response,
        awaiting=parsed.awaiting,
        source="teacher",
        options=list(parsed.options) or None,
        instruction=instruction,
        lesson_problem=problem,
    )


def _learn(escalation: Escalation, parsed: ParsedReply) -> tuple[dict[str, object] | None, str]:
    """Return (the order that the browser may obey at once or None, the problem's name or "")."""
    if parsed.lesson is None:
        return None, parsed.problem or ""
    calls, cost = calls_for(escalation)
    evidence = Evidence(
        escalation.pk,
        escalation.conversation.visitor,
        escalation.address_prefix,
        escalation.awaiting,
        trusted=may_teach_unread(endpoint_of(escalation.tenant)),
        calls=calls,
        cost=cost,
    )
    try:
        rule = record_lesson(escalation.tenant, parsed.lesson, evidence)
    except LessonRefused as refused:
        counters.LESSONS.labels("refused").inc()
        return None, refused.code
    instruction = live_instruction(rule)
    counters.LESSONS.labels("live" if instruction else "kept").inc()
    return instruction, ""


def _give_up(escalation: Escalation, writer: EventWriter, error: TeacherError) -> None:
    """End it honestly; or start again where text was shown and a new attempt may do better."""
    logger.warning("Escalation %s: %s %s", escalation.pk, error, error.detail)
    worth_another = error.shown and error.row.retry
    if worth_another and escalation.attempts < lifecycle.MAX_ATTEMPTS:
        _begin_anew(escalation)
        return
    _fail(escalation, writer, error.code, error.row.to_visitor or APOLOGIES[error.row.family])


def _begin_anew(escalation: Escalation) -> None:
    """Leave it to another attempt. After the last one the sweep ends it."""
    if patiently(lambda: lifecycle.give_back(escalation)):
        wake_worker(escalation, again=True)


def _fail(escalation: Escalation, writer: EventWriter, code: str, message: str) -> None:
    with traces.span(traces.COMMIT):
        ended = patiently(
            lambda: lifecycle.end(escalation, EscalationState.FAILED, code=code, message=message)
        )
    traces.note({}, fault=code)
    if ended:
        counters.FAILED.labels(code).inc()
        writer.error(error_body(code, message))
