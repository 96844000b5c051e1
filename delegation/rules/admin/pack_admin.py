"""Published versions of the rules: their changes, the way back, and the kill switch."""

import json
import time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.packs.diff import Difference, diff
from delegation.domain.packs.format import named_rules
from delegation.languages import write_number
from delegation.rules import access
from delegation.rules.admin.scoped import ScopedAdmin, current_member
from delegation.rules.models import Pack
from delegation.rules.services.deciding.kill_switch import switch_gatekeeper
from delegation.rules.services.deciding.rollback import RollBackRefused, roll_back
from delegation.rules.services.desk.recorded_reasons import reason_in_words
from delegation.rules.services.publishing.adoption import shares_of
from delegation.rules.services.publishing.publishing import current_pack
from tenants.models import Tenant
from tenants.pages import NOT_ACCEPTED, typed

REASON_LENGTH = 150  # characters; the pack's own reason names the version, too
SHOWN_CHANGES = 100
SHOWN_SHARES = 6  # versions; the newest are enough for busy days


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=REASON_LENGTH, label=_("Reason"))


class PackAdmin(ScopedAdmin):
    title = _("Published versions")
    list_display = ("version", "why", "who", "created_at", "size")
    list_display_links = ("version",)
    list_select_related = ("author",)
    search_fields = ("reason",)
    search_help_text = _("Reason")
    empty_words = _(
        "Nothing is published yet. Each decision that changes what browsers answer makes a version."
    )
    ordering = ("-version",)
    change_list_template = "moderation/packs.html"

    def rows_of(self, tenant: Tenant) -> QuerySet[Pack]:
        return access.packs_of(tenant)

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, pack: Pack) -> str:
        return reason_in_words(pack.reason)

    @admin.display(description=_("author"))
    def who(self, pack: Pack) -> str:
        return pack.author.email if pack.author else gettext("the policy")

    @admin.display(description=_("size"))
    def size(self, pack: Pack) -> str:
        size = len(pack.body.encode())
        return ngettext("%(number)s byte", "%(number)s bytes", size) % {
            "number": write_number(size)
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the versions. POST with `switch` turns the gatekeeper on or off."""
        membership = current_member(request)
        if request.method == "POST":
            self._switch(request)
            return redirect("moderation:rules_pack_changelist")
        shares = shares_of(membership.tenant, at=time.time())
        context = {
            "enabled": membership.tenant.gatekeeper_enabled,
            "lifetime": membership.tenant.pack_lifetime_seconds,
            "may_decide": self.has_moderate_permission(request),
            "shares": shares[:SHOWN_SHARES],
            "hidden_shares": len(shares[SHOWN_SHARES:]),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def _switch(self, request: HttpRequest) -> None:
        membership = current_member(request)
        if not self.has_moderate_permission(request):
            raise PermissionDenied(
                gettext("You can read this page. An owner or a moderator can switch answering off.")
            )
        on = request.POST.get("switch") == "on"
        reason = typed(request.POST, "reason", most=REASON_LENGTH)
        switch_gatekeeper(membership.tenant, on=on, by=membership.user, reason=reason)
        messages.success(
            request,
            gettext("Answering in the browser is on. Open pages follow within minutes.")
            if on
            else gettext(
                "Answering in the browser is off. Every message goes to the teacher. Open pages "
                "follow within minutes."
            ),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one version. POST with a reason publishes it again."""
        pack: Pack = self._find(request, object_id)
        form = ReasonForm(request.POST or None)
        if request.method == "POST":
            if not self.has_moderate_permission(request):
                raise PermissionDenied(
                    gettext(
                        "You can read this page. An owner or a moderator can go back to a version."
                    )
                )
            if form.is_valid() and self._roll_back(request, pack, form):
                return redirect("moderation:rules_pack_changelist")
        return self._page(request, pack, form)

    def _roll_back(self, request: HttpRequest, pack: Pack, form: ReasonForm) -> bool:
        membership = current_member(request)
        try:
            count = roll_back(
                membership.tenant, pack, by=membership.user, reason=form.cleaned_data["reason"]
            )
        except RollBackRefused as refused:
            form.add_error(None, str(refused))
            return False
        words = ngettext(
            "Version %(version)s is published again: %(number)s rule changed. Open pages follow "
            "within minutes.",
            "Version %(version)s is published again: %(number)s rules changed. Open pages follow "
            "within minutes.",
            count,
        )
        messages.success(request, words % {"version": pack.version, "number": write_number(count)})
        return True

    def _page(self, request: HttpRequest, pack: Pack, form: ReasonForm) -> HttpResponse:
        tenant = current_member(request).tenant
        packs = access.packs_of(tenant)
        before = packs.filter(version__lt=pack.version).order_by("-version").first()
        current = current_pack(tenant)
        changes = pack.changes.select_related("author").order_by("pk")[:SHOWN_CHANGES]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Version %(version)s") % {"version": pack.version},
            "pack": pack,
            "reason": reason_in_words(pack.reason),
            "form": form,
            "changes": [(change, reason_in_words(change.reason)) for change in changes],
            "differences": _differences(tenant, before, pack),
            "is_current": current.pk == pack.pk,
            "way_back": _differences(tenant, current, pack),
            "content": _content(pack),
            "may_decide": self.has_moderate_permission(request),
        }
        status = NOT_ACCEPTED if form.errors else 200
        return TemplateResponse(request, "moderation/pack.html", context, status=status)


def _content(pack: Pack) -> str:
    """The pack as a person reads it: the parts of its rules have names."""
    body = json.loads(pack.body)
    return json.dumps({**body, "rules": named_rules(body)}, ensure_ascii=False, indent=2)


def _differences(tenant: Tenant, old: Pack | None, new: Pack) -> list[Difference]:
    """Compare two packs; everything is new where there is no old one."""
    bodies = [json.loads(pack.body) if pack else {} for pack in (old, new)]
    ids = {rule["id"] for body in bodies for rule in named_rules(body)}
    known = access.rules_of(tenant).in_bulk(ids)
    return diff(*bodies, name_of=lambda pk: str(known.get(pk, gettext("rule %(pk)s") % {"pk": pk})))
