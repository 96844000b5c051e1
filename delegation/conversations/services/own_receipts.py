"""Receipts of answers that tenants' own servers gave, so that reports cover these tenants too.

Each becomes the same rows as an answer of ours: a conversation, an escalation that has ended,
and a settled call. No budget pays for it, and its texts stay with the tenant's server.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from delegation.conversations.models import (
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.conversations.services.call_ledger import overhead_cost
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.shares import OWN_SERVER, note_own_servers_call
from delegation.domain.phrases import canonical
from delegation.rules.services.lessons.learning import LessonRefused
from delegation.rules.services.lessons.own_server import id_of_message, report_lesson
from delegation.teacher import Endpoint
from delegation.teacher.usage import TokenUsage
from tenants.models import SiteKey, Tenant


@dataclass(frozen=True)
class OwnReceipt:
    """One answer. `added` are the tokens among `usage` that only the product caused."""

    id: str
    visitor: str
    conversation: str
    message: str
    awaiting: str  # what the conversation waited for before the message
    base_url: str
    model: str
    usage: TokenUsage
    added: tuple[int, int] | None  # input and output; None: not known
    milliseconds: int | None
    instruction: object = None  # the lesson, where the answer taught one


def record_receipt(tenant: Tenant, receipt: OwnReceipt) -> tuple[bool, str | None]:
    """Store the receipt and its lesson, once.

    Returns whether its id is new, and why its lesson teaches nothing, if so.
    """
    call = _store(tenant, receipt)
    if receipt.instruction is None:
        return call is not None, None
    try:
        report_lesson(
            tenant,
            report_id=receipt.id,
            message=receipt.message,
            awaiting=receipt.awaiting,
            instruction=receipt.instruction,
            visitor=receipt.visitor,
            address_prefix=OWN_SERVER,
            calls=1,
            cost=call.cost if call else None,
        )
    except LessonRefused as refused:
        return call is not None, refused.code
    return call is not None, None


@transaction.atomic
def _store(tenant: Tenant, receipt: OwnReceipt) -> TeacherCall | None:
    now = timezone.now()
    conversation, _ = Conversation.objects.get_or_create(
        tenant=tenant, visitor=receipt.visitor, client_id=receipt.conversation
    )
    took = timedelta(milliseconds=receipt.milliseconds or 0)
    # The id is the key: two servers that send one receipt store it once.
    key = id_of_message(tenant, receipt.id)
    found, new = Escalation.objects.get_or_create(
        pk=key,
        tenant=tenant,
        defaults={
            "site_key": _site_key(tenant),
            "conversation": conversation,
            # Not the receipt's id: a message from a browser may have the same.
            "client_id": key.hex,
            "body_hash": hashlib.sha256(receipt.id.encode()).hexdigest(),
            "message": "",
            # What taught nothing stays with the tenant's server, in every form.
            "phrase": canonical(receipt.message) if receipt.instruction is not None else None,
            "awaiting": receipt.awaiting,
            "address_prefix": OWN_SERVER,
            "state": EscalationState.ANSWERED,
            "created_at": now - took,
            "ended_at": now if receipt.milliseconds is not None else None,
        },
    )
    if not new:
        return None
    note_own_servers_call(tenant)
    return _call(tenant, found, receipt)


def _site_key(tenant: Tenant) -> SiteKey:
    """Return the newest key of the tenant's pages: every tenant has one."""
    return tenant.site_keys.order_by(F("revoked_at").desc(nulls_first=True), "-pk")[:1].get()


def _call(tenant: Tenant, escalation: Escalation, receipt: OwnReceipt) -> TeacherCall:
    prices = prices_of(tenant, Endpoint(tenant.pk, receipt.base_url, receipt.model))
    usage, now = receipt.usage, timezone.now()
    read, written = receipt.added or (None, None)
    part = None if receipt.added is None else 0
    cost = prices.cost(usage, now)
    call = TeacherCall(
        tenant=tenant,
        escalation=escalation,
        kind=CallKind.ANSWER,
        model=receipt.model,
        month=now.date().replace(day=1),
        reserved=Decimal(0),
        settled=True,
        prompt_tokens=usage.input,
        cached_tokens=usage.cached,
        completion_tokens=usage.output,
        reasoning_tokens=usage.reasoning,
        mark_input_tokens=read,
        mark_output_tokens=written,
        teaching_input_tokens=part,
        teaching_output_tokens=part,
        envelope_input_tokens=part,
        envelope_output_tokens=part,
        cost=cost,
        price_source=prices.source(cost),
        price_book=prices.book(cost),
        outcome="complete",
        total_ms=receipt.milliseconds,
    )
    call.overhead_cost = overhead_cost(call, prices)
    call.save()
    TeacherCall.objects.filter(pk=call.pk).update(created_at=escalation.created_at)
    return call
