"""Decisions on many rules at once. Each is made by itself, so that one lost race spoils nothing
else; but they come with one pack, and are undone together."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest
from django.utils.translation import ngettext

from delegation.languages import write_number
from delegation.rules import access
from delegation.rules.admin.decisions import DecisionButton, Edits, seen_state
from delegation.rules.admin.filters import ALL, filtered_state
from delegation.rules.admin.forms import REASON_LENGTH
from delegation.rules.admin.telling import tell_problems
from delegation.rules.models import Rule
from delegation.rules.services.deciding.moderation import AlreadyDecided, RuleRefused
from delegation.rules.services.publishing.publishing import together
from tenants.models import Membership
from tenants.pages import typed


def decide_many(
    request: HttpRequest, membership: Membership, decision: DecisionButton, rules: Iterable[Rule]
) -> None:
    """Take one decision on each rule and say what came of it."""
    reason = typed(request.POST, "reason", most=REASON_LENGTH)
    if decision.needs_reason and not reason:
        messages.error(request, decision.reason_for_many)
        return
    done, problems = 0, dict[str, None]()
    with together(membership.tenant):
        for rule in rules:
            try:
                decided = decision.run(rule, membership.user, Edits(reason=reason))
            except (AlreadyDecided, RuleRefused) as refused:
                problems[str(refused)] = None  # each is shown once
            else:
                done += 1
    if done:
        words = ngettext("%(rule)s is %(done)s.", "%(number)s rules are %(done)s.", done)
        messages.success(
            request,
            words % {"rule": decided, "number": write_number(done), "done": decision.done},
        )
    tell_problems(request, problems)


def as_seen(request: HttpRequest, membership: Membership, found: Iterable[Rule]) -> list[Rule]:
    """The chosen rules as the moderator saw them, including those decided since.

    The list's filter has already dropped the latter; but the moderator must learn of them.
    """
    rules = list(found)
    seen = seen_state(filtered_state(request))
    if seen == ALL or request.POST.get("select_across") == "1":
        return rules
    chosen = {int(pk) for pk in request.POST.getlist(ACTION_CHECKBOX_NAME) if pk.isdecimal()}
    gone = access.rules_of(membership.tenant).filter(pk__in=chosen - {rule.pk for rule in rules})
    for rule in gone:
        rule.state = seen
        rules.append(rule)
    return rules
