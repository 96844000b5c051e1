"""Whether a model may teach without a person: only if it passed our exam."""

from typing import Any

from delegation.conversations.models import ExamResult
from delegation.domain.teaching.ways import Way
from delegation.teacher import Endpoint


def record_exam(
    endpoint: Endpoint,
    *,
    passed: bool,
    figures: dict[str, Any],
    way: Way = Way.LINE,
    trusts_marks: bool = True,
) -> ExamResult:
    """Keep what the model behind this address did, and how it is best asked for lessons."""
    return ExamResult.objects.create(
        base_url=endpoint.base_url,
        model=endpoint.model,
        passed=passed,
        figures=figures,
        way=way.value,
        marks=trusts_marks,
    )


def vouch_for(endpoint: Endpoint) -> ExamResult:
    """The operator answers for a model that takes no exam, such as a script written by hand."""
    return ExamResult.objects.create(
        base_url=endpoint.base_url, model=endpoint.model, passed=False, vouched=True
    )


def may_teach_unread(endpoint: Endpoint) -> bool:
    """Whether it passed its newest exam, or is vouched for. A person reads the others' lessons.

    An exam of the old kind, without a way, says nothing of how the model is asked today.
    """
    newest = newest_exam(endpoint)
    has_passed = newest is not None and newest.passed and bool(newest.way)
    return has_passed or is_vouched_for(endpoint)


def is_vouched_for(endpoint: Endpoint) -> bool:
    """Whether operators vouch for the model; no exam that it fails later undoes that."""
    return ExamResult.objects.filter(
        base_url=endpoint.base_url, model=endpoint.model, vouched=True
    ).exists()


def newest_exam(endpoint: Endpoint) -> ExamResult | None:
    """Return what the model behind this address did last. Vouching for it is no exam."""
    taken = ExamResult.objects.filter(
        base_url=endpoint.base_url, model=endpoint.model, vouched=False
    )
    return taken.order_by("-created_at").first()
