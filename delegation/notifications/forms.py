"""The form for a webhook: its address and its events."""

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.domain.wire.webhooks import WebhookEvent

TITLES = {
    WebhookEvent.PROPOSALS_WAITING: _("New suggestions are waiting (once a day)"),
    WebhookEvent.RULE_SUSPENDED: _("A rule was suspended after complaints"),
    WebhookEvent.ANSWER_ENDING: _("A fixed answer is about to end"),
    WebhookEvent.BUDGET_ALERTED: _("Most of this month's budget is spent"),
    WebhookEvent.HANDOFF_REQUESTED: _("A visitor asks for a person: their email and what was said"),
}


class WebhookForm(forms.Form):
    url = forms.CharField(
        max_length=300,
        label=_("Address"),
        help_text=_(
            "A public https address without a query, for example https://hooks.example.com/rules."
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    events = forms.MultipleChoiceField(
        label=_("Send a message when"),
        choices=[(event.value, title) for event, title in TITLES.items()],
        initial=[event.value for event in TITLES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )

    def chosen(self) -> list[WebhookEvent]:
        return [WebhookEvent(name) for name in self.cleaned_data["events"]]
