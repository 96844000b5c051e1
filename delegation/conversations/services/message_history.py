"""What the moderation desk reads from conversations: messages, and the replies before them."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Func, OuterRef, Q, Subquery, TextField, Value
from django.db.models.lookups import In

from delegation.conversations import access
from tenants.models import Tenant

MOST_WORDS = 30  # looked for in every message; each takes as long as reading some messages more
LOOKED_AT = (1, 2, 3, -1)  # words of a message, from either end: most messages differ in one


def messages(tenant: Tenant, since: datetime) -> int:
    """Return how many messages went to the teacher."""
    return access.escalations_of(tenant).filter(created_at__gte=since).count()


def asked(
    tenant: Tenant, since: datetime, known: Collection[str], touched: Collection[str]
) -> list[tuple[str, str, int]]:
    """Return (canonical message, awaiting state, times) of messages that contain a touched word.

    Among many of those hardly any message is left out, so then none is. Most messages with a word
    that is not known stay out too.
    """
    told = access.escalations_of(tenant).filter(created_at__gte=since, phrase__isnull=False)
    if len(touched) <= MOST_WORDS:
        told = told.filter(reduce(or_, (Q(phrase__contains=word) for word in touched), Q(pk=None)))
    for at in LOOKED_AT:
        word = Func(
            "phrase", Value(" "), Value(at), function="split_part", output_field=TextField()
        )
        told = told.filter(In(word, [*sorted(known), ""]))  # "": the message is shorter
    counted = told.order_by().values("phrase", "awaiting").annotate(times=Count("pk"))
    rows = counted.values_list("phrase", "awaiting", "times")
    return [(phrase or "", awaiting, times) for phrase, awaiting, times in rows]


def turns_before(tenant: Tenant, escalations: Collection[UUID]) -> dict[UUID, str]:
    """Return the assistant's reply before each message, where there was one."""
    earlier = (
        access.answers_of(tenant)
        .filter(
            escalation__conversation=OuterRef("conversation"),
            escalation__created_at__lt=OuterRef("created_at"),
        )
        .order_by("-escalation__created_at")
    )
    messages = access.escalations_of(tenant).filter(pk__in=escalations)
    rows = messages.annotate(said=Subquery(earlier.values("text")[:1])).values_list(
        "pk", "local_turns", "said"
    )
    before = {pk: turns[-1]["response"] if turns else said for pk, turns, said in rows}
    return {pk: text for pk, text in before.items() if text}
