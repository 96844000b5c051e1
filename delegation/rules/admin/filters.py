"""The queue's filters."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from delegation.rules.admin.decisions import SNOOZED
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.desk.queue import awake
from tenants.admin import AnyModelAdmin

ALL = "all"
# As the list offers them.
STATES = ("proposed", SNOOZED, "live", "suspended", "rejected", "retired", "observed", ALL)
NAMES = {
    "proposed": _("Proposed"),
    SNOOZED: _("Snoozed"),
    "live": _("Live"),
    "suspended": _("Suspended"),
    "rejected": _("Rejected"),
    "retired": _("Retired"),
    "observed": _("Seen"),
    ALL: _("All"),
}


def filtered_state(request: HttpRequest) -> str:
    """The state that the list shows: proposals, unless another one that we know was chosen."""
    return _known(request.GET.get("state"))


def _known(state: str | None) -> str:
    return state if state in STATES else RuleState.PROPOSED.value


class StateFilter(admin.SimpleListFilter):
    """Shows proposals first: they are what a moderator comes for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: AnyModelAdmin) -> list[tuple[str, str]]:
        return [(value, str(NAMES[value])) for value in STATES]

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:  # type: ignore[override]  # the types want what Django itself does not return
        chosen = _known(self.value())
        for value, title in self.lookup_choices:
            yield {
                "selected": value == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Rule]) -> QuerySet[Rule]:
        state = filtered_state(request)
        if state == ALL:
            return queryset
        if state == SNOOZED:
            return queryset.filter(state=RuleState.PROPOSED).exclude(awake())
        found = queryset.filter(state=state)
        return found.filter(awake()) if state == RuleState.PROPOSED else found
