"""Undo of a moderator's last decisions, by a button or a key."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from delegation.languages import write_number
from delegation.rules.admin.scoped import current_member
from delegation.rules.admin.telling import tell_problems
from delegation.rules.models import Ruling
from delegation.rules.services.deciding import undo
from tenants.access import may_moderate
from tenants.models import Membership


@dataclass(frozen=True)
class UndoOffered:
    """The decisions that the button undoes, and their words: "3 rules live"."""

    batch: UUID
    words: str


def undo_offered(membership: Membership) -> UndoOffered | None:
    """Return what this moderator decided last, or None if it cannot be undone."""
    rulings = undo.last_batch(membership.tenant, membership.user)
    return UndoOffered(rulings[0].batch, _words(rulings)) if rulings else None


def _words(rulings: list[Ruling]) -> str:
    if len(rulings) == 1:
        return f"“{rulings[0].rule.shown_phrase}” {rulings[0].get_after_state_display()}"
    return gettext("%(number)s rules %(state)s") % {
        "number": write_number(len(rulings)),
        "state": rulings[0].get_after_state_display(),
    }


@require_POST
def undo_page(request: HttpRequest, _context: dict[str, object]) -> HttpResponse:
    """Undo the decisions of POST `batch`, unless they were changed since."""
    membership = current_member(request)
    if not may_moderate(membership):
        raise PermissionDenied(
            gettext("You can read rules, but not decide about them, so there is nothing to undo.")
        )
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError:
        messages.error(
            request, gettext("There is nothing to undo. Decisions can be undone for one day.")
        )
        return redirect("moderation:rules_rule_changelist")
    undone = undo.undo(membership.tenant, batch, by=membership.user)
    if undone.count:
        messages.success(
            request,
            ngettext("%(number)s decision undone.", "%(number)s decisions undone.", undone.count)
            % {"number": write_number(undone.count)},
        )
    tell_problems(request, undone.problems)
    if not undone.count and not undone.problems:
        messages.error(
            request, gettext("There is nothing to undo. Decisions can be undone for one day.")
        )
    return redirect("moderation:rules_rule_changelist")
