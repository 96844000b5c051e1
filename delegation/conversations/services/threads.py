"""Conversations as people read them: who wrote what, what answered it, and what it cost."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet, Sum

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
# A search reads so many conversations, the newest first; then a link goes on with older ones. No
# index finds a part of a text, and a company may have millions of them.
SEARCHED_AT_ONCE = 1_500


@dataclass(frozen=True)
class ThreadLine:
    """A conversation in the list."""

    conversation: Conversation
    first: str  # the first message; empty where it was erased
    sent: int  # messages that went to the server
    cost: Decimal | None  # USD of its calls; None where one is unknown


@dataclass(frozen=True)
class FoundConversations:
    """A page of the list. `before` is where the next one begins; None where nothing is left.

    `searched_back_to` says how far this page searched; None where it searched all, or is full.
    """

    lines: list[ThreadLine]
    before: int | None = None
    searched_back_to: datetime | None = None


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


def find_conversations(tenant: Tenant, query: str, *, before: int | None) -> FoundConversations:
    """Return a page of conversations, newest first.

    `query` is a visitor's whole id, or a part of a message or reply: then the newest
    `SEARCHED_AT_ONCE` conversations below `before` are searched.
    """
    everything = access.conversations_of(tenant).order_by("-pk")
    below = everything if before is None else everything.filter(pk__lt=before)
    if not query:
        return _page(tenant, below)
    of_visitor = everything.filter(visitor=query)
    if of_visitor.exists():
        return _page(tenant, below.filter(visitor=query))
    return _search(tenant, below, query)


def _search(tenant: Tenant, below: QuerySet[Conversation], query: str) -> FoundConversations:
    """Return those of the newest conversations that contain the text."""
    around_the_end = list(below[SEARCHED_AT_ONCE - 1 : SEARCHED_AT_ONCE + 1])
    texts = Q(message__icontains=query) | Q(answer__text__icontains=query)
    among = access.escalations_of(tenant).filter(
        texts, conversation__in=below.values("pk")[:SEARCHED_AT_ONCE]
    )
    found = _page(tenant, below.filter(pk__in=among.values("conversation")))
    if found.before is not None or len(around_the_end) < 2:
        return found
    oldest = around_the_end[0]
    return replace(found, before=oldest.pk, searched_back_to=oldest.created_at)


def _page(tenant: Tenant, found: QuerySet[Conversation]) -> FoundConversations:
    page = list(found[: A_PAGE + 1])
    more = page[A_PAGE - 1].pk if len(page) > A_PAGE else None
    return FoundConversations(_lines(tenant, page[:A_PAGE]), more)


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
