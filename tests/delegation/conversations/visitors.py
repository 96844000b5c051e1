"""What a visitor's browser posts besides messages, for tests of the addresses that take it."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from delegation.conversations.models import Answer, Conversation, Escalation, EscalationState
from tenants.models import SiteKey
from tests.conftest import SHOP

VISITOR, CONVERSATION = "visitor-0001", "conversation-0001"


def answered(
    key: SiteKey,
    message: str = "Where is it?",
    reply: str = "On its way.",
    *,
    visitor: str = VISITOR,
    conversation: str = CONVERSATION,
    **fields: Any,
) -> Escalation:
    """A message of the visitor with the assistant's answer."""
    talk, _ = Conversation.objects.get_or_create(
        tenant=key.tenant, visitor=visitor, client_id=conversation
    )
    row = Escalation.objects.create(
        tenant=key.tenant,
        site_key=key,
        conversation=talk,
        client_id=uuid4().hex,
        body_hash="",
        message=message,
        awaiting="nothing",
        address_prefix="n",
        state=EscalationState.ANSWERED,
        **fields,
    )
    Answer.objects.create(
        escalation=row, tenant=key.tenant, text=reply, awaiting="nothing", source="teacher"
    )
    return row


def post(client: Client, what: str, key: SiteKey, *, origin: str = SHOP, **body: Any) -> Any:
    """Post as the gatekeeper does: JSON as plain text, from the shop's page."""
    data = {"key": key.key, "visitor": VISITOR, **body}
    return client.post(
        f"/api/v1/{what}",
        json.dumps(data),
        content_type="text/plain",
        headers={"origin": origin},
    )
