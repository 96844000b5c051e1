"""The form for the responses of starter rules."""

from django import forms
from django.http import QueryDict

from delegation.domain.approval.starter_packs import StarterRule
from delegation.domain.teaching.replies import MAX_RESPONSE
from delegation.domain.words import Act
from delegation.rules.forms.acts import name_of


class StarterForm(forms.Form):
    """One response for each starter rule; an empty one leaves the rule out."""

    def __init__(self, data: QueryDict | None, *, rules: tuple[StarterRule, ...]) -> None:
        super().__init__(data)
        for rule in rules:
            self.fields[rule.act.value] = forms.CharField(
                max_length=MAX_RESPONSE,
                required=False,
                label=name_of(rule.act),
                initial=rule.response,
                widget=forms.TextInput(attrs={"lang": rule.language, "dir": "auto"}),
            )

    def responses(self) -> dict[Act, str]:
        return {Act(name): text for name, text in self.cleaned_data.items()}
