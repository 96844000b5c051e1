"""What the page of one rule shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from delegation.rules.admin import decisions
from delegation.rules.admin.forms import RuleForm
from delegation.rules.admin.undo import undo_offered
from delegation.rules.models import UNDECIDED, Rule, RuleState
from delegation.rules.services.desk import evidence
from delegation.rules.services.desk.queue import next_proposal
from delegation.rules.services.desk.recorded_reasons import reason_in_words
from delegation.rules.services.desk.rule_work import work_of
from delegation.rules.services.desk.similar import near_rules
from delegation.rules.services.lessons.policy import walls_in_words
from tenants.access import audit_entries_of
from tenants.models import AuditEntry, Membership

HISTORY_SHOWN = 50  # decisions
ACTIONS = {
    "rule.approved": _("Approved"),
    "rule.edited": _("Edited"),
    "rule.merged": _("Merged"),
    "rule.rechecked": _("Checked again"),
    "rule.rejected": _("Rejected"),
    "rule.restored": _("Restored"),
    "rule.retired": _("Retired"),
    "rule.snoozed": _("Snoozed"),
    "rule.suspended": _("Suspended"),
    "rule.undone": _("Undone"),
}


def context_of(
    rule: Rule, form: RuleForm, membership: Membership, *, may_decide: bool
) -> dict[str, Any]:
    """Everything but the site's own context."""
    occurrences = evidence.occurrences_of(rule)
    near = list(near_rules(rule))
    return {
        "title": str(rule),
        "rule": rule,
        "returned_because": reason_in_words(rule.returned_because),
        "work": work_of(rule) if rule.version else None,
        "form": form,
        "may_decide": may_decide,
        "dates": [form["starts_at"], form["expires_at"]],
        "decisions": decisions.offered_for(rule),
        "problems": evidence.problems_of(rule),
        "doubts": evidence.doubts_about(rule),
        "walls": walls_in_words(rule),
        "responses": evidence.responses_to(rule),
        "occurrences": occurrences,
        "wordings": evidence.wordings_shown(rule),
        "near": near,
        "may_merge": rule.state in UNDECIDED and may_decide,
        "merge_chosen": chosen_variants(form),
        "snoozed": evidence.is_snoozed(rule),
        "next": next_proposal(rule) if rule.state == RuleState.PROPOSED else None,
        "history": _history(rule),
        "undo": undo_offered(membership),
    }


def chosen_variants(form: RuleForm) -> set[int]:
    """The ids of proposals that the form was sent with, to become variants."""
    sent = form.data.getlist("merge") if hasattr(form.data, "getlist") else []
    return {int(pk) for pk in sent if str(pk).isdecimal()}


def _history(rule: Rule) -> list[tuple[StrOrPromise, AuditEntry, str]]:
    """Return what was done with the rule, newest first, each with its name and reason in words."""
    decided = audit_entries_of(rule.tenant).filter(
        action__startswith="rule.", details__rule=rule.pk
    )
    return [
        (
            ACTIONS.get(entry.action, entry.action),
            entry,
            reason_in_words(entry.details.get("reason", "")),
        )
        for entry in decided.select_related("actor")[:HISTORY_SHOWN]
    ]
