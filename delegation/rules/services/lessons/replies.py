"""The words that a tenant's owner approved for each act."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from delegation.domain.approval.small_talk import CLOSED_ACTS
from delegation.domain.approval.starter_texts import primary_language
from delegation.domain.words import Act
from delegation.rules.models import ApprovedReply
from tenants import audit
from tenants.models import Tenant, User


@transaction.atomic
def approve_replies(
    tenant: Tenant, texts: Mapping[Act, str], *, language: str, by: User
) -> list[ApprovedReply]:
    """The owner approves these words for closed acts. An empty text withdraws the act's reply."""
    approved = []
    for act, text in texts.items():
        if act not in CLOSED_ACTS:
            raise ValueError(f"{act} never goes live automatically, so it has no approved reply")
        key: dict[str, Any] = {
            "tenant": tenant,
            "act": act.value,
            "language": primary_language(language),
        }
        if text.strip():
            values = {"text": text.strip(), "approved_by": by}
            approved.append(ApprovedReply.objects.update_or_create(**key, defaults=values)[0])
        else:
            ApprovedReply.objects.filter(**key).delete()
    audit.record(
        tenant,
        "replies.approved",
        f"replies in {language}",
        by=by,
        texts={act.value: text for act, text in texts.items()},
    )
    return approved
