"""What a request to the teacher contains: the plain chat, its mark, rarely a lesson's question."""

from dataclasses import dataclass

from django.utils import timezone

from delegation.conversations.models import Escalation
from delegation.conversations.services.declined import counts_of, remember
from delegation.conversations.services.exams import newest_exam
from delegation.domain.packs.matching import decide
from delegation.domain.phrases import canonical
from delegation.domain.teaching.candidates import (
    is_candidate,
    keys_of_answer,
    sighting_key,
    was_declined,
)
from delegation.domain.teaching.replies import ParsedReply
from delegation.domain.teaching.ways import Way
from delegation.domain.words import Awaiting
from delegation.rules.services.lessons.evidence_wanted import wants_evidence
from delegation.rules.services.publishing.loaded_packs import ready_pack
from delegation.teacher import Endpoint
from tenants.models import Learning


@dataclass(frozen=True)
class Asking:
    """What a request carries besides the plain chat."""

    mark: bool = False
    way: Way = Way.NONE


PLAIN = Asking()
NOT_EXAMINED = Asking(mark=True, way=Way.LINE)
"""A model that took no exam is asked in the cheapest way, and a person reads its lessons."""


def best_asking(endpoint: Endpoint) -> Asking:
    """Return the way of asking that worked best in this model's newest exam."""
    exam = newest_exam(endpoint)
    if exam is None or not exam.way:
        return NOT_EXAMINED
    return Asking(mark=exam.marks is not False, way=Way(exam.way))


def asking_for(escalation: Escalation, endpoint: Endpoint) -> Asking:
    """Return what the request for this message carries.

    Visitors in the holdout get the plain chat.
    """
    if escalation.conversation.held_out:
        return PLAIN
    best = best_asking(endpoint)
    if best.way is Way.NONE or not _can_teach(escalation):
        return Asking(best.mark)
    return best


def remember_answer(escalation: Escalation, asking: Asking, parsed: ParsedReply) -> None:
    """Remember how the teacher judged a message."""
    phrase = canonical(escalation.message)
    if asking.way is Way.NONE or phrase is None:
        return
    taught = parsed.lesson is not None
    keys = keys_of_answer(phrase, Awaiting(escalation.awaiting), taught=taught)
    remember(escalation.tenant_id, keys, now=timezone.now().timestamp())


def _can_teach(escalation: Escalation) -> bool:
    """Return whether something can be learned from this message and its answer."""
    tenant, awaiting = escalation.tenant, Awaiting(escalation.awaiting)
    phrase = canonical(escalation.message)
    if (
        tenant.learning != Learning.WITH_ANSWER
        or escalation.rejects_rule is not None  # the visitor wanted more than small talk
        or phrase is None
        or not is_candidate(escalation.message, awaiting)
    ):
        return False
    now = timezone.now().timestamp()
    if decide(ready_pack(tenant), escalation.message, awaiting, now=now).rule is not None:
        return False
    counts = counts_of(tenant.pk, now=now)
    if tenant.teach_from > 1 and _is_first_sighting(tenant.pk, phrase, now):
        return False
    return not was_declined(phrase, awaiting, counts) and wants_evidence(tenant, phrase)


def _is_first_sighting(tenant_id: int, phrase: str, now: float) -> bool:
    (seen,) = counts_of(tenant_id, now=now)([sighting_key(phrase)])
    remember(tenant_id, [sighting_key(phrase)], now=now)
    return seen == 0
