"""Whether a model may teach without a person: only if it passed our exam."""

from typing import Any

from delegation.conversations.models import ExamResult
from delegation.teacher import Endpoint


def record_exam(endpoint: Endpoint, *, passed: bool, figures: dict[str, Any]) -> ExamResult:
    """Keep what the model behind this address did."""
    return ExamResult.objects.create(
        base_url=endpoint.base_url, model=endpoint.model, passed=passed, figures=figures
    )


def vouch_for(endpoint: Endpoint) -> ExamResult:
    """The operator answers for a model that takes no exam, such as a script written by hand."""
    return ExamResult.objects.create(
        base_url=endpoint.base_url, model=endpoint.model, passed=False, vouched=True
    )


def may_teach_unread(endpoint: Endpoint) -> bool:
    """It passed its newest exam, or is vouched for. Others' lessons are all read by a person."""
    newest = newest_exam(endpoint)
    return newest is not None and (newest.passed or newest.vouched)


def newest_exam(endpoint: Endpoint) -> ExamResult | None:
    """What the model behind this address did last."""
    taken = ExamResult.objects.filter(base_url=endpoint.base_url, model=endpoint.model)
    return taken.order_by("-created_at").first()
