"""The moderation desk: the queue of proposals, and the page of one rule."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.lint.problems import NAMES, Problem
from delegation.languages import counted, in_words, write_day, write_number
from delegation.rules import access
from delegation.rules.admin import bulk, decisions
from delegation.rules.admin.cells import in_sentence
from delegation.rules.admin.filters import STATES, StateFilter, filtered_state
from delegation.rules.admin.forms import ReasonActionForm, RuleForm
from delegation.rules.admin.rule_page import chosen_variants, context_of
from delegation.rules.admin.scoped import ScopedAdmin, current_member
from delegation.rules.admin.undo import undo_offered
from delegation.rules.models import Rule
from delegation.rules.services.deciding.moderation import AlreadyDecided, RuleRefused
from delegation.rules.services.desk.queue import BY_WORTH, next_proposal
from delegation.rules.services.desk.rule_work import RuleWork, work_of_rules
from tenants.models import Tenant
from tenants.pages import NOT_ACCEPTED
from tenants.templatetags.figures import money

TITLES = {
    "proposed": _("Proposals"),
    decisions.SNOOZED: _("Snoozed proposals"),
    "live": _("Live rules"),
    "observed": _("Phrases seen, not proposed yet"),
    "suspended": _("Suspended rules"),
    "rejected": _("Rejected proposals"),
    "retired": _("Retired rules"),
}


WORK = "_work"  # what a listed rule did, kept on it while its row is drawn


class RuleAdmin(ScopedAdmin):
    list_display = (
        "shown_phrase",
        "act",
        "response",
        "shown_visitors",
        "shown_uses",
        "saves",
        "problem_words",
    )
    # Of rules that browsers use: what they did, not what they would save.
    list_display_of_live = ("shown_phrase", "act", "response", "answered", "avoided", "checked")
    list_display_links = ("shown_phrase",)
    list_filter = (StateFilter, "act")
    search_fields = ("phrase", "response")
    search_help_text = _("Phrase or response")
    ordering = BY_WORTH
    actions = ("approve", "reject", "snooze", "revive", "suspend", "retire")
    action_form = ReasonActionForm
    empty_words = _(
        "No rules in this state. A phrase appears under Proposed once enough different visitors "
        "have used it. Until then it is under Seen."
    )

    def rows_of(self, tenant: Tenant) -> QuerySet[Rule]:
        return access.rules_of(tenant)

    def list_title(self, request: HttpRequest) -> str:
        return str(TITLES.get(filtered_state(request), _("Rules")))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        state = request.GET.get("state")
        if request.method == "GET" and state is not None and state not in STATES:
            messages.warning(
                request,
                gettext("No list is called “%(state)s”. You see the proposals instead.")
                % {"state": state[:40]},
            )
        context = {"keys": True, "undo": undo_offered(current_member(request))}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in {"state", "act", "act__exact"}

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        live = filtered_state(request) in ("live", "suspended", "retired")
        return self.list_display_of_live if live else self.list_display

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the decisions that fit the state of the rules on the list."""
        offered = decisions.names_for(filtered_state(request))
        actions = super().get_actions(request)
        return {name: action for name, action in actions.items() if name in offered}

    @admin.display(description=_("phrase"), ordering="phrase")
    def shown_phrase(self, rule: Rule) -> str:
        return rule.shown_phrase

    @admin.display(description=_("visitors"), ordering="visitors_count")
    def shown_visitors(self, rule: Rule) -> str:
        count = rule.visitors_count
        sentence = ngettext("%(number)s visitor", "%(number)s visitors", count)
        return in_sentence(sentence, "number", write_number(count))

    @admin.display(description=_("uses a month"), ordering="asked_month")
    def shown_uses(self, rule: Rule) -> str:
        count = rule.asked_month
        sentence = ngettext(
            "asked %(number)s time a month", "asked %(number)s times a month", count
        )
        return in_sentence(sentence, "number", write_number(count))

    @admin.display(description=_("problems"))
    def problem_words(self, rule: Rule) -> str:
        words = ", ".join(in_words(NAMES[Problem(name)]) for name in rule.problems)
        return in_sentence(gettext("problems: %(names)s"), "names", words or gettext("none"))

    @admin.display(description=_("saves a month"), ordering=F("worth").desc(nulls_last=True))
    def saves(self, rule: Rule) -> str:
        amount = money(rule.worth) or gettext("not known")
        return in_sentence(gettext("saves a month: %(amount)s"), "amount", amount)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Look up for all rows at once what their rules did."""
        shown = super().get_changelist_instance(request)
        rules = list(shown.result_list)
        work = work_of_rules(current_member(request).tenant, rules)
        for rule in rules:
            vars(rule)[WORK] = work[rule.pk]
        shown.result_list = rules
        return shown

    @admin.display(description=_("answered"))
    def answered(self, rule: Rule) -> str:
        work = _work_of(rule)
        if work.last_used is None:
            return gettext("not used yet")
        return ngettext(
            "%(number)s time, last on %(day)s", "%(number)s times, last on %(day)s", work.answered
        ) % {"number": write_number(work.answered), "day": write_day(work.last_used)}

    @admin.display(description=_("plain calls avoided"))
    def avoided(self, rule: Rule) -> str:
        return money(_work_of(rule).saved) or gettext("not known yet")

    @admin.display(description=_("wrong of checked"))
    def checked(self, rule: Rule) -> str:
        work = _work_of(rule)
        if not work.checked and not work.complaints:
            return gettext("not checked yet")
        found = gettext("%(wrong)s of %(checked)s") % {
            "wrong": write_number(work.wrong),
            "checked": write_number(work.checked),
        }
        return f"{found}; {counted(work.complaints, 'complaint')}" if work.complaints else found

    @admin.action(description=_("Approve"), permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.APPROVE, queryset)

    @admin.action(description=_("Reject"), permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.REJECT, queryset)

    @admin.action(description=_("Snooze for a week"), permissions=["moderate"])
    def snooze(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.SNOOZE, queryset)

    @admin.action(description=_("Make live again"), permissions=["moderate"])
    def revive(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.REVIVE, queryset)

    @admin.action(description=_("Suspend"), permissions=["moderate"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.SUSPEND, queryset)

    @admin.action(description=_("Retire"), permissions=["moderate"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._decide_many(request, decisions.RETIRE, queryset)

    def _decide_many(
        self, request: HttpRequest, decision: decisions.DecisionButton, queryset: QuerySet[Rule]
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
        """Show one rule with its evidence and decisions. POST decides."""
        rule = self._find(request, object_id)
        if request.method != "POST":
            return self._page(request, rule, RuleForm.showing(rule))
        if not self.has_moderate_permission(request):
            raise PermissionDenied(
                gettext("You can read this rule. An owner or a moderator decides about it.")
            )
        form = RuleForm(request.POST)
        form.offer_variants(access.rules_of(rule.tenant).filter(pk__in=chosen_variants(form)))
        if form.is_valid() and self._decide(request, rule, form):
            return self._go_on(request, rule)
        return self._page(request, rule, form)

    def _go_on(self, request: HttpRequest, rule: Rule) -> HttpResponse:
        """Redirect to the next proposal, or to the list if there is none."""
        following = next_proposal(rule) if "go_on" in request.POST else None
        if following is None:
            return redirect("moderation:rules_rule_changelist")
        return redirect("moderation:rules_rule_change", following.pk)

    def _decide(self, request: HttpRequest, rule: Rule, form: RuleForm) -> bool:
        """Take the form's decision. Return False if the form has to be corrected."""
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
        messages.success(
            request,
            gettext("%(decided)s is %(done)s.") % {"decided": decided, "done": decision.done},
        )
        return True

    def _page(self, request: HttpRequest, rule: Rule, form: RuleForm) -> HttpResponse:
        may_decide = self.has_moderate_permission(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            **context_of(rule, form, current_member(request), may_decide=may_decide),
        }
        status = NOT_ACCEPTED if form.errors else 200
        return TemplateResponse(request, "moderation/rule.html", context, status=status)


def _work_of(rule: Rule) -> RuleWork:
    work: RuleWork = vars(rule)[WORK]
    return work
