"""An address to tell, and of what."""

from django import forms

from delegation.domain.wire.webhooks import Event

TITLES = {
    Event.PROPOSALS_WAITING: "Proposals wait (once a day)",
    Event.RULE_SUSPENDED: "A rule suspended itself",
    Event.ANSWER_ENDING: "A fixed answer ends soon",
    Event.BUDGET_ALERTED: "Most of the budget is spent",
}


class WebhookForm(forms.Form):
    url = forms.CharField(
        max_length=300,
        label="Address",
        help_text="https, on the public internet, without a query: https://hooks.example.com/rules",
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    events = forms.MultipleChoiceField(
        label="Tell it when",
        choices=[(event.value, title) for event, title in TITLES.items()],
        initial=[event.value for event in TITLES],
        widget=forms.CheckboxSelectMultiple,
    )

    def chosen(self) -> list[Event]:
        return [Event(name) for name in self.cleaned_data["events"]]
