"""Which columns contain what visitors wrote and read, and how their events are deleted."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from delegation.conversations.events import KEEP_SECONDS, forget_events
from delegation.conversations.models import Answer, Escalation, Handoff
from delegation.conversations.models.escalation import ENDED
from delegation.conversations.services.handoffs import (
    forget_handoffs_before,
    forget_handoffs_of_visitor,
)
from delegation.domain.wire.events import Address
from delegation.valkey import event_store
from tenants.models import Tenant
from tenants.services.data import MadeOfTexts, Texts, register_made_of_texts, register_texts


def register_our_texts() -> None:
    register_texts(
        Texts(
            Escalation,
            # The hash goes too: it would confirm a guess of what was written.
            blank={
                "message": "",
                "phrase": None,
                "local_turns": [],
                "page": None,
                "body_hash": "",
                "error_message": "",
                "address_prefix": "",
            },
            visitor="conversation__visitor",
            ended=Q(state__in=ENDED),
        )
    )
    register_texts(
        Texts(
            Answer,
            blank={"text": "", "instruction": None, "options": None},
            visitor="escalation__conversation__visitor",
        )
    )
    register_texts(
        Texts(Handoff, blank={"email": ""}, visitor="conversation__visitor"),
    )
    register_made_of_texts(
        MadeOfTexts(of_visitor=forget_handoffs_of_visitor, before=forget_handoffs_before)
    )
    register_made_of_texts(MadeOfTexts(of_visitor=_forget_events, before=_nothing_is_so_old))


def _forget_events(tenant: Tenant, visitor: str) -> int:
    """Delete the events of a visitor's answers at once; they are not rows."""
    recent = Escalation.objects.filter(
        tenant=tenant,
        conversation__visitor=visitor,
        created_at__gte=timezone.now() - 2 * timedelta(seconds=KEEP_SECONDS),
    )
    forget_events(
        event_store(), [Address(tenant.pk, pk) for pk in recent.values_list("pk", flat=True)]
    )
    return 0


def _nothing_is_so_old(tenant: Tenant, before: datetime) -> int:
    """Events last an hour, texts at least a day."""
    return 0
