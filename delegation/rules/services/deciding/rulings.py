"""What each decision of a person changed, kept so that it can be undone."""

from datetime import datetime
from typing import Any

from delegation.rules.models import Rule, Ruling
from delegation.rules.services.publishing.publishing import current_batch
from tenants.models import User

DECIDED = (
    "state", "response", "language", "variants", "wordings", "states", "starts_at", "expires_at",
    "snoozed_until", "merged_into_id", "dismissed", "returned_because", "decision_reason",
    "decided_by_id", "decided_at",
)  # fmt: skip
"""The fields that decisions change; evidence goes on counting whatever is decided."""


def snapshot(rule: Rule) -> dict[str, Any]:
    """The rule as the database has it now, in JSON's own types.

    Moments keep their microseconds, which Django's JSON encoder cuts off: by `decided_at` an undo
    knows that no one has decided since.
    """
    row: dict[str, Any] = Rule.objects.values(*DECIDED).get(tenant_id=rule.tenant_id, pk=rule.pk)
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def record_ruling(claimed: Rule, before: dict[str, Any], *, by: User | None) -> None:
    """Keep what a person's claim changed. The policy's own decisions are not undone, but taken
    back by a person."""
    if by is None or claimed.decided_at is None:
        return
    Ruling.objects.create(
        tenant_id=claimed.tenant_id,
        rule=claimed,
        batch=current_batch(),
        author=by,
        before=before,
        after_state=claimed.state,
        decided_at=claimed.decided_at,
    )
