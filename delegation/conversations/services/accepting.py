"""Accept messages: one row per client id, before anything else happens."""

from django.conf import settings
from django.db import transaction

from delegation import counters
from delegation.conversations.models import Answer, Conversation, Escalation
from delegation.conversations.services import lifecycle
from delegation.conversations.services.local_claims import believed_turns, could_answer
from delegation.conversations.services.messages import Message, held_out, insert, known
from delegation.conversations.services.queue import overloaded, wake_worker
from delegation.domain.packs.matching import decide
from delegation.domain.words import Awaiting
from delegation.errors import Busy
from delegation.logs import note_id
from delegation.rules.services.publishing.loaded_packs import ready_pack
from delegation.rules.services.watching.complaints import complain_about
from tenants.access import Site

BUSY_SECONDS = 5  # what a client is asked to wait: a worker answers dozens in that time


def accept(site: Site, message: Message, *, address_prefix: str, now: int) -> Escalation:
    """Return the row of this message: a new one, or the one that the same request made before.

    Raises `DifferentBody` when the id stands for another body, `Busy` when too many wait.
    """
    if overloaded() or lifecycle.not_ended_of(site.tenant.pk) >= settings.LONGEST_QUEUE_OF_A_TENANT:
        return _known_or_busy(site, message)
    local = believed_turns(site.tenant, message.local, now=now)
    escalation = insert(site, message, local=local, address_prefix=address_prefix)
    if escalation is None:
        return known(site, message)
    counters.ACCEPTED.inc()
    note_id("escalation", str(escalation.pk))
    _complain(site, message, address_prefix=address_prefix, now=now)
    if not _answer_from_pack(escalation, site, message, now=now):
        transaction.on_commit(lambda: wake_worker(escalation))
    return escalation


def _complain(site: Site, message: Message, *, address_prefix: str, now: int) -> None:
    """Count the rejection of a local answer, if the rule could have answered this message."""
    rejected = message.rejects
    if rejected and could_answer(ready_pack(site.tenant), message.message, rejected, now=now):
        complain_about(site.tenant, rejected, source=address_prefix)


def _known_or_busy(site: Site, message: Message) -> Escalation:
    """Stores nothing new, but repeats where the answer to an earlier request will be."""
    try:
        return known(site, message)
    except Escalation.DoesNotExist:
        raise Busy(retry_after_seconds=BUSY_SECONDS) from None


def _answer_from_pack(escalation: Escalation, site: Site, message: Message, *, now: int) -> bool:
    """Answer for a client that is behind, or has no gatekeeper, without calling the teacher."""
    if message.rejects is not None:
        return False  # the visitor asked for the assistant, having read the local answer
    if held_out(site, message):
        return False  # only the teacher answers these, or there is nothing to compare with
    decision = decide(ready_pack(site.tenant), message.message, escalation.awaiting, now=now)
    if decision.response is None:
        return False
    if _commit(escalation, decision.response):
        counters.ANSWERED.labels("server").inc()
    return True


@transaction.atomic
def _commit(escalation: Escalation, response: str) -> bool:
    """End it as a teacher's answer would, unless a worker has claimed it after a sweep.

    Return whether it did. If the process dies before this, the sweep repairs it.
    """
    if not lifecycle.end_unclaimed(escalation):
        return False
    Answer.objects.create(
        escalation=escalation,
        tenant_id=escalation.tenant_id,
        text=response,
        awaiting=Awaiting.NOTHING,
        source="server",
    )
    Conversation.objects.filter(
        tenant_id=escalation.tenant_id, pk=escalation.conversation_id
    ).update(awaiting=Awaiting.NOTHING)
    return True
