"""The moderation desk: the queue of proposals, and the page of one rule."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from delegation.rules import access
from delegation.rules.admin import bulk, decisions
from delegation.rules.admin.filters import StateFilter, filtered_state
from delegation.rules.admin.forms import ReasonActionForm, RuleForm
from delegation.rules.admin.scoped import ScopedAdmin, current_member
from delegation.rules.models import Rule
from delegation.rules.services.moderation import AlreadyDecided, RuleRefused
from tenants.access import audit_entries_of
from tenants.models import AuditEntry, Tenant

EVIDENCE_SHOWN = 50  # lessons; a moderator reads fewer
HISTORY_SHOWN = 50  # decisions
TARGET_LENGTH = 120  # the audit log cuts names there
NOT_ACCEPTED = 422
TITLES = {
    "proposed": "Proposals",
    "live": "Live rules",
    "observed": "Observed phrases",
    "suspended": "Suspended rules",
    "rejected": "Rejected proposals",
    "retired": "Retired rules",
}


class RuleAdmin(ScopedAdmin):
    list_display = (
        "phrase",
        "act",
        "response",
        "state",
        "visitors_count",
        "lessons_count",
        "problem_words",
    )
    list_display_links = ("phrase",)
    list_filter = (StateFilter, "act")
    search_fields = ("phrase", "response")
    search_help_text = "Phrase or response"
    ordering = ("-visitors_count", "-lessons_count", "pk")
    actions = ("approve", "reject", "revive", "suspend", "retire")
    action_form = ReasonActionForm
    empty_words = (
        "No rules in this state. A phrase is proposed here once enough different visitors were "
        "taught it; until then it is observed."
    )

    def rows_of(self, tenant: Tenant) -> QuerySet[Rule]:
        return access.rules_of(tenant)

    def list_title(self, request: HttpRequest) -> str:
        return TITLES.get(filtered_state(request), "Rules")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in {"state", "act", "act__exact"}

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only the decisions that make sense for the rules on the list."""
        offered = decisions.names_for(filtered_state(request))
        actions = super().get_actions(request)
        return {name: action for name, action in actions.items() if name in offered}

    @admin.display(description="problems")
    def problem_words(self, rule: Rule) -> str:
        return ", ".join(problem.replace("_", " ") for problem in rule.problems) or "none"

    @admin.action(description="Approve", permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.APPROVE, queryset)

    @admin.action(description="Reject", permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.REJECT, queryset)

    @admin.action(description="Make live again", permissions=["moderate"])
    def revive(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.REVIVE, queryset)

    @admin.action(description="Suspend", permissions=["moderate"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.SUSPEND, queryset)

    @admin.action(description="Retire", permissions=["moderate"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.RETIRE, queryset)

    def _decide_many(
        self, request: HttpRequest, decision: decisions.Decision, queryset: QuerySet[Rule]
    ) -> None:
        membership = current_member(request)
        rules = bulk.as_seen(request, membership, queryset)
        bulk.decide_many(request, membership, decision, rules)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One rule: what it says, what it rests on, what was decided. POST decides."""
        rule = self._find(request, object_id)
        if request.method != "POST":
            return self._page(request, rule, RuleForm.showing(rule))
        if not self.has_moderate_permission(request):
            raise PermissionDenied("Viewers may read rules; a moderator decides about them.")
        form = RuleForm(request.POST)
        if form.is_valid() and self._decide(request, rule, form):
            return redirect("moderation:rules_rule_changelist")
        return self._page(request, rule, form)

    def _decide(self, request: HttpRequest, rule: Rule, form: RuleForm) -> bool:
        """Take the form's decision; True when the page is done with."""
        rule.state = form.cleaned_data["seen_state"]
        rule.version = form.cleaned_data["seen_version"]
        decision = form.chosen()
        try:
            decided = decision.run(rule, current_member(request).user, form.edits())
        except AlreadyDecided as late:
            messages.error(request, str(late))
            return True
        except RuleRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            return False
        messages.success(request, f"{decided}: {decision.done}.")
        return True

    def _page(self, request: HttpRequest, rule: Rule, form: RuleForm) -> HttpResponse:
        tenant = current_member(request).tenant
        lessons = access.lessons_of(tenant).filter(rule=rule).order_by("-created_at")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(rule),
            "rule": rule,
            "form": form,
            "may_decide": self.has_moderate_permission(request),
            "decisions": decisions.offered_for(rule),
            "problem_words": self.problem_words(rule) if rule.problems else "",
            "lessons": lessons[:EVIDENCE_SHOWN],
            "history": self._history(tenant, rule),
        }
        status = NOT_ACCEPTED if form.errors else 200
        return TemplateResponse(request, "moderation/rule.html", context, status=status)

    def _history(self, tenant: Tenant, rule: Rule) -> QuerySet[AuditEntry]:
        decided = audit_entries_of(tenant).filter(action__startswith="rule.", details__rule=rule.pk)
        return decided.select_related("actor")[:HISTORY_SHOWN]
