"""What visitors say of answers: a thumb up or down."""

from datetime import datetime

from django.db.models import Count, Q

from delegation.conversations import access
from delegation.conversations.services.local_claims import could_answer
from delegation.rules.services.publishing.loaded_packs import ready_pack
from delegation.rules.services.watching.complaints import complain_about
from tenants.models import Tenant


def rate_answer(tenant: Tenant, *, visitor: str, message_id: str, helpful: bool) -> bool:
    """Keep what the visitor says of the answer to their own message; False where there is none."""
    answers = access.answers_of(tenant).filter(
        escalation__client_id=message_id, escalation__conversation__visitor=visitor
    )
    return answers.update(helpful=helpful) > 0


def rate_local_answer(
    tenant: Tenant,
    message: str,
    rule: dict[str, int],
    *,
    helpful: bool,
    source: str,
    now: int,
) -> bool:
    """Count a thumb down as a complaint about the rule, if it could have answered this message.

    `source` is the visitor's hashed network: its complaints count once.
    """
    if helpful or not could_answer(ready_pack(tenant), message, rule, now=now):
        return False
    complain_about(tenant, rule, source=source)
    return True


def ratings_since(tenant: Tenant, since: datetime) -> tuple[int, int]:
    """Return (helpful, rated) of the assistant's answers."""
    rated = access.answers_of(tenant).filter(created_at__gte=since, helpful__isnull=False)
    counts = rated.aggregate(helpful=Count("pk", filter=Q(helpful=True)), rated=Count("pk"))
    return counts["helpful"], counts["rated"]
