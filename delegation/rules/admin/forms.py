"""Forms for what a moderator may change in a rule."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.phrases import canonical
from delegation.domain.teaching.replies import MAX_RESPONSE
from delegation.domain.words import DECLARABLE_AWAITING, Awaiting
from delegation.rules.admin.decisions import DECISIONS, SNOOZE_DAYS, DecisionButton, Edits
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.deciding.moderation import Dates

REASON_LENGTH = 300  # characters, as wide as the column
LONGEST_SNOOZE_DAYS = 90
MEANINGS = {
    Awaiting.NOTHING: _("A reply that asks nothing (includes “anything else?”)"),
    Awaiting.MORE: _("“Anything else?”"),
    Awaiting.CONFIRM: _("A yes-or-no question"),
    Awaiting.CHOICE: _("An offer to choose from"),
    Awaiting.INFO: _("A question for details, such as an order number"),
}


def _date_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class RuleForm(forms.Form):
    """The edits and the decision on one rule."""

    response = forms.CharField(
        max_length=MAX_RESPONSE,
        label=_("Response"),
        help_text=_("Every visitor who writes the phrase gets this text. It is public."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    variants = forms.CharField(
        required=False,
        label=_("Variants"),
        help_text=_("Other ways to write the phrase, one per line. They get the same response."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    states = forms.MultipleChoiceField(
        label=_("Answers after"),
        choices=[(state.value, MEANINGS[state]) for state in DECLARABLE_AWAITING],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one situation in which the rule answers.")},
    )
    starts_at = forms.DateTimeField(
        required=False,
        label=_("Goes live on"),
        help_text=_("Leave empty to go live at once."),
        widget=_date_input(),
    )
    expires_at = forms.DateTimeField(
        required=False,
        label=_("Expires on"),
        help_text=_(
            "Leave empty to keep it live. After this time browsers stop answering with it."
        ),
        widget=_date_input(),
    )
    merge = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        label=_("Take these as variants"),
        widget=forms.MultipleHiddenInput,
    )
    snooze_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_SNOOZE_DAYS,
        label=_("Snooze for days"),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            format_lazy(_("Snooze a rule for 1 to {days} days."), days=LONGEST_SNOOZE_DAYS),
        ),
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Required to reject, suspend or retire. Moderators see it on this page."),
    )
    decision = forms.ChoiceField(
        choices=[(name, name) for name in DECISIONS], widget=forms.HiddenInput
    )
    seen_state = forms.ChoiceField(choices=RuleState.choices, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, rule: Rule) -> "RuleForm":
        """The form of a rule as it is now."""
        return cls(
            initial={
                "response": rule.response,
                "variants": "\n".join(rule.variants),
                "states": rule.states,
                "starts_at": rule.starts_at,
                "expires_at": rule.expires_at,
                "snooze_days": SNOOZE_DAYS,
                "seen_state": rule.state,
                "seen_version": rule.version,
            }
        )

    def offer_variants(self, others: Iterable[Rule]) -> None:
        """The proposals that may become variants of this rule."""
        field = cast("forms.TypedMultipleChoiceField", self.fields["merge"])
        field.choices = [(other.pk, other.phrase) for other in others]

    def clean_variants(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["variants"].splitlines()]
        variants = [line for line in lines if line]
        unmatchable = [line for line in variants if not canonical(line)]
        if unmatchable:
            named = ", ".join(f"“{line}”" for line in unmatchable)
            raise forms.ValidationError(
                gettext(
                    "No message can match these, because they have no word or are too long: "
                    "%(named)s."
                )
                % {"named": named}
            )
        return variants

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decision = DECISIONS.get(cleaned.get("decision", ""))
        if decision and decision.needs_reason and not cleaned.get("reason"):
            self.add_error("reason", str(decision.reason_for_one))
        return cleaned

    def chosen(self) -> DecisionButton:
        return DECISIONS[self.cleaned_data["decision"]]

    def edits(self) -> Edits:
        fields = ("response", "variants", "states", "reason", "merge")
        dates = Dates(self.cleaned_data["starts_at"], self.cleaned_data["expires_at"])
        days = self.cleaned_data["snooze_days"] or SNOOZE_DAYS
        said = {name: self.cleaned_data[name] for name in fields}
        return Edits(**said, dates=dates, snooze_days=days)


class ReasonActionForm(ActionForm):
    """The bulk actions' form, with the reason that some of them need."""

    reason = forms.CharField(
        required=False,
        max_length=REASON_LENGTH,
        label=_("Reason"),
        widget=forms.TextInput(attrs={"placeholder": _("to reject, suspend or retire")}),
    )
