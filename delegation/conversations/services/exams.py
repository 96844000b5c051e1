"""Whether a model may teach without a person: only if it passed our exam."""

from typing import Any

from delegation.conversations.models import ExamResult
from delegation.teacher import Endpoint


def record_exam(endpoint: Endpoint, *, passed: bool, figures: dict[str, Any]) -> ExamResult:
    """Keep what the model behind this address did."""
    return ExamResult.objects.create(
        base_url=endpoint.base_url, model=endpoint.model, passed=passed, figures=figures
    )


def may_teach_unread(endpoint: Endpoint) -> bool:
    """Its newest exam was passed. Without one, a person reads every lesson."""
    newest = (
        ExamResult.objects.filter(base_url=endpoint.base_url, model=endpoint.model)
        .order_by("-created_at")
        .first()
    )
    return newest is not None and newest.passed
