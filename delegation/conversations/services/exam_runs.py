"""An owner lets the tenant's own model take the exam; the tenant's budget pays for its calls.

The operators examine the platform's model: `manage.py examine-teacher`.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from delegation.conversations.models import CallKind, OwnExam, OwnTeacher, TeacherCall
from delegation.conversations.services.asking import best_asking
from delegation.conversations.services.calibrations import calibrate
from delegation.conversations.services.call_ledger import Receipts
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.exams import (
    is_of_tenant,
    is_vouched_for,
    newest_exam,
    record_exam,
)
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.teachers import endpoint_of, examined_teacher, teacher
from delegation.domain.teaching.ways import Way
from delegation.domain.wording import Sentence, worded
from delegation.queues import send
from delegation.teacher import TEACHER_ERRORS, Endpoint, Hooks, TeacherError
from delegation.teacher.exam import ExamAnswer, ExamReport, examine
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import AuditEntry, Tenant, User

logger = logging.getLogger(__name__)

EXAM_TASK = "conversations.examine"
CALIBRATION_TASK = "conversations.calibrate"
PARALLEL = 4  # messages asked at a time: quick, and a tenant's small server survives it
MOST_MISTAKES = 40  # shown of one exam
FAULTS = {
    "missed": worded("It did not recognise small talk."),
    "false": worded("It took the message for small talk."),
    "wrong act": worded("It taught another kind of small talk."),
}
OTHER = worded("It did not keep the form of the answer.")
PAUSE = timedelta(minutes=10)  # between exams: each costs over a hundred calls
LONGEST_EXAM = timedelta(hours=12)  # of a model that takes minutes for an answer
REQUESTED, BROKE_OFF = "teacher.exam_requested", "teacher.exam_broke_off"  # in the audit log
STOPPED = worded("It stopped before its end, as when the service restarts.")
NO_BUDGET = worded("This month's budget does not pay for the exam.")


class ExamTooSoon(Exception):
    """An exam was started within `PAUSE`: wait for its result, or start another one later."""

    code = "exam_too_soon"


class ExamIsOperators(Exception):
    """Only operators examine the platform's model: its exam counts for everybody."""

    code = "exam_is_operators"


class NoWorker(Exception):
    """The queue cannot be reached, so nothing was started. Try again in a minute."""

    code = "no_worker"


@transaction.atomic
def request_exam(tenant: Tenant, *, by: User) -> None:
    """Queue an exam of the tenant's teacher.

    Raises `ExamTooSoon`, `ExamIsOperators`, `TeacherMisconfigured`, `NoWorker`.
    """
    endpoint = endpoint_of(tenant)
    if not is_of_tenant(endpoint):
        raise ExamIsOperators
    lock_tenant(tenant.pk)
    recent = TeacherCall.objects.filter(
        tenant=tenant, kind=CallKind.EXAM, created_at__gt=timezone.now() - PAUSE
    )
    if recent.exists():
        raise ExamTooSoon
    audit.record(tenant, REQUESTED, endpoint.model, by=by)
    # Before the commit, so that no row says that an exam was started which never will be.
    if not send(EXAM_TASK, tenant.pk):
        raise NoWorker


def prepare_teacher(tenant: Tenant, endpoint: Endpoint, *, before: OwnTeacher | None) -> None:
    """Measure what the product adds to this model's calls; and where the owner had the model before
    it examined, examine this one too: a result says nothing about another model.
    """
    transaction.on_commit(lambda: send(CALIBRATION_TASK, tenant.pk))
    if before is None or newest_exam(endpoint) is not None or is_vouched_for(endpoint):
        return
    if (before.base_url, before.model) == (endpoint.base_url, endpoint.model):
        return
    taken = OwnExam.objects.filter(tenant=tenant, base_url=before.base_url, model=before.model)
    if taken.exists():
        transaction.on_commit(lambda: send(EXAM_TASK, tenant.pk))


def calibrate_teacher(tenant_id: int) -> None:
    """Measure the tenant's teacher, as it is asked now."""
    tenant = Tenant.objects.get(pk=tenant_id)
    endpoint = endpoint_of(tenant)
    calibrate(tenant, endpoint, teacher(), way=best_asking(endpoint).way)


def hold_exam(tenant_id: int) -> OwnExam | None:
    """Ask all questions and store the result; return None if too few were answered to judge.

    None also where the tenant has gone back to the platform's model, which operators examine.
    """
    tenant = Tenant.objects.get(pk=tenant_id)
    endpoint = endpoint_of(tenant)
    if not is_of_tenant(endpoint):
        return None
    with examined_teacher() as examined:
        try:
            report = examine(
                examined,
                endpoint,
                parallel=PARALLEL,
                hooks=lambda request: _paid_hooks(tenant, endpoint, examined.most_tokens(request)),
            )
        except TeacherError as error:
            return _break_off(tenant, endpoint, words_of(error))
        except BudgetExhausted:
            return _break_off(tenant, endpoint, NO_BUDGET)
        if not report.is_usable:
            return _break_off(tenant, endpoint, _why_unusable(report))
        if report.way is not Way.NONE:
            calibrate(tenant, endpoint, examined, way=report.way)
    exam = record_exam(
        endpoint,
        passed=report.passed,
        figures=report.figures() | {"mistakes": _mistakes(report)},
        way=report.way,
        trusts_marks=report.trusts_marks,
    )
    return exam if isinstance(exam, OwnExam) else None


def words_of(error: TeacherError) -> str:
    """Return what went wrong, with the endpoint's own words."""
    return f"{error.message} ({error.detail})" if error.detail else error.message


@transaction.atomic
def _break_off(tenant: Tenant, endpoint: Endpoint, words: str) -> None:
    """Store why the exam ended without a result. An earlier result still counts."""
    logger.warning("The exam of tenant %s's teacher broke off: %s", tenant.pk, words)
    audit.record(tenant, BROKE_OFF, endpoint.model, by=None, reason=words)


def _why_unusable(report: ExamReport) -> str:
    codes = Counter(answer.error for answer in report.answers if answer.error)
    ((code, _),) = codes.most_common(1)
    answered, cases = report.score.answered, report.score.cases
    why = Sentence(
        "Only %(answered)s of %(cases)s messages were answered. %(why)s",
        {"answered": answered, "cases": cases, "why": TEACHER_ERRORS[code].message},
    )
    return str(why)  # kept in the audit log


@dataclass(frozen=True, slots=True)
class ExamProgress:
    """A running exam, or the reason why the newest one ended without a result."""

    asked: int = 0  # calls so far; 0: none runs
    is_waiting: bool = False  # it was started, and no call was made yet
    broke_off: str = ""  # in words


def exam_progress(tenant: Tenant, endpoint: Endpoint) -> ExamProgress:
    """Return how far the newest exam is. A running one has made a call within `PAUSE`."""
    now = timezone.now()
    entries = AuditEntry.objects.filter(tenant=tenant, target=endpoint.model)
    broken = entries.filter(action=BROKE_OFF).order_by("-at").first()
    begun = entries.filter(action=REQUESTED).order_by("-at").first()
    newest = newest_exam(endpoint)
    ended = [*([broken.at] if broken else []), *([newest.created_at] if newest else [])]
    since = max([now - LONGEST_EXAM, *ended, *([begun.at] if begun else [])])
    calls = TeacherCall.objects.filter(
        tenant=tenant, kind=CallKind.EXAM, model=endpoint.model, created_at__gt=since
    )
    if calls.filter(created_at__gt=now - PAUSE).exists():
        return ExamProgress(asked=calls.count())
    if begun and begun.at > max([now - PAUSE, *ended]):
        return ExamProgress(is_waiting=True)
    if begun and begun.at > max([now - LONGEST_EXAM, *ended]):
        return ExamProgress(broke_off=STOPPED)
    if broken and broken.at == max(ended):
        return ExamProgress(broke_off=str(broken.details.get("reason", "")))
    return ExamProgress()


def _mistakes(report: ExamReport) -> list[dict[str, str]]:
    """Return the failed cases as a page shows them."""
    failed = (each for each in report.answers if each.error or not _is_right(each))
    return [
        {
            "message": each.mark.case.message,
            "said": each.reply.user_response[:300] if each.reply else "",
            "fault": _fault_of(each),
        }
        for each in failed
    ][:MOST_MISTAKES]


def _fault_of(answer: ExamAnswer) -> str:
    """Return a sentence for the owner: why there is no reply, or what is wrong with it."""
    failed = TEACHER_ERRORS.get(answer.error or "")
    return failed.message if failed else FAULTS.get(answer.mark.lesson, OTHER)


def _is_right(answer: ExamAnswer) -> bool:
    return answer.mark.lesson in ("right", "none") and answer.mark.obedient


def _paid_hooks(tenant: Tenant, endpoint: Endpoint, most_tokens: tuple[int, int]) -> Hooks:
    receipts = Receipts(tenant, prices_of(tenant, endpoint), most_tokens, kind=CallKind.EXAM)
    return receipts.hooks()
