"""What a moderator may write into a rule."""

from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm

from delegation.domain.lessons import MAX_RESPONSE
from delegation.domain.phrases import canonical
from delegation.domain.words import DECLARABLE_AWAITING, Awaiting
from delegation.rules.admin.decisions import DECISIONS, Decision, Edits
from delegation.rules.models import Rule

REASON_LENGTH = 300  # characters, as wide as the column
MEANINGS = {
    Awaiting.NOTHING: "nothing: the conversation is open (allows “anything else?” too)",
    Awaiting.MORE: "more: the assistant asked “anything else?”",
    Awaiting.CONFIRM: "confirm: the assistant asked for a yes or no",
    Awaiting.CHOICE: "choice: the assistant offered a choice",
    Awaiting.INFO: "info: the assistant asked for something",
}


class RuleForm(forms.Form):
    """The edits and the decision on one rule."""

    response = forms.CharField(
        max_length=MAX_RESPONSE,
        help_text="What every visitor reads. It is public.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    variants = forms.CharField(
        required=False,
        help_text="Other ways to write it, one a line. They get the same response.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    states = forms.MultipleChoiceField(
        label="Answers while the assistant awaits",
        choices=[(state.value, MEANINGS[state]) for state in DECLARABLE_AWAITING],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_LENGTH,
        help_text="Needed to reject, suspend or retire. Kept with the decision.",
    )
    decision = forms.ChoiceField(
        choices=[(name, name) for name in DECISIONS], widget=forms.HiddenInput
    )
    seen_state = forms.CharField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, rule: Rule) -> "RuleForm":
        """The form of a rule as it is now."""
        return cls(
            initial={
                "response": rule.response,
                "variants": "\n".join(rule.variants),
                "states": rule.states,
                "seen_state": rule.state,
                "seen_version": rule.version,
            }
        )

    def clean_variants(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["variants"].splitlines()]
        variants = [line for line in lines if line]
        unmatchable = [line for line in variants if not canonical(line)]
        if unmatchable:
            named = ", ".join(f"“{line}”" for line in unmatchable)
            raise forms.ValidationError(f"These can never be matched: {named}.")
        return variants

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decision = DECISIONS.get(cleaned.get("decision", ""))
        if decision and decision.needs_reason and not cleaned.get("reason"):
            self.add_error("reason", f"Say why, to {decision.label.lower()} this rule.")
        return cleaned

    def chosen(self) -> Decision:
        return DECISIONS[self.cleaned_data["decision"]]

    def edits(self) -> Edits:
        fields = ("response", "variants", "states", "reason")
        return Edits(**{name: self.cleaned_data[name] for name in fields})


class ReasonActionForm(ActionForm):
    """The bulk actions' form, with the reason that some of them need."""

    reason = forms.CharField(
        required=False,
        max_length=REASON_LENGTH,
        label="Reason",
        widget=forms.TextInput(attrs={"placeholder": "to reject, suspend or retire"}),
    )
