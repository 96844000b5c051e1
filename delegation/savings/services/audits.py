"""Audits: the teacher judges local answers later, unseen by the visitor."""

import logging

from django.db.models import F, QuerySet
from django.utils import timezone

from delegation.conversations.models import CallKind
from delegation.conversations.services.call_ledger import Receipts
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.history import teacher_request
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.teachers import endpoint_of, persona_of, teacher
from delegation.domain.ledger.verdicts import read_judgement
from delegation.rules import access as rules
from delegation.rules.models import ComplaintKind
from delegation.rules.services.watching.complaints import complain
from delegation.savings.models import AnswerAudit
from delegation.savings.services.audit_sample import queue_audits
from delegation.teacher import TeacherError, TeacherRequest, Turn
from tenants.models import Tenant

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3  # an answer that the teacher cannot judge is left unjudged
JUDGED_AT_ONCE = 20  # of one tenant: other tenants wait for the same beat


def audit_tenant(tenant: Tenant) -> int:
    """Queue the sample and judge what waits; return how many were judged.

    Stops for now where the budget is spent or the teacher cannot be reached.
    """
    queue_audits(tenant)
    judged = 0
    try:
        for audit in _waiting(tenant):
            judged += _claim(audit) and _judge(audit)
    except BudgetExhausted:
        logger.info("Tenant %s has no budget left for audits", tenant.pk)
    except TeacherError as error:
        logger.warning("Audits of tenant %s wait: %s", tenant.pk, error)
    return judged


def _waiting(tenant: Tenant) -> QuerySet[AnswerAudit]:
    """Return waiting audits, oldest first, without those whose texts were erased."""
    waiting = AnswerAudit.objects.filter(
        tenant=tenant, judged_at__isnull=True, attempts__lt=MOST_ATTEMPTS
    ).exclude(escalation__local_turns=[])
    return waiting.select_related("escalation__conversation", "tenant").order_by("created_at")[
        :JUDGED_AT_ONCE
    ]


def _claim(audit: AnswerAudit) -> bool:
    """Claim the audit so that only one scheduler judges it."""
    same = AnswerAudit.objects.filter(pk=audit.pk, attempts=audit.attempts, judged_at=None)
    return same.update(attempts=F("attempts") + 1) == 1


def _judge(audit: AnswerAudit) -> bool:
    """Ask, store the judgement, and complain about a version that failed."""
    try:
        would_do, reason = read_judgement(_ask(audit))
    except BudgetExhausted:
        AnswerAudit.objects.filter(pk=audit.pk).update(attempts=F("attempts") - 1)  # none was made
        raise
    if would_do is None:
        return False
    AnswerAudit.objects.filter(pk=audit.pk).update(
        would_do=would_do, reason=reason, judged_at=timezone.now()
    )
    rule = rules.rules_of(audit.tenant).filter(pk=audit.rule).first()
    if not would_do and rule is not None:
        source = f"audit-{audit.pk}"
        complain(rule, audit.version, ComplaintKind.FAILED_AUDIT, source=source)
    return True


def _ask(audit: AnswerAudit) -> str:
    """Return the teacher's judgement. The tenant pays. Raises `BudgetExhausted`, `TeacherError`."""
    tenant, endpoint, request = audit.tenant, endpoint_of(audit.tenant), _request(audit)
    most = teacher().most_tokens(request)
    receipts = Receipts(tenant, prices_of(tenant, endpoint), most, kind=CallKind.AUDIT)
    return teacher().reply(endpoint, request, receipts.hooks()).parsed.user_response


def _request(audit: AnswerAudit) -> TeacherRequest:
    """The message in its conversation as it was then, with the reply that was given."""
    said = audit.escalation.local_turns[audit.turn]
    return TeacherRequest(
        persona_of(audit.tenant),
        said["message"],
        _turns_before(audit),
        judged=str(said["response"]),
    )


def _turns_before(audit: AnswerAudit) -> tuple[Turn, ...]:
    """The escalation's own local turns end its history, two entries each."""
    turns = teacher_request(audit.escalation).turns
    later = 2 * (len(audit.escalation.local_turns) - audit.turn)
    return turns[: len(turns) - later]
