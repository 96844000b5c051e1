"""Accepting a message: one row per client id, before anything else happens to it."""

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from delegation.conversations.models import Answer, Conversation, Escalation, EscalationState
from delegation.conversations.services.waking import refuse_while_overloaded, wake_worker
from delegation.domain.matching import decide
from delegation.domain.words import Awaiting
from delegation.errors import DifferentBody
from delegation.rules.services.ready import ready_pack
from tenants.access import Site

logger = logging.getLogger(__name__)

SMALL_TALK_STATES = {Awaiting.NOTHING, Awaiting.MORE}


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

    def body_hash(self) -> str:
        """64 hex digits; the same for the same request, whatever the order of its fields."""
        return hashlib.sha256(json.dumps(self.__dict__, sort_keys=True).encode()).hexdigest()


def accept(site: Site, message: Message, *, address_prefix: str, now: int) -> Escalation:
    """The row of this message: a new one, or the one that the same request made before.

    Raises `DifferentBody` when the id stands for another body, `Busy` when too many wait.
    """
    known = _find(site, message)
    if known is not None:
        return known
    refuse_while_overloaded()
    try:
        with transaction.atomic():
            escalation = _insert(site, message, address_prefix=address_prefix)
            answered = _answer_from_pack(escalation, site, message, now=now)
            if not answered:
                transaction.on_commit(lambda: wake_worker(escalation))
            return escalation
    except IntegrityError:  # the same request came twice at once, and the other was first
        known = _find(site, message)
        if known is None:
            raise
        return known


def _find(site: Site, message: Message) -> Escalation | None:
    known = Escalation.objects.filter(
        tenant=site.tenant, site_key=site.site_key, client_id=message.id
    ).first()
    if known is not None and known.body_hash != message.body_hash():
        raise DifferentBody(fields={"id": ["Used before, for another message."]})
    return known


def _insert(site: Site, message: Message, *, address_prefix: str) -> Escalation:
    conversation, _ = Conversation.objects.get_or_create(
        tenant=site.tenant, visitor=message.visitor, client_id=message.conversation
    )
    rejects = message.rejects or {}
    return Escalation.objects.create(
        tenant=site.tenant,
        site_key=site.site_key,
        conversation=conversation,
        client_id=message.id,
        body_hash=message.body_hash(),
        message=message.message,
        claimed_awaiting=message.awaiting,
        awaiting=_known_awaiting(conversation, message),
        local_turns=message.local,
        rejects_rule=rejects.get("rule"),
        rejects_version=rejects.get("version"),
        address_prefix=address_prefix,
    )


def _known_awaiting(conversation: Conversation, message: Message) -> str:
    """What the server stored with its last answer; a local answer since then awaits nothing."""
    if message.local and conversation.awaiting in SMALL_TALK_STATES:
        return Awaiting.NOTHING.value
    return conversation.awaiting


def _answer_from_pack(escalation: Escalation, site: Site, message: Message, *, now: int) -> bool:
    """Answer for a client that is behind, or has no gatekeeper, without calling the teacher."""
    if message.rejects is not None:
        return False  # the visitor asked for the assistant, having read the local answer
    decision = decide(ready_pack(site.tenant), message.message, escalation.awaiting, now=now)
    if decision.rule is None or decision.response is None:
        return False
    Answer.objects.create(
        escalation=escalation,
        tenant=site.tenant,
        text=decision.response,
        awaiting=Awaiting.NOTHING,
        source="server",
    )
    Conversation.objects.filter(pk=escalation.conversation_id).update(awaiting=Awaiting.NOTHING)
    Escalation.objects.filter(pk=escalation.pk).update(
        state=EscalationState.ANSWERED, ended_at=Now()
    )
    escalation.state = EscalationState.ANSWERED
    return True
