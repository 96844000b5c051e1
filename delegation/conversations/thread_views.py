"""What visitors wrote and read, for the owners and moderators of a workspace."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from delegation.conversations import access
from delegation.conversations.services.ratings import ratings_since
from delegation.conversations.services.threads import find_conversations, thread_of
from tenants.access import may_change_settings, may_moderate
from tenants.models import Membership
from tenants.pages import member_page, typed

RATED_IN = timedelta(days=30)
LONGEST_QUERY = 200  # characters
MOST_DIGITS = 18  # of a number in an address; the database holds no longer one


@require_safe
@member_page
def conversations(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The list, newest first, or those that a search finds."""
    _moderators_only(membership)
    query = typed(request.GET, "q", most=LONGEST_QUERY)
    before = _number(request.GET.get("before", ""))
    helpful, rated = ratings_since(membership.tenant, timezone.now() - RATED_IN)
    context = {
        "tenant": membership.tenant,
        "query": query,
        "before": before,
        "found": find_conversations(membership.tenant, query, before=before),
        "helpful": helpful,
        "rated": rated,
        "rated_days": RATED_IN.days,
    }
    return render(request, "conversations/conversations.html", context)


@require_safe
@member_page
def conversation(
    request: HttpRequest, membership: Membership, conversation_id: int
) -> HttpResponse:
    """One conversation, to read."""
    _moderators_only(membership)
    found = access.get_conversation(membership.tenant, min(conversation_id, 10**MOST_DIGITS))
    context = {
        "tenant": membership.tenant,
        "conversation": found,
        "entries": thread_of(found),
        "handoff": access.handoffs_of(membership.tenant).filter(conversation=found).first(),
        "may_erase": may_change_settings(membership),
    }
    return render(request, "conversations/conversation.html", context)


def _moderators_only(membership: Membership) -> None:
    if not may_moderate(membership):
        raise PermissionDenied(gettext("Only owners and moderators can read what visitors wrote."))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
