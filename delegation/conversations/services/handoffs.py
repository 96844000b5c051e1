"""Passing a visitor on to a person: their address and what was said, as a signed webhook."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delegation.conversations import access
from delegation.conversations.models import Conversation, Handoff
from delegation.conversations.services.threads import Entry, thread_of
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.errors import NotFound
from delegation.notifications.access import deliveries_of
from delegation.notifications.models import Delivery
from delegation.notifications.services import notify
from tenants.access import lock_tenant
from tenants.limits import admit_handoff
from tenants.mail import for_each_reader, tell_moderators
from tenants.models import Tenant

MOST_CHARACTERS = 100_000  # of a transcript: the newest turns that fit
SUBJECT = _("A visitor asks for a person")
TEXT = _("""A visitor wants to talk to a person and left an email address.

Read the conversation and write to them: %(link)s

You get this email because no webhook of your workspace takes the event handoff.requested.
""")


def request_handoff(
    tenant: Tenant, *, visitor: str, conversation: str, email: str, network: str
) -> Handoff:
    """Keep the address and tell the tenant, once for each address of a conversation.

    Raises `NotFound` where the visitor has no such conversation: one begins with a message that was
    sent, so strangers cannot ask for people without messages that count. Raises `TooManyRequests`
    where the network, or all of them, have asked for too many today: an address is easily changed.
    """
    found = access.conversations_of(tenant).filter(visitor=visitor, client_id=conversation).first()
    if found is None:
        raise NotFound(fields={"conversation": ["This visitor has no such conversation."]})
    with transaction.atomic():
        lock_tenant(tenant.pk)  # two requests for one conversation come in turn
        handoff, _ = access.handoffs_of(tenant).get_or_create(tenant=tenant, conversation=found)
        if handoff.email != email:
            admit_handoff(tenant.pk, network=network)
            handoff.email = email
            handoff.save(update_fields=["email"])
            _tell(tenant, found, email)
    return handoff


def _tell(tenant: Tenant, conversation: Conversation, email: str) -> None:
    link = settings.PUBLIC_URL + reverse("conversation", args=[conversation.pk])
    data = {
        "email": email,
        "visitor": conversation.visitor,
        "conversation": conversation.client_id,
        "link": link,
        "transcript": transcript_of(conversation),
    }
    if not notify(tenant, WebhookEvent.HANDOFF_REQUESTED, data):
        text = for_each_reader(lambda: TEXT % {"link": link})
        transaction.on_commit(lambda: tell_moderators(tenant, SUBJECT, text))


def transcript_of(conversation: Conversation) -> list[dict[str, Any]]:
    """Return what was said, oldest first, as `{by, text, at}`; `by` is visitor or what answered."""
    turns = [turn for entry in thread_of(conversation) for turn in _turns(entry)]
    kept, left = [], MOST_CHARACTERS
    for turn in reversed(turns):
        left -= len(turn["text"])
        if left < 0:
            break
        kept.append(turn)
    return kept[::-1]


def _turns(entry: Entry) -> list[dict[str, Any]]:
    at = entry.at.isoformat() if entry.at else None
    both = [("visitor", entry.message), (entry.by, entry.reply)]
    return [{"by": by, "text": text, "at": at} for by, text in both if text]


def forget_handoffs_of_visitor(tenant: Tenant, visitor: str) -> int:
    """Delete what is still to be delivered of a visitor's words; return how many messages."""
    waiting = _undelivered(tenant).filter(body__contains=f'"visitor":"{visitor}"')
    return int(waiting.delete()[0])


def forget_handoffs_before(tenant: Tenant, before: datetime) -> int:
    """Delete what could not be delivered for so long; return how many messages."""
    return int(_undelivered(tenant).filter(created_at__lt=before).delete()[0])


def _undelivered(tenant: Tenant) -> QuerySet[Delivery]:
    event = WebhookEvent.HANDOFF_REQUESTED.value
    return deliveries_of(tenant).filter(event=event).exclude(body="")
