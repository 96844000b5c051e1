"""A visitor's message, and how it becomes a row: its conversation too, if new, in one statement.

The ORM needs eight, which are most of the time of a visitor's POST. What is written
is what `Escalation` and `Conversation` say; their own defaults are the columns' defaults.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from delegation.conversations.models import Escalation
from delegation.domain.ledger.holdout import is_held_out
from delegation.domain.phrases import canonical
from delegation.domain.wire.page_context import PageContext
from delegation.errors import DifferentBody
from tenants.access import Site

# A conversation that is known is touched, not read: only so does its row come back either way.
# What it awaits is what the server stored with its last answer; a local answer to small talk
# since then awaits nothing.
INSERT = """
WITH conversation AS (
    INSERT INTO conversations_conversation (tenant_id, visitor, client_id, held_out)
    VALUES (%(tenant)s, %(visitor)s, %(conversation)s, %(held_out)s)
    ON CONFLICT (tenant_id, visitor, client_id) DO UPDATE SET client_id = excluded.client_id
    RETURNING id, awaiting
)
INSERT INTO conversations_escalation (
    id, tenant_id, site_key_id, conversation_id, client_id, body_hash, message, phrase,
    awaiting, local_turns, page, rejects_rule, rejects_version, address_prefix
)
SELECT
    %(pk)s, %(tenant)s, %(site_key)s, conversation.id, %(id)s, %(body_hash)s, %(message)s,
    %(phrase)s,
    CASE WHEN %(answered_locally)s AND conversation.awaiting = 'more' THEN 'nothing'
         ELSE conversation.awaiting END,
    %(local)s, %(page)s, %(rejects_rule)s, %(rejects_version)s, %(address_prefix)s
FROM conversation
ON CONFLICT (site_key_id, client_id) DO NOTHING
RETURNING *
"""


@dataclass(frozen=True)
class Message:
    """A checked escalation request. Texts are as the visitor wrote them."""

    visitor: str
    conversation: str
    id: str
    message: str
    awaiting: str
    local: list[dict[str, Any]]
    rejects: dict[str, int] | None
    page: PageContext | None = None

    def body_hash(self) -> str:
        """64 hex digits; the same for the same request, whatever the order of its fields."""
        given = {name: value for name, value in self.__dict__.items() if name != "page" or value}
        return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def insert(
    site: Site, message: Message, *, local: list[dict[str, Any]], address_prefix: str
) -> Escalation | None:
    """Insert and return the row; None if this site key's client has used the id before.

    `local` are the local answers that are believed (see `local_claims`), not those claimed.
    """
    rejects = message.rejects or {}
    rows = Escalation.objects.raw(
        INSERT,
        {
            "pk": uuid4(),
            "tenant": site.tenant.pk,
            "site_key": site.site_key.pk,
            "visitor": message.visitor,
            "conversation": message.conversation,
            "held_out": held_out(site, message),
            "id": message.id,
            "body_hash": message.body_hash(),
            "message": message.message,
            "phrase": canonical(message.message),
            "answered_locally": bool(local),
            "local": json.dumps(local),
            "page": json.dumps(message.page) if message.page else None,
            "rejects_rule": rejects.get("rule"),
            "rejects_version": rejects.get("version"),
            "address_prefix": address_prefix,
        },
    )
    return next(iter(rows), None)


def held_out(site: Site, message: Message) -> bool:
    """Return whether the message's visitor is one of the few who always go to the teacher."""
    tenant = site.tenant
    return is_held_out(message.visitor, tenant_id=tenant.pk, share=tenant.holdout_share)


def known(site: Site, message: Message) -> Escalation:
    """Return the row that this request made before. Raises `DoesNotExist`, or `DifferentBody` if
    the id belongs to another message."""
    escalation = Escalation.objects.get(
        tenant=site.tenant, site_key=site.site_key, client_id=message.id
    )
    if escalation.body_hash != message.body_hash():
        raise DifferentBody(fields={"id": ["Used before, for another message."]})
    return escalation
