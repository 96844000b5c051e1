"""Whether a model may teach without a person: only if it passed our exam.

The platform's model is examined by its operators. A tenant's exam covers its own model, and nothing
that a tenant does there counts for another one.
"""

from typing import Any

from delegation.conversations.models import ExamResult, OwnExam
from delegation.domain.teaching.ways import Way
from delegation.teacher import Endpoint


def record_exam(
    endpoint: Endpoint,
    *,
    passed: bool,
    figures: dict[str, Any],
    way: Way = Way.LINE,
    trusts_marks: bool = True,
) -> ExamResult | OwnExam:
    """Store the model's result, and the best way to ask it for lessons."""
    done = {
        "base_url": endpoint.base_url,
        "model": endpoint.model,
        "passed": passed,
        "figures": figures,
        "way": way.value,
        "marks": trusts_marks,
    }
    if is_of_tenant(endpoint):
        return OwnExam.objects.create(tenant_id=endpoint.tenant_id, **done)
    return ExamResult.objects.create(by_operators=True, **done)


def vouch_for(endpoint: Endpoint) -> ExamResult:
    """Let the operator vouch for a model that takes no exam, such as a hand-written script."""
    return ExamResult.objects.create(
        base_url=endpoint.base_url, model=endpoint.model, passed=False, vouched=True
    )


def may_teach_unread(endpoint: Endpoint) -> bool:
    """Return whether it passed its newest exam or is vouched for.

    A person reads the others' lessons.

    An exam of the old kind, without a way, says nothing of how the model is asked today.
    """
    if is_vouched_for(endpoint):
        return True
    newest = newest_exam(endpoint)
    return newest is not None and newest.passed and bool(newest.way)


def is_vouched_for(endpoint: Endpoint) -> bool:
    """Return whether operators vouch for the model. A failed exam does not undo that."""
    return ExamResult.objects.filter(
        base_url=endpoint.base_url, model=endpoint.model, vouched=True
    ).exists()


def newest_exam(endpoint: Endpoint) -> ExamResult | OwnExam | None:
    """Return the newest exam of the model behind this address: its tenant's, or the operators'."""
    same = {"base_url": endpoint.base_url, "model": endpoint.model}
    if is_of_tenant(endpoint):
        own = OwnExam.objects.filter(tenant_id=endpoint.tenant_id, **same)
        return own.order_by("-created_at").first()
    operators = ExamResult.objects.filter(by_operators=True, **same)
    return operators.order_by("-created_at").first()


def is_of_tenant(endpoint: Endpoint) -> bool:
    """Return whether a tenant set this endpoint; operators set the others."""
    return endpoint.guarded
