"""Conversations as people read them: who wrote what, what answered it, and what it cost."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from delegation.conversations import access
from delegation.conversations.models import (
    Conversation,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.domain.wire.page_context import PageContext
from delegation.domain.words import AFTER, Awaiting
from delegation.languages import in_words
from delegation.rules import access as rules
from tenants.models import Tenant

A_PAGE = 30


@dataclass(frozen=True)
class ThreadLine:
    """A conversation in the list."""

    conversation: Conversation
    first: str  # the first message; empty where it was erased
    sent: int  # messages that went to the server
    cost: Decimal | None  # USD of its calls; None where one is unknown


@dataclass(frozen=True)
class Entry:
    """One message with its reply. Texts are empty where they were erased."""

    at: datetime | None  # None: the browser answered, some time before the next message
    message: str
    reply: str
    by: str  # teacher, browser, server, or nothing
    after: str = ""  # what the assistant had said before, in words
    cost: Decimal | None = None  # USD
    calls: int = 0
    seconds: float | None = None
    rule: int | None = None
    phrase: str = ""  # of the rule that answered
    problem: str = ""  # why there is no answer
    page: PageContext = field(default_factory=dict)  # where it was written
    options: list[str] = field(default_factory=list)  # what the visitor could press
    helpful: bool | None = None  # what the visitor said of the reply


def find_conversations(
    tenant: Tenant, query: str, *, before: int | None
) -> tuple[list[ThreadLine], int | None]:
    """Return a page of conversations, newest first, and the number with which the next begins.

    `query` is a part of a message or reply, or a visitor's whole id.
    """
    found = access.conversations_of(tenant).order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    if query:
        texts = Q(message__icontains=query) | Q(answer__text__icontains=query)
        messages = access.escalations_of(tenant).filter(texts, conversation=OuterRef("pk"))
        found = found.filter(Q(visitor=query) | Exists(messages))
    page = list(found[: A_PAGE + 1])
    more = page[A_PAGE - 1].pk if len(page) > A_PAGE else None
    return _lines(tenant, page[:A_PAGE]), more


def _lines(tenant: Tenant, page: list[Conversation]) -> list[ThreadLine]:
    messages = access.escalations_of(tenant).filter(conversation__in=page)
    counts = dict(messages.values_list("conversation").annotate(n=Count("pk")).order_by())
    begun = messages.values("conversation").annotate(at=Min("created_at")).values("at")
    firsts = messages.filter(created_at__in=begun).values_list("conversation_id", "message")
    first = dict(firsts)
    costs = _costs(access.teacher_calls_of(tenant).filter(escalation__conversation__in=page))
    return [
        ThreadLine(each, first.get(each.pk, ""), counts.get(each.pk, 0), costs.get(each.pk))
        for each in page
    ]


def _costs(calls: QuerySet[TeacherCall]) -> dict[int, Decimal]:
    """Conversation -> USD; conversations with a call of unknown cost are left out."""
    rows = calls.values_list("escalation__conversation").annotate(
        total=Sum("cost"), unknown=Count("pk", filter=Q(cost=None))
    )
    return {pk: total for pk, total, unknown in rows.order_by() if not unknown}


def thread_of(conversation: Conversation) -> list[Entry]:
    """Return the conversation's messages, oldest first, with those that browsers answered."""
    tenant = conversation.tenant
    messages = list(
        access.escalations_of(tenant)
        .filter(conversation=conversation)
        .select_related("answer")
        .order_by("created_at")
    )
    phrases = _phrases(tenant, messages)
    receipts: dict[object, list[Decimal | None]] = defaultdict(list)
    calls = access.teacher_calls_of(tenant).filter(escalation__in=messages, settled=True)
    for escalation, cost in calls.values_list("escalation_id", "cost"):
        receipts[escalation].append(cost)
    entries: list[Entry] = []
    for message in messages:
        entries += _local(message, phrases)
        entries.append(_sent(message, receipts[message.pk], is_first=not entries))
    return entries


def _phrases(tenant: Tenant, messages: Collection[Escalation]) -> dict[int, str]:
    ids = {turn["rule"] for message in messages for turn in message.local_turns}
    return dict(rules.rules_of(tenant).filter(pk__in=ids).values_list("pk", "phrase"))


def _local(message: Escalation, phrases: dict[int, str]) -> Iterator[Entry]:
    for turn in message.local_turns:
        yield Entry(
            None,
            turn["message"],
            turn["response"],
            "browser",
            rule=turn["rule"],
            phrase=phrases.get(turn["rule"], ""),
        )


def _sent(message: Escalation, costs: list[Decimal | None], *, is_first: bool) -> Entry:
    answered = message.state == EscalationState.ANSWERED
    known = [cost for cost in costs if cost is not None]
    ended = message.ended_at
    return Entry(
        message.created_at,
        message.message,
        message.answer.text if answered else "",
        message.answer.source if answered else "nothing",
        after="" if is_first else in_words(AFTER[Awaiting(message.awaiting)]),
        cost=sum(known, Decimal(0)) if costs and len(known) == len(costs) else None,
        calls=len(costs),
        seconds=(ended - message.created_at).total_seconds() if ended else None,
        problem=message.error_message,
        page=message.page or {},
        options=(message.answer.options or []) if answered else [],
        helpful=message.answer.helpful if answered else None,
    )
