"""An owner lets the tenant's own model take the exam; the tenant's budget pays for its calls.

The operators examine the platform's model: `manage.py examine-teacher`.
"""

import logging
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
from delegation.conversations.services.teachers import endpoint_of, teacher
from delegation.domain.teaching.ways import Way
from delegation.queues import send
from delegation.teacher import TEACHER_ERRORS, Endpoint, Hooks, TeacherError, TeacherRequest
from delegation.teacher.exam import ExamAnswer, ExamReport, examine
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import Tenant, User

logger = logging.getLogger(__name__)

EXAM_TASK = "conversations.examine"
CALIBRATION_TASK = "conversations.calibrate"
PARALLEL = 4  # messages asked at a time: quick, and a small server of one's own survives it
MOST_MISTAKES = 40  # shown of one exam
FAULTS = {
    "missed": "It did not recognise small talk.",
    "false": "It took the message for small talk.",
    "wrong act": "It taught another kind of small talk.",
}
OTHER = "It did not keep the form of the answer."
PAUSE = timedelta(minutes=10)  # between exams: each costs over a hundred calls


class ExamTooSoon(Exception):
    """An exam was started within `PAUSE`; its result will come, or a new one may be started."""

    code = "exam_too_soon"


class ExamIsOperators(Exception):
    """Only operators examine the platform's model: its exam counts for everybody."""

    code = "exam_is_operators"


class NoWorker(Exception):
    """The queue cannot be reached, so nothing was started. Trying again in a minute helps."""

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
    audit.record(tenant, "teacher.exam_requested", endpoint.model, by=by)
    # Before the commit, so that no row says that an exam was started which never will be.
    if not send(EXAM_TASK, tenant.pk):
        raise NoWorker


def prepare_teacher(tenant: Tenant, endpoint: Endpoint, *, before: OwnTeacher | None) -> None:
    """Measure what the product adds to this model's calls; and where the owner had the model before
    it examined, examine this one too: nothing that was found out about one holds for another.
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
    """Ask all the questions and keep the result; None where the teacher could not be asked.

    None also where the tenant has gone back to the platform's model, which operators examine.
    """
    tenant = Tenant.objects.get(pk=tenant_id)
    endpoint = endpoint_of(tenant)
    if not is_of_tenant(endpoint):
        return None
    try:
        report = examine(
            teacher(),
            endpoint,
            parallel=PARALLEL,
            hooks=lambda request: _paid_hooks(tenant, endpoint, request),
        )
    except (TeacherError, BudgetExhausted) as error:
        logger.warning("The exam of tenant %s's teacher broke off: %s", tenant_id, error)
        return None
    if report.way is not Way.NONE:
        calibrate(tenant, endpoint, teacher(), way=report.way)
    exam = record_exam(
        endpoint,
        passed=report.passed,
        figures=report.figures() | {"mistakes": _mistakes(report)},
        way=report.way,
        trusts_marks=report.trusts_marks,
    )
    return exam if isinstance(exam, OwnExam) else None


def exam_calls_running(tenant: Tenant, endpoint: Endpoint) -> int:
    """Return how many messages a running exam has put to the teacher; 0 if none runs."""
    newest = newest_exam(endpoint)
    since = timezone.now() - PAUSE
    if newest is not None:
        since = max(since, newest.created_at)
    return TeacherCall.objects.filter(
        tenant=tenant, kind=CallKind.EXAM, model=endpoint.model, created_at__gt=since
    ).count()


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


def _paid_hooks(tenant: Tenant, endpoint: Endpoint, request: TeacherRequest) -> Hooks:
    most_tokens = teacher().most_tokens(request)
    receipts = Receipts(tenant, prices_of(tenant, endpoint), most_tokens, kind=CallKind.EXAM)
    return receipts.hooks()
